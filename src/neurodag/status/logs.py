"""The end of a log: whether it tells of an error, and which."""

import os
import re
from pathlib import Path

END = 8192
"""Bytes of a log that are looked at."""
TRACEBACK = "Traceback (most recent call last):"
ERROR = re.compile(r"^\w+\.py: |\berror\b|can't open file", re.IGNORECASE)


def error_at_end(log: str | Path) -> str | None:
    """The sentence with which a log ends, if that is an error; None also where there is no log."""
    text = end_of(log)
    if TRACEBACK in text:
        after = text.rpartition(TRACEBACK)[2].splitlines()
        messages = [line for line in after if line.strip() and not line.startswith(" ")]
        return messages[0] if messages else TRACEBACK
    lines = text.split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return last if ERROR.search(last) else None


def end_of(log: str | Path) -> str:
    try:
        with open(log, "rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - END))
            return file.read().decode(errors="replace")
    except OSError:
        return ""
