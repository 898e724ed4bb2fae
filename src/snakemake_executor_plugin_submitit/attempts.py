"""The attempts of one job, in a small file that outlives requeues, and whether they get anywhere.

An attempt made progress if the job's progress file (or anything in its progress folder) changed
during it. A job that names none is given the benefit of the doubt, except at its time limit: where
one attempt at the full time did not suffice and nothing shows progress, the next will not either.

This module is pickled by value into jobs, so it imports nothing of this package.
"""

import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# How an attempt ended, as far as it could tell.
FINISHED = "finished"
TIME_LIMIT = "time limit"
STOPPED = "preemption or requeue"


class NoProgressError(RuntimeError):
    """Starting the job again would be of no use."""


@dataclass(frozen=True)
class Attempts:
    path: Path
    progress_file: Path | None = None
    restart_limit: int = 20
    patience: int = 2

    def begin(self) -> None:
        """Record that an attempt begins; raise NoProgressError if it should not."""
        self.check()
        attempt = {
            "start": time.time(),
            "host": socket.gethostname(),
            "progress": self._progress(),
            "end": None,
        }
        self._write([*self.records(), attempt])

    def end(self, reason: str) -> None:
        """Record why the last attempt ended; one that was killed has no chance to."""
        attempts = self.records()
        if attempts:
            attempts[-1]["end"] = reason
            self._write(attempts)

    @property
    def last_end(self) -> str | None:
        """How the last attempt ended; None if there was none, or if it was killed or still runs."""
        attempts = self.records()
        return attempts[-1]["end"] if attempts else None

    def check(self) -> None:
        """Raise NoProgressError if the attempts so far forbid another one."""
        attempts = self.records()
        if len(attempts) > self.restart_limit:
            raise NoProgressError(
                f"The job was started {len(attempts)} times and did not finish; "
                f"the limit of restarts is {self.restart_limit}."
            )
        idle = self._idle(attempts)
        if idle >= self.patience:
            raise NoProgressError(f"{idle} attempts in a row made no progress: {self._evidence()}")

    def records(self) -> list[dict[str, Any]]:
        try:
            return json.loads(self.path.read_text())
        except FileNotFoundError:
            return []

    def _idle(self, attempts: list[dict[str, Any]]) -> int:
        """Number of attempts at the end of the list that made no progress."""
        idle, progress_after = 0, self._progress()
        for attempt in reversed(attempts):
            if self.progress_file is not None:
                progressed = attempt["progress"] != progress_after
            else:
                progressed = attempt["end"] != TIME_LIMIT
            if progressed:
                break
            idle += 1
            progress_after = attempt["progress"]
        return idle

    def _evidence(self) -> str:
        if self.progress_file is not None:
            return f"{self.progress_file} did not change."
        return (
            "they reached the time limit, and the job names no progress file. Raise the resource "
            "runtime, or name the file in which the job saves itself in the resource progress_file."
        )

    def _progress(self) -> int:
        """Time of the last change of the progress file in ns, 0 where there is none yet."""
        if self.progress_file is None or not self.progress_file.exists():
            return 0
        paths = [self.progress_file, *self.progress_file.rglob("*")]
        return max(os.lstat(path).st_mtime_ns for path in paths)

    def _write(self, attempts: list[dict[str, Any]]) -> None:
        temporary = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        temporary.write_text(json.dumps(attempts))
        temporary.replace(self.path)
