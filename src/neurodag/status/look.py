"""Looks at one training run.

Files may appear, vanish or change between two looks; what cannot be read counts as not there.
"""

import math
import os
import socket
import time
from dataclasses import dataclass, replace
from typing import Literal

from neurodag import forecast_runs
from neurodag.pretraining import FinetunedId, PretrainedId
from neurodag.runs import RunId, VariantId
from neurodag.status.logs import error_at_end
from neurodag.status.trial import TrialId
from neurodag.training.report import RunReport, read_report
from neurodag.vision_runs import AnyVisionRun

State = Literal["done", "running", "stopped", "failed", "waiting"]

OUTPUTS = ("weights.safetensors", "history.nc")
STARTING_S = 600.0
"""How long a run may take from its first line to its first report: it imports and reads."""


MtMRun = RunId | VariantId | PretrainedId | FinetunedId
ForecastRun = forecast_runs.PretrainedId | forecast_runs.SessionRun
AnyRun = MtMRun | AnyVisionRun | TrialId | ForecastRun


@dataclass(frozen=True)
class RunStatus:
    run: AnyRun
    studies: tuple[str, ...]
    state: State
    epoch: int
    epochs: int
    validation: float | None = None
    best_validation: float | None = None
    seconds_left: float | None = None
    slurm_job_id: str | None = None
    host: str | None = None
    log: str | None = None
    """Where the run printed, if it did."""
    note: str = ""


def look_at(run: AnyRun, studies: tuple[str, ...], results: str, epochs: int) -> RunStatus:
    """The status of a run; `epochs` are those of a run that has not told any."""
    folder, log, report_path = (
        f"{results}/{run.path(pattern)}"
        for pattern in (run.place.folder, run.place.log, run.place.report)
    )
    report = read_report(report_path)
    log_changed = _changed(log)
    state, note = _state(folder, report, log, log_changed)
    begun = None if log_changed is None else log
    status = RunStatus(run, studies, state, 0, epochs, log=begun, note=note)
    if state == "done" and (report is None or report.state != "finished"):
        return _with_history(status, folder)
    if report is None:
        return status
    return replace(
        status,
        epoch=report.epoch,
        epochs=report.epochs,
        validation=report.validation,
        best_validation=report.best_validation,
        seconds_left=report.seconds_left if state == "running" else None,
        slurm_job_id=report.slurm_job_id,
        host=report.host,
    )


def _state(
    folder: str, report: RunReport | None, log: str, log_changed: float | None
) -> tuple[State, str]:
    """A run's state, and what else there is to say."""
    if all(os.path.exists(f"{folder}/{name}") for name in OUTPUTS):
        return "done", ""
    told = report.state if report else None
    lifeless = why_lifeless(report) if report else None
    if told in ("running", "finished") and not lifeless:
        return "running", "" if told == "running" else "writing its weights"
    if error := error_at_end(log):
        return "failed", error
    if told in ("running", "stopped"):
        return "stopped", (lifeless or "") if told == "running" else ""
    if told != "finished" and log_changed and time.time() - log_changed < STARTING_S:
        return "running", "starting"
    return ("failed", "its log names no error") if told == "failed" else ("waiting", "")


def why_lifeless(report: RunReport) -> str | None:
    """Why the run that reported cannot be running any more; None if it can."""
    if report.host == socket.gethostname() and not _is_process(report.pid):
        return f"its process {report.pid} is gone"
    silent = time.time() - report.updated
    return f"no sign of life for {silent / 60:.0f} min" if silent > report.silence_s else None


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # there is one, of another user
        return True
    return True


def _changed(path: str) -> float | None:
    """When a file last changed; None where there is none."""
    try:
        return os.stat(path).st_mtime
    except OSError:
        return None


def _with_history(status: RunStatus, folder: str) -> RunStatus:
    """A finished run that has left no report: its history tells epochs and scores."""
    from netCDF4 import Dataset  # slow to import, and seldom needed

    try:
        with Dataset(f"{folder}/history.nc") as history:
            history.set_auto_mask(False)
            score = next(name for name in history.variables if name.startswith("validation_"))
            scores = history[score][:].tolist()
    except (OSError, StopIteration):
        return replace(status, epoch=status.epochs)
    known = [score for score in scores if math.isfinite(score)]
    return replace(
        status,
        epoch=len(scores),
        epochs=len(scores),
        validation=known[-1] if known else None,
        best_validation=max(known, default=None),
    )
