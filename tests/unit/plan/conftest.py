"""Settings with a run of every kind, of networks that are small."""

from pathlib import Path
from typing import Any

import pytest
import yaml

SMALL = {"blocks": 1, "width": 8, "heads": 2, "feedforward": 12}
SCHEMES = ["mtm_prompted", "temporal"]
SETTINGS: dict[str, Any] = {
    "datasets": {
        "mice": {
            "source": "files",
            "folder": "mice",
            "sessions": {"many": ["m1", "m2", "m3"], "few": ["m4"]},
            "split": {"train": 0.5, "validation": 0.25, "test": 0.25},
        },
    },
    "mtm": {
        "dataset": "mice",
        "seeds": [1, 2],
        "model": SMALL,
        "training": {"epochs": 10, "batch_size": 4, "validation_interval": 3},
        "studies": {"ablation": {"sessions": ["few"], "schemes": SCHEMES}},
        "ndt1_stitch": {
            "pretraining": ["many"],
            "held_out": ["few"],
            "counts": [2],
            "schemes": SCHEMES,
            "model": {**SMALL, "channels": 5},
            "training": {"epochs": 3, "batch_size": 4},
            "finetuning": {"epochs": 5, "batch_size": 4, "precision": "bfloat16"},
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workflow without recordings."""
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(yaml.safe_dump(SETTINGS))
    return tmp_path
