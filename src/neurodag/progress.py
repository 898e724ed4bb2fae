"""Showing how far long work is."""

import sys
import time
from typing import TextIO


class Progress:
    """A line, rewritten on a terminal, printed at most every `interval` seconds in a log."""

    def __init__(
        self, total: int, unit: str, *, interval: float = 30.0, stream: TextIO | None = None
    ) -> None:
        self.total = total
        self.unit = unit
        self.pace = Pace(total)
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.interval = 0.2 if self.terminal else interval
        self.shown = -float("inf")

    def show(self, done: int, text: str = "") -> None:
        """Say that `done` of the total are done; `text` is added."""
        now = time.monotonic()
        seconds = self.pace.seconds_left(done)
        if now - self.shown < self.interval and done < self.total:
            return
        self.shown = now
        left = f"{as_clock(seconds)} left" if seconds else ""
        line = f"{self.unit} {done}/{self.total}  {text}  {left}".rstrip()
        end = "\n" if not self.terminal or done >= self.total else ""
        self.stream.write(("\r\033[K" if self.terminal else "") + line + end)
        self.stream.flush()


class Pace:
    """How long the rest of `total` takes, at the pace since the first call."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.start: tuple[float, int] | None = None

    def seconds_left(self, done: int) -> float | None:
        """None before there is a pace."""
        now = time.monotonic()
        began, before = self.start = self.start or (now, done)
        return (now - began) / (done - before) * (self.total - done) if done > before else None


def as_clock(seconds: float) -> str:
    """`1:02:03`, in hours, minutes and seconds."""
    whole = round(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
