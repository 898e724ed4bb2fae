"""The callable that submitit runs on a compute node: one Snakemake job.

This module is pickled by value into jobs, so it imports nothing of this package but `attempts`,
which is as well: a job that waits in the queue runs the code that it was submitted with.
"""

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import submitit

from . import processes
from .attempts import FINISHED, STOPPED, TIME_LIMIT, Attempts

FINISHED_LATE = "finished while the scheduler was stopping it"
INTERRUPTED = "interrupted, and the scheduler refused to requeue it"

EARLIEST_WARNING_S = 60  # SLURM may send the warning signal this much before the asked time


class CommandError(RuntimeError):
    """The job's command ended with an error."""


class Warned(BaseException):
    """The scheduler announced that it will stop the job."""


class Signals:
    """Remembers the scheduler's signals; the first one interrupts the wait for the command."""

    def __init__(self) -> None:
        self.received: list[int] = []
        self._interrupt = False
        for number in (signal.SIGTERM, signal.SIGUSR2):
            signal.signal(number, self._receive)

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        """Return when the process has ended or at the first signal."""
        try:
            self._interrupt = True
            if not self.received:
                process.wait()
            self._interrupt = False
        except Warned:
            pass

    @property
    def stopping(self) -> bool:
        """SLURM is stopping the job now: preempted, requeued, cancelled or out of time."""
        return signal.SIGTERM in self.received

    def _receive(self, number: int, frame: Any) -> None:
        self.received.append(number)
        if self._interrupt:
            self._interrupt = False
            raise Warned


@dataclass(frozen=True)
class SnakemakeJob:
    """Runs `command` in `workdir` and returns how it ended.

    SLURM sends SIGUSR2 ahead of the time limit (`signal_delay_s`) and SIGTERM when it stops a job,
    to every process of the job. The command may save its state on either and end with an error
    status; the job is then requeued.
    """

    command: str
    workdir: Path
    attempts: Attempts
    runtime_min: int | None
    signal_delay_s: int

    def __call__(self) -> str:
        _keep_log_short()
        if self.attempts.last_end == FINISHED:  # stopped too late, and started again in vain
            return FINISHED
        self.attempts.begin()
        environment = submitit.JobEnvironment()
        start = time.monotonic()
        processes.adopt_orphans()
        signals = Signals()
        process = self._start()
        try:
            signals.wait(process)
            if signals.received:
                self._await_save(process, signals, forward=environment.cluster == "local")
        finally:
            if not signals.stopping:
                processes.stop_descendants(process, patience_s=0.15 * self.signal_delay_s)
        if process.poll() == 0:
            self.attempts.end(FINISHED)
            return FINISHED_LATE if signals.received else FINISHED
        if not signals.received:
            raise CommandError(f"The command ended with exit status {process.returncode}.")
        self.attempts.end(self._reason(time.monotonic() - start))
        if signals.stopping and not _is_in_grace_time(environment.job_id):
            sys.exit(128 + signal.SIGTERM)  # whoever stops the job decides how it goes on
        return _requeue(environment)

    def run_here(self) -> str:
        """Run the command without a scheduler, leaving the signals of this process alone."""
        code = subprocess.run(["bash", "-c", self.command], cwd=self.workdir).returncode
        if code:
            raise CommandError(f"The command ended with exit status {code}.")
        return FINISHED

    def _start(self) -> subprocess.Popen[bytes]:
        """Start the command with SIGUSR2 ignored, lest it end the shell and Snakemake inside.

        The program that Snakemake runs sets a handler of its own, or goes on until SIGTERM.
        """
        return subprocess.Popen(
            ["bash", "-c", self.command],
            cwd=self.workdir,
            preexec_fn=lambda: signal.signal(signal.SIGUSR2, signal.SIG_IGN),
        )

    def _await_save(
        self, process: subprocess.Popen[bytes], signals: Signals, forward: bool
    ) -> None:
        """Wait until all processes of the command have saved themselves and ended."""
        if forward:  # submitit's local executor signals this process only, SLURM signals all
            processes.signal_descendants(signals.received[0])
        deadline = time.monotonic() + 0.7 * self.signal_delay_s
        while processes.has_descendants(process):
            if not signals.stopping and time.monotonic() > deadline:
                break
            time.sleep(0.2)

    def _reason(self, elapsed_s: float) -> str:
        if self.runtime_min is None:
            return TIME_LIMIT
        warning_s = self.runtime_min * 60 - self.signal_delay_s - EARLIEST_WARNING_S
        return TIME_LIMIT if elapsed_s >= warning_s else STOPPED


def _is_in_grace_time(job_id: str) -> bool:
    """Whether the job is to make room by itself, soon: preempted in a partition with a GraceTime.

    SLURM requeues it only if it does not. One that SLURM ends itself is completing by now.
    """
    command = ["squeue", "--noheader", f"--jobs={job_id}", "--format=%T"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.stdout.strip() == "RUNNING"


def _requeue(environment: submitit.JobEnvironment) -> str:
    try:
        environment._requeue(0)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"The job could not be requeued: {error}", flush=True)
        return INTERRUPTED
    sys.exit(os.EX_TEMPFAIL)


def _keep_log_short() -> None:
    """Leave the end of the log, which is what people read, to the command."""
    logging.getLogger("submitit").setLevel(logging.CRITICAL)
    sys.excepthook = lambda kind, error, _: print(f"{kind.__name__}: {error}", file=sys.stderr)
