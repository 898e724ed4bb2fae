"""A run belongs to one process at a time, and to nobody when that is gone."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from neurodag.errors import NeurodagError
from neurodag.training import claim
from neurodag.training.claim import claimed

HOLD = """
import sys
from pathlib import Path
from neurodag.training.claim import claimed

with claimed(Path(sys.argv[1])):
    print("claimed", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state" / "run.pt"


@pytest.fixture
def other(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process, which has the run until its input ends."""
    command = [sys.executable, "-c", HOLD, str(state)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout.readline() == "claimed\n"
        yield process
        process.kill()


def test_nothing_is_left_of_a_claim(state: Path) -> None:
    for _ in range(2):
        with claimed(state):
            assert state.with_suffix(".lock").read_text().startswith(f"process {os.getpid()} on ")
        assert not [*state.parent.iterdir()]


def test_who_works_on_a_run_is_told(
    state: Path, other: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "PATIENCE_S", 1)
    told = rf"run\.pt belongs to a run that process {other.pid} on .* delete .*run\.lock\."
    with pytest.raises(NeurodagError, match=told), claimed(state):
        pass


def test_a_run_is_waited_for(
    state: Path,
    other: subprocess.Popen[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def sleep(seconds: float) -> None:
        other.stdin.close()
        other.wait()

    monkeypatch.setattr(claim.time, "sleep", sleep)
    with claimed(state):
        pass
    assert capsys.readouterr().err.startswith(f"Waiting for process {other.pid} on ")


def test_a_killed_process_has_no_claim(state: Path, other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()
    assert state.with_suffix(".lock").exists()
    with claimed(state):
        pass


def test_deleting_the_lock_ends_a_claim(state: Path, other: subprocess.Popen[str]) -> None:
    state.with_suffix(".lock").unlink()
    with claimed(state):
        pass


def test_without_locks_nothing_is_claimed(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*arguments: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(claim.fcntl, "lockf", no_locks)
    with claimed(state), claimed(state):
        pass
    assert not [*state.parent.iterdir()]
