import os
from pathlib import Path

import pytest

from snakemake_executor_plugin_submitit.attempts import (
    FINISHED,
    STOPPED,
    TIME_LIMIT,
    Attempts,
    NoProgressError,
)

FUTURE = 4_000_000_000


def touch(path: Path, time_s: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time_s, time_s))


def test_progress_is_a_change_of_the_file(tmp_path: Path) -> None:
    state = tmp_path / "state.pt"
    attempts = Attempts(tmp_path / "attempts.json", state, restart_limit=100, patience=2)
    for number in range(10):
        attempts.begin()
        attempts.end(TIME_LIMIT)
        touch(state, number)
    attempts.check()


def test_two_attempts_without_a_change_are_enough(tmp_path: Path) -> None:
    state = tmp_path / "state.pt"
    attempts = Attempts(tmp_path / "attempts.json", state)
    attempts.begin()
    touch(state, 5)
    attempts.begin()
    attempts.begin()
    with pytest.raises(NoProgressError, match=r"2 attempts .*state\.pt did not change"):
        attempts.begin()


def test_progress_anywhere_in_a_folder(tmp_path: Path) -> None:
    state = tmp_path / "state"
    attempts = Attempts(tmp_path / "attempts.json", state, patience=1)
    touch(state / "deep/er", FUTURE)
    attempts.begin()
    touch(state / "deep/er", FUTURE + 1)
    attempts.begin()


def test_no_progress_file_and_the_time_limit(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts.json")
    for _ in range(2):
        attempts.begin()
        attempts.end(TIME_LIMIT)
    with pytest.raises(NoProgressError, match="names no progress file"):
        attempts.begin()


@pytest.mark.parametrize("end", [STOPPED, None])
def test_no_progress_file_and_stopped_by_others(tmp_path: Path, end: str | None) -> None:
    attempts = Attempts(tmp_path / "attempts.json", restart_limit=3)
    for _ in range(4):
        attempts.begin()
        if end:
            attempts.end(end)
    with pytest.raises(NoProgressError, match=r"started 4 times .* limit of restarts is 3"):
        attempts.begin()


def test_last_end(tmp_path: Path) -> None:
    attempts = Attempts(tmp_path / "attempts.json")
    assert attempts.last_end is None
    attempts.begin()
    assert attempts.last_end is None
    attempts.end(FINISHED)
    assert attempts.last_end == FINISHED
