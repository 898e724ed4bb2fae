"""Every training run that the settings ask for: its state, its curves, what it cost."""

import csv
import math
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from netCDF4 import Dataset
from safetensors import SafetensorError, safe_open

from neurodag.status.look import RunStatus
from neurodag.status.table import NAMES
from neurodag.status.trial import TrialId

POINTS = 80
"""A curve of more epochs is thinned to so many."""
WEIGHTS = "weights.safetensors"


class Curve(NamedTuple):
    """A quantity over epochs, without those in which it was not measured."""

    epoch: list[int]
    value: list[float]


class TrainingRun(NamedTuple):
    status: RunStatus
    paper: str
    name: str
    """Its folder below the results folder."""
    network: str
    loss: Curve
    """Training loss."""
    score: Curve
    """Of validation trials."""
    parameters: int | None
    seconds: float | None
    """Of the job that finished it, without earlier ones that were stopped; not told of trials of a
    search, of which a job has several."""
    memory_mb: float | None
    """Most that the job held at one time, its processes together (RSS)."""
    cores: float | None
    """That it kept busy, on average."""


def training_runs(statuses: Iterable[RunStatus], results: Path) -> list[TrainingRun]:
    """In the given order; what is not known of a run is None, or an empty curve."""
    return [_told(status, results) for status in statuses]


def _told(status: RunStatus, results: Path) -> TrainingRun:
    run = status.run
    name, log = (run.path(pattern) for pattern in (run.place.folder, run.place.log))
    cost = {} if isinstance(run, TrialId) else _cost((results / log).with_suffix(".tsv"))
    loss, score = _curves(results / name / "history.nc")
    return TrainingRun(
        status=status,
        paper=Path(name).parts[0],
        name=name,
        network=_network(run._asdict()),
        loss=loss,
        score=score,
        parameters=parameters(results / name / WEIGHTS),
        seconds=cost.get("s"),
        memory_mb=cost.get("max_rss"),
        cores=cost["mean_load"] / 100 if "mean_load" in cost else None,
    )


def _network(wildcards: dict[str, object]) -> str:
    known = [str(wildcards[name]) for name in NAMES["network"] if wildcards.get(name)]
    return known[0] if known else f"ndt1 ({wildcards['variant']})"


def _cost(benchmark: Path) -> dict[str, float]:
    """What Snakemake measured of a job; without what it could not."""
    try:
        with benchmark.open(encoding="utf-8", newline="") as file:
            *_, last = csv.DictReader(file, delimiter="\t")
    except (OSError, ValueError):
        return {}
    return {name: float(text) for name, text in last.items() if _is_number(text)}


def _is_number(text: str | None) -> bool:
    return text is not None and text.replace(".", "", 1).isdigit()


def _curves(history: Path) -> tuple[Curve, Curve]:
    try:
        with Dataset(history) as file:
            file.set_auto_mask(False)
            epoch = file["epoch"][:]
            score = next(name for name in file.variables if name.startswith("validation_"))
            return _curve(epoch, file["train_loss"][:]), _curve(epoch, file[score][:])
    except OSError:
        return Curve([], []), Curve([], [])


def _curve(epoch: np.ndarray, value: np.ndarray) -> Curve:
    kept = np.flatnonzero(np.isfinite(value))
    if kept.size > POINTS:
        kept = kept[np.linspace(0, kept.size - 1, POINTS).round().astype(int)]
    return Curve(epoch[kept].tolist(), value[kept].tolist())


def parameters(weights: Path) -> int | None:
    """Numbers in a file of weights, told by its header; None where there is no whole file."""
    try:
        with safe_open(weights, "numpy") as file:
            return sum(math.prod(file.get_slice(name).get_shape()) for name in file.keys())  # noqa: SIM118
    except (OSError, SafetensorError):
        return None
