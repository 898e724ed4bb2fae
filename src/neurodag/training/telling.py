"""Telling how far a run is: in its log or on a terminal, and to `neurodag status`."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from neurodag.progress import Progress
from neurodag.training.report import ReportWriter

Tell = Callable[[int, float, float, float, bool], None]
"""Called once an epoch: its number, its loss, its score (NaN: not scored), the best score, and
whether training ends here, before all its epochs."""


@contextmanager
def telling(report: Path, epochs: int, done: int) -> Iterator[Tell]:
    """For a run of `epochs`, of which `done` were done before; ends with how the block ended."""
    progress = Progress(epochs, "epoch")
    with ReportWriter(report, epochs, done) as writer:

        def tell(epoch: int, loss: float, score: float, best: float, ended: bool) -> None:
            if ended:
                progress.total = epoch
            scored = f"validation {score:.4f}" if math.isfinite(score) else ""
            progress.show(epoch, f"loss {loss:.4f}  {scored}  best {best:.4f}")
            writer.epoch(epoch, loss, score, best)

        yield tell


@contextmanager
def silence() -> Iterator[Tell]:
    """For the processes of a run that leave the telling to the first."""
    yield lambda epoch, loss, score, best, ended: None
