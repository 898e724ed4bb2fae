"""What a training run tells about itself: a small JSON file, replaced while the run goes on.

`neurodag status` reads it. Nothing else depends on it, least of all the run.
"""

import contextlib
import math
import os
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Literal

from pydantic import BaseModel, ValidationError

from neurodag.progress import Pace
from neurodag.training.interrupt import Interrupted

INTERVAL_S = 10.0
"""Between two reports, at least."""
FIRST_SILENCE_S = 1800.0
"""How long a run may be silent before its pace is known: it compiles, or its epochs are long."""

State = Literal["running", "stopped", "finished", "failed"]


class RunReport(BaseModel):
    """How far a run is. Times are seconds since 1970; scores are None before the first."""

    state: State
    epoch: int
    epochs: int
    """In all: of an unfinished run, those that it is to have at most."""
    train_loss: float | None
    validation: float | None
    """Score of the last validation."""
    best_validation: float | None
    seconds_left: float | None
    started: float
    """When this process began; a run that goes on after a stop begins anew."""
    updated: float
    silence_s: float
    """A run that has said nothing for longer is taken for dead."""
    pid: int
    host: str
    slurm_job_id: str | None


def read_report(path: str | Path) -> RunReport | None:
    """The report at `path`; None where there is none, or none that can be understood."""
    try:
        return RunReport.model_validate_json(Path(path).read_bytes())
    except (OSError, ValidationError):
        return None


class ReportWriter:
    """Reports a run for as long as the block lasts, and how it ended.

        with ReportWriter(path, epochs) as report:
            ...
            report.epoch(done, train_loss, validation, best_validation)

    Scores that are not finite count as none. A report that cannot be written is left out: it is no
    reason to end a run.
    """

    def __init__(
        self, path: Path, epochs: int, done: int = 0, interval: float = INTERVAL_S
    ) -> None:
        """`done`: epochs that were done before this process began."""
        now = time.time()
        self.path = path
        self.interval = interval
        self.pace = Pace(epochs)
        self.pace.seconds_left(done)
        self.last_epoch = time.monotonic()
        self.longest_epoch = 0.0
        self.last_report = -math.inf
        self.report = RunReport(
            state="running",
            epoch=done,
            epochs=epochs,
            train_loss=None,
            validation=None,
            best_validation=None,
            seconds_left=None,
            started=now,
            updated=now,
            silence_s=FIRST_SILENCE_S,
            pid=os.getpid(),
            host=socket.gethostname(),
            slurm_job_id=slurm_job_id(),
        )

    def __enter__(self) -> "ReportWriter":
        self.write()
        return self

    def epoch(
        self, done: int, train_loss: float, validation: float, best_validation: float
    ) -> None:
        """Note that `done` epochs are done; NaN for a validation score leaves the last one."""
        report, now = self.report, time.monotonic()
        self.longest_epoch = max(self.longest_epoch, now - self.last_epoch)
        self.last_epoch = now
        report.epoch = done
        report.train_loss = train_loss
        report.best_validation = best_validation
        if not math.isnan(validation):
            report.validation = validation
        report.seconds_left = self.pace.seconds_left(done)
        report.silence_s = 60 + 5 * max(self.interval, self.longest_epoch)
        if now - self.last_report >= self.interval:
            self.write()

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.report.state = "finished"
            self.report.epochs = self.report.epoch  # fewer than planned if training ended early
        else:
            self.report.state = "stopped" if issubclass(kind, Interrupted) else "failed"
        self.report.seconds_left = None
        self.write()

    def write(self) -> None:
        """Replace the report. Not synced to disk: a new one comes soon."""
        self.last_report = time.monotonic()
        self.report.updated = time.time()
        partial = self.path.with_name(f".{self.path.name}.partial")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(self.report.model_dump_json() + "\n", encoding="utf-8")
            partial.replace(self.path)


def slurm_job_id() -> str | None:
    """Id of the SLURM job around this process, as squeue shows it; None outside of one."""
    array, task = (os.environ.get(f"SLURM_ARRAY_{part}_ID") for part in ("JOB", "TASK"))
    return f"{array}_{task}" if array and task else os.environ.get("SLURM_JOB_ID")
