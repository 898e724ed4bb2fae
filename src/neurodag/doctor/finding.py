"""What a check found."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    OK = "OK"
    INFO = "INFO"
    """Neither good nor bad, but good to know."""
    WARNING = "WARNING"
    """Works, but not as well as it could, or not in every case."""
    PROBLEM = "PROBLEM"
    """Does not work."""


@dataclass(frozen=True)
class Finding:
    level: Level
    text: str
    advice: str = ""
    """What to do."""


Findings = Iterator[Finding]


def ok(text: str) -> Finding:
    return Finding(Level.OK, text)


def info(text: str, advice: str = "") -> Finding:
    return Finding(Level.INFO, text, advice)


def warning(text: str, advice: str) -> Finding:
    return Finding(Level.WARNING, text, advice)


def problem(text: str, advice: str) -> Finding:
    return Finding(Level.PROBLEM, text, advice)
