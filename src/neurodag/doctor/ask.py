"""Asks the machine's own commands, and waits no longer than is polite."""

import os
import subprocess
from typing import NamedTuple

PATIENCE_S = 10.0


class Answer(NamedTuple):
    text: str
    """What the command printed; empty if it failed."""
    error: str = ""
    """Why there is no answer; empty if there is."""


def ask(*command: str, patience_s: float = PATIENCE_S) -> Answer:
    try:
        run = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=patience_s,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        return Answer("", f"`{' '.join(command)}` gave no answer in {patience_s:.0f} s")
    except OSError as error:
        return Answer("", f"`{command[0]}` cannot be run: {error.strerror}")
    if run.returncode:
        said = " ".join((run.stderr or run.stdout).split())
        return Answer("", f"`{' '.join(command)}` failed: {said[:200]}")
    return Answer(run.stdout)
