"""Small settings that are right, for tests to break."""

from copy import deepcopy
from typing import Any

import pytest

RIGHT = {
    "datasets": {
        "mice": {
            "source": "files",
            "folder": "mice",
            "sessions": {"first": ["a", "b"], "second": ["c"]},
        },
        "simulated": {
            "source": "ibl",
            "twin": {"trials": 20},
            "sessions": {"small": ["s1", "s2"]},
        },
    },
    "mtm": {
        "dataset": "mice",
        "model": {"width": 32, "heads": 4},
        "studies": {"ablation": {"sessions": ["first"], "schemes": ["temporal", "mtm_prompted"]}},
    },
}


@pytest.fixture
def settings() -> dict[str, Any]:
    return deepcopy(RIGHT)
