"""What the user reads when a job did not end well."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .states import Observation, State

LAST_LINES = 20
MEMORY = "(oom[-_ ]?kill|out of memory|exceeded .*memory limit)"

ADVICE = {
    State.DONE: "It left no result, though: does the node see the submission folder?",
    State.FAILED: "It left no result.",
    State.CANCELLED: "Something else than this Snakemake process cancelled it.",
    State.OUT_OF_MEMORY: "Raise its resource mem_mb.",
    State.UNKNOWN: "It left no result.",
}
TOLD = (
    "partition", "account", "qos", "time", "cpus_per_task", "mem", "mem_per_cpu", "constraint",
    "nodes", "ntasks", "gpus", "gpus-per-node", "gres",
)  # fmt: skip


def job_error(
    cluster: str, job_id: str, seen: Observation, reason: str, logs: Iterable[Path]
) -> str:
    """The message for one failed job; `reason` is what is known beyond the scheduler's word."""
    named = seen.name not in ("", seen.state.name)
    state = f"{seen.state.value} ({seen.name})" if named else seen.state.value
    head = f"{cluster} job {job_id} ended: {state}. {reason or ADVICE.get(seen.state, '')}"
    return "\n".join([head.strip(), *map(log_tail, logs), ""])


def submission_error(
    cluster: str, name: str, count: int, parameters: Mapping[str, Any], error: Exception
) -> str:
    """The message for jobs that the scheduler refused."""
    flags = {**parameters, **parameters.get("additional_parameters", {})}
    asked = ", ".join(f"{flag}={flags[flag]}" for flag in TOLD if flags.get(flag))
    jobs = "1 job" if count == 1 else f"an array of {count} jobs"
    hint = " Have fewer jobs in the queue: --jobs." if "limit" in str(error).lower() else ""
    return f"{cluster} refused {jobs} ({name}; asked for {asked}). It said: {error}{hint}\n"


def log_tail(log: Path, count: int = LAST_LINES) -> str:
    """Where the log is, and its last lines."""
    try:
        with log.open(errors="replace") as file:
            lines = [f"    {line.rstrip()}" for line in deque(file, maxlen=count)]
    except OSError:
        return f"There is no log {log}."
    if not lines:
        return f"Its log {log} is empty."
    return "\n".join([f"The last {len(lines)} lines of its log {log}:", *lines])


def ran_out_of_memory(log: Path) -> bool:
    """Whether SLURM wrote so into the log. Where only a step of a job runs out of memory, as
    opposed to its batch script, SLURM calls the job as such just failed."""
    return re.search(r"(slurmstepd|srun).*?: .*" + MEMORY, log_tail(log), re.IGNORECASE) is not None
