from pathlib import Path

import pytest

from snakemake_executor_plugin_submitit.messages import (
    job_error,
    ran_out_of_memory,
    submission_error,
)
from snakemake_executor_plugin_submitit.states import Observation, State


def test_names_the_job_its_state_its_log_and_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "12_3_0_log.out"
    log.write_text("".join(f"line {number}\n" for number in range(1, 31)))
    seen = Observation(State.CANCELLED, "CANCELLED by 1000")
    lines = job_error("SLURM", "12_3", seen, "", [log]).splitlines()
    assert lines[0].startswith("SLURM job 12_3 ended: cancelled (CANCELLED by 1000).")
    assert lines[1] == f"The last 20 lines of its log {log}:"
    assert lines[2:] == [f"    line {number}" for number in range(11, 31)]


def test_what_the_job_says_comes_first(tmp_path: Path) -> None:
    seen = Observation(State.OUT_OF_MEMORY, "OUT_OF_MEMORY")
    assert "Raise its resource mem_mb." in job_error("SLURM", "1", seen, "", [])
    assert "It was the cat." in job_error("SLURM", "1", seen, "It was the cat.", [])


def test_logs_that_are_missing_or_empty(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    message = job_error("SLURM", "1", Observation(State.FAILED), "", [tmp_path / "none", empty])
    assert f"There is no log {tmp_path / 'none'}." in message
    assert f"Its log {empty} is empty." in message


def test_refusal_says_what_was_asked() -> None:
    parameters = {"partition": "gpu", "account": None, "additional_parameters": {"gres": "gpu:1"}}
    error = RuntimeError("sbatch: error: QOSMaxSubmitJobPerUserLimit")
    message = submission_error("SLURM", "train", 8, parameters, error)
    assert "an array of 8 jobs (train; asked for partition=gpu, gres=gpu:1)" in message
    assert "--jobs" in message


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("slurmstepd: error: Detected 1 oom_kill event in StepId=1.0.", True),
        ("slurmstepd-n1: error: Exceeded job memory limit", True),
        ("srun: error: n1: task 0: Out Of Memory", True),
        ("srun: error: n1: task 0: Killed", False),
        ("torch.OutOfMemoryError: CUDA out of memory", False),
    ],
)
def test_out_of_memory_by_slurms_account(tmp_path: Path, line: str, expected: bool) -> None:
    log = tmp_path / "log"
    log.write_text(f"Building DAG of jobs...\n{line}\n")
    assert ran_out_of_memory(log) is expected
