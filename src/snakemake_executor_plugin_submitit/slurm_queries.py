"""The questions that are put to SLURM's command line tools."""

import subprocess
from collections.abc import Collection

from .cluster import QueryError
from .states import Observation, parse_sacct, parse_squeue

TIMEOUT_S = 60
SQUEUE_FORMAT = "JobArrayID:50,State:30,RestartCnt:10,Reason:100"


def squeue(arrays: Collection[str], states: str | None = None) -> dict[str, Observation]:
    """The controller's view of these jobs and all tasks of these arrays, by default the living.

    Raises QueryError when the controller does not answer.
    """
    selection = [f"--states={states}"] if states else []
    jobs = f"--jobs={','.join(sorted(arrays))}"
    command = ["squeue", "--noheader", "--array", *selection, jobs, f"--Format={SQUEUE_FORMAT}"]
    try:
        return parse_squeue(_run(command))
    except QueryError as error:
        if "Invalid job id" in str(error):  # it has forgotten all of them
            return {}
        raise


def sacct(job_ids: Collection[str]) -> dict[str, Observation]:
    """The accounting database's view, which remembers jobs longer but learns of them later.

    Raises QueryError when the database does not answer.
    """
    jobs = f"--jobs={','.join(sorted(job_ids))}"
    command = ["sacct", "--allocations", "--noheader", "--parsable2", jobs, "--format=JobID,State"]
    try:
        return parse_sacct(_run(command))
    except QueryError as error:
        if "accounting storage is disabled" in str(error).lower():
            return {}
        raise


def living_scripts() -> list[tuple[str, str]]:
    """Id and script of each job or array of this user in the queue."""
    lines = _run(["squeue", "--noheader", "--me", "--format=%F|%o"]).splitlines()
    return sorted({(job_id, script) for job_id, _, script in (x.partition("|") for x in lines)})


def _run(command: list[str]) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise QueryError(str(error)) from error
    if answer.returncode:
        raise QueryError(answer.stderr.strip() or f"{command[0]} ended with {answer.returncode}.")
    return answer.stdout
