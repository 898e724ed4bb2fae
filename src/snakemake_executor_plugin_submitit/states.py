"""States of a job as SLURM reports them, reduced to those that call for different actions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMEOUT = "stopped at its time limit"
    OUT_OF_MEMORY = "out of memory"
    PREEMPTED = "preempted"
    NODE_FAILURE = "stopped by the failure of its node"
    UNKNOWN = "unknown to the scheduler"

    @property
    def is_final(self) -> bool:
        return self not in (State.PENDING, State.RUNNING, State.UNKNOWN)

    @property
    def deserves_restart(self) -> bool:
        """The job was stopped through no fault of its own, and can go on where it stopped."""
        return self in (State.TIMEOUT, State.PREEMPTED, State.NODE_FAILURE)


_NAMES = {
    State.PENDING: "PENDING CONFIGURING REQUEUED REQUEUE_FED REQUEUE_HOLD RESV_DEL_HOLD "
    "SPECIAL_EXIT POWER_UP_NODE",
    State.RUNNING: "RUNNING COMPLETING RESIZING SIGNALING STAGE_OUT STOPPED SUSPENDED",
    State.DONE: "COMPLETED",
    State.FAILED: "FAILED DEADLINE LAUNCH_FAILED RECONFIG_FAIL",
    State.CANCELLED: "CANCELLED REVOKED",
    State.TIMEOUT: "TIMEOUT",
    State.OUT_OF_MEMORY: "OUT_OF_MEMORY",
    State.PREEMPTED: "PREEMPTED",
    State.NODE_FAILURE: "NODE_FAIL BOOT_FAIL",
}
_STATES = {name: state for state, names in _NAMES.items() for name in names.split()}


@dataclass(frozen=True)
class Observation:
    """What the scheduler says of one job at one moment."""

    state: State
    name: str = ""
    """The scheduler's own word, for messages: 'OUT_OF_MEMORY', 'CANCELLED by 1000'."""
    restarts: int = 0
    reason: str = ""


UNSEEN = Observation(State.UNKNOWN)


def parse_state(word: str) -> State:
    """The state behind a word of squeue or sacct, such as 'RUNNING' or 'CANCELLED by 0'."""
    name = word.split()[0].rstrip("+").upper() if word.strip() else ""
    return _STATES.get(name, State.UNKNOWN)


def parse_squeue(text: str) -> dict[str, Observation]:
    """Lines of job id, state, number of restarts and reason, separated by spaces."""
    observations = {}
    for line in text.splitlines():
        job_id, word, restarts, *reason = line.split(maxsplit=3)
        observations[job_id] = Observation(
            parse_state(word), word, int(restarts), reason[0].strip() if reason else ""
        )
    return observations


def parse_sacct(text: str) -> dict[str, Observation]:
    """Lines of job id and state, separated by a bar; ids may stand for parts of an array."""
    observations = {}
    for line in text.splitlines():
        job_ids, word = line.split("|")[:2]
        for job_id in expand_array(job_ids):
            observations[job_id] = Observation(parse_state(word), word)
    return observations


def expand_array(job_ids: str) -> Iterator[str]:
    """'7_[0-2,5%4]' → 7_0, 7_1, 7_2, 7_5; any other id → itself."""
    match = re.fullmatch(r"(\d+)_\[([\d,-]+)(%\d+)?\]", job_ids)
    if not match:
        yield job_ids
        return
    array, ranges, _ = match.groups()
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        for index in range(int(first), int(last or first) + 1):
            yield f"{array}_{index}"
