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
        self.stream = stream or sys.stderr
        self.terminal = self.stream.isatty()
        self.interval = 0.2 if self.terminal else interval
        self.start: tuple[float, int] | None = None
        self.shown = -float("inf")

    def show(self, done: int, text: str = "") -> None:
        """Say that `done` of the total are done; `text` is added."""
        now = time.monotonic()
        if self.start is None:
            self.start = (now, done)
        if now - self.shown < self.interval and done < self.total:
            return
        self.shown = now
        line = f"{self.unit} {done}/{self.total}  {text}  {self.time_left(now, done)}".rstrip()
        end = "\n" if not self.terminal or done >= self.total else ""
        self.stream.write(("\r\033[K" if self.terminal else "") + line + end)
        self.stream.flush()

    def time_left(self, now: float, done: int) -> str:
        """At the pace since the first call."""
        assert self.start is not None
        began, before = self.start
        if done <= before or done >= self.total:
            return ""
        seconds = round((now - began) / (done - before) * (self.total - done))
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02} left"
