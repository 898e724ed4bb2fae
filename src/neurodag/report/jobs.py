"""How long jobs took, rule by rule, and which failed."""

from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from neurodag.lineage.notes import notes
from neurodag.status.logs import error_at_end

CLOCKS_S = 1.0
"""By which the clocks of a file system and of Snakemake may differ."""


class Jobs(NamedTuple):
    """All jobs of a rule whose results are there. Times in seconds."""

    rule: str
    number: int
    seconds: float
    """Of all together."""
    longest: float


class Failure(NamedTuple):
    log: Path
    error: str
    """The sentence with which the log ends."""


def jobs(results: Path) -> list[Jobs]:
    """From Snakemake's notes on files in the folder `results`, the most expensive rule first."""
    seconds: dict[str, dict[str, float]] = defaultdict(dict)
    for path, note in notes():
        if path.is_relative_to(results) and path.exists():
            seconds[note.rule][note.command] = note.seconds  # which all outputs of a job share
    found = [
        Jobs(rule, len(each), sum(each.values()), max(each.values()))
        for rule, each in seconds.items()
    ]
    return sorted(found, key=lambda job: (-job.seconds, job.rule))


def failures(logs: Path) -> list[Failure]:
    """The logs below a folder that end with an error, but for those of jobs that finished."""
    ended = {log: note.ended for _, note in notes() for log in note.logs}
    found = (
        (log, error_at_end(log))
        for log in sorted(logs.rglob("*.log"))
        if _changed(log) > ended.get(str(log), 0.0) + CLOCKS_S
    )
    return [Failure(log, error) for log, error in found if error]


def _changed(log: Path) -> float:
    """When, in seconds since 1970; 0 for a log that is gone since it was listed."""
    try:
        return log.stat().st_mtime
    except FileNotFoundError:
        return 0.0
