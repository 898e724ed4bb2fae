"""The table of `neurodag plan`: a line for each kind of run, and what they add up to."""

from collections.abc import Mapping

from neurodag.plan.planned import Kind, Planned, Precision
from neurodag.plan.rate import Rate

TEXTS = ("network", "training", "masking", "precision")
NUMBERS = ("runs", "done", "steps a run", "GFLOP a step", "PFLOP")


def table(kinds: Mapping[Kind, Planned], rates: Mapping[Precision, Rate], unit: str) -> str:
    """Lines below a line of heads; `unit` is what the hours of all runs are called."""
    everything = [(planned, rates[kind.precision]) for kind, planned in kinds.items()]
    total = [
        *("total", "", "", ""),
        str(sum(planned.runs for planned, _ in everything)),
        str(sum(planned.done for planned, _ in everything)),
        *("", ""),
        number(sum(planned.flops for planned, _ in everything) / 1e15),
        number(sum(rate.hours(planned.flops) for planned, rate in everything)),
        number(sum(rate.hours(planned.left_flops) for planned, rate in everything)),
    ]
    lines = [_cells(kind, planned, rates[kind.precision]) for kind, planned in kinds.items()]
    columns = zip((*TEXTS, *NUMBERS, unit, "left"), *lines, total, strict=True)
    aligned = [_column(cells) for cells in columns if any(cells[1:])]
    return "\n".join("  ".join(line).rstrip() for line in zip(*aligned, strict=True))


def _cells(kind: Kind, planned: Planned, rate: Rate) -> list[str]:
    return [
        *kind,
        str(planned.runs),
        str(planned.done),
        number(planned.steps / planned.runs),
        number(planned.training_flops / max(planned.steps, 1) / 1e9),
        number(planned.flops / 1e15),
        number(rate.hours(planned.flops)),
        number(rate.hours(planned.left_flops)),
    ]


def number(value: float) -> str:
    """Three digits or all that stand before the point: `0.0123`, `4.56`, `12,346`."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _column(cells: tuple[str, ...]) -> list[str]:
    width = max(map(len, cells))
    return [cell.ljust(width) if cells[0] in TEXTS else cell.rjust(width) for cell in cells]
