"""The table of `neurodag status`: plain text, as wide as the terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence

from neurodag.progress import as_clock
from neurodag.status.look import RunStatus

NAMES = {
    "network": ("architecture", "network", "competitor"),
    "variant": ("variant",),
    "core of": ("origin",),
    "pretrained": ("number", "scope"),
    "tuning": ("tuning",),
    "task": ("task",),
    "stimulus": ("stimulus",),
    "subject": ("subject",),
    "cohort": ("cohort",),
    "trial": ("trial",),
    "session": ("session",),
    "scheme": ("scheme",),
    "samples": ("samples",),
    "ratio": ("ratio",),
    "seed": ("seed",),
}
"""Heads of what tells a run from the others, and the wildcards below each; no run has all."""
HEADS = (*NAMES, "state", "epoch", "last", "best", "left", "job", "studies", "note")
RIGHT = {"trial", "samples", "ratio", "seed", "epoch", "last", "best", "left"}
SHORTENED = {"session": 8, "stimulus": 9, "cohort": 9, "studies": 7, "job": 6}
"""Columns that give way on a narrow terminal, first the first, and how narrow they may get."""


def table(runs: Sequence[RunStatus], width: int | None) -> str:
    """A line a run, below a line of heads; `width` in characters, None for no limit."""
    columns = dict(zip(HEADS, zip(HEADS, *map(_cells, runs), strict=True), strict=True))
    columns = {head: cells for head, cells in columns.items() if head == "state" or any(cells[1:])}
    widths = {head: max(map(len, cells)) for head, cells in columns.items()}
    for head, least in SHORTENED.items() if width else ():
        too_much = sum(widths.values()) + 2 * (len(widths) - 1) - (width or 0)
        if head in widths and too_much > 0:
            widths[head] = max(min(least, widths[head]), widths[head] - too_much)
    aligned = [_column(cells, head, widths[head]) for head, cells in columns.items()]
    return "\n".join("  ".join(line).rstrip() for line in zip(*aligned, strict=True))


def _cells(status: RunStatus) -> tuple[str, ...]:
    wildcards = status.run._asdict()
    begun = status.state != "waiting"
    return (
        *("".join(str(wildcards.get(name, "")) for name in names) for names in NAMES.values()),
        status.state,
        f"{status.epoch}/{status.epochs}" if begun else "",
        _score(status.validation),
        _score(status.best_validation),
        "" if status.seconds_left is None else as_clock(status.seconds_left),
        (status.slurm_job_id or "") if begun else "",
        ", ".join(status.studies),
        "" if status.state == "failed" else status.note,  # told below the table
    )


def _score(score: float | None) -> str:
    return "" if score is None else f"{score:.4f}"


def _column(cells: Sequence[str], head: str, width: int) -> list[str]:
    cut = (cell if len(cell) <= width else f"{cell[: width - 1]}…" for cell in cells)
    return [cell.rjust(width) if head in RIGHT else cell.ljust(width) for cell in cut]


def failures(runs: Iterable[RunStatus]) -> str:
    """Why runs failed, and where their logs are."""
    failed = [run for run in runs if run.state == "failed"]
    return "\n".join(f"failed: {run.log}\n    {run.note}" for run in failed)


def summary(runs: Sequence[RunStatus]) -> str:
    """`12 of 95 runs done, 3 running, 1 failed, 79 waiting`."""
    counts = Counter(run.state for run in runs)
    others = [f"{counts[s]} {s}" for s in ("running", "stopped", "failed", "waiting") if counts[s]]
    return ", ".join([f"{counts['done']} of {len(runs)} runs done", *others])
