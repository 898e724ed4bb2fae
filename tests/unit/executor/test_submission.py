"""What is left in the folder of submissions after the jobs."""

import pickle
from pathlib import Path

import pytest

from snakemake_executor_plugin_submitit.job import FINISHED
from snakemake_executor_plugin_submitit.submission import remove_if_unused, remove_succeeded

SUCCESS, FAILURE = ("success", FINISHED), ("error", "Traceback\nCommandError: exit status 1.")


def leave(folder: Path, job_id: str, result: tuple[str, str] | None) -> None:
    """The files of a job, as submitit names them."""
    folder.mkdir(exist_ok=True)
    (folder / "submission_file_1.sh").touch()
    (folder / f"{job_id}_submitted.pkl").touch()
    (folder / f"{job_id}_0_log.out").touch()
    (folder / f"{job_id}.attempts.json").write_text("[]")
    if result:
        (folder / f"{job_id}_0_result.pkl").write_bytes(pickle.dumps(result))


def test_nothing_stays_of_jobs_that_succeeded(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    for task in range(3):
        leave(folder, f"7_{task}", SUCCESS)
    remove_succeeded(folder, followed=[])
    remove_if_unused(folder)
    assert not folder.exists()


@pytest.mark.parametrize(("result", "followed"), [(FAILURE, []), (None, []), (SUCCESS, ["7_1"])])
def test_files_of_failed_and_followed_jobs_stay(
    tmp_path: Path, result: tuple[str, str] | None, followed: list[str]
) -> None:
    folder = tmp_path / "run"
    leave(folder, "7_0", SUCCESS)
    leave(folder, "7_1", result)
    remove_succeeded(folder, followed)
    remove_if_unused(folder)
    assert not list(folder.glob("7_0_*"))
    assert (folder / "7_1_0_log.out").exists()
    assert (folder / "7_1_submitted.pkl").exists()
    assert (folder / "7_1.attempts.json").exists()
