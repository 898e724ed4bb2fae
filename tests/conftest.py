"""What all tests share."""

import os
from pathlib import Path

import hypothesis
import pytest

# The same examples every time, and no time limit on a busy machine.
hypothesis.settings.register_profile("neurodag", derandomize=True, deadline=None)
hypothesis.settings.load_profile("neurodag")


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of real session files; tests that want it are skipped where none is named."""
    folder = os.environ.get("NEURODAG_DATA")
    if not folder:
        pytest.skip("NEURODAG_DATA is not set: it names the folder of real session files.")
    if not Path(folder).is_dir():
        pytest.fail(f"NEURODAG_DATA={folder} is not a folder.", pytrace=False)
    return Path(folder)
