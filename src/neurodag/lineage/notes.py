"""What Snakemake noted of the job that made a file: tables and weights cannot say it themselves."""

import json
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(".snakemake/metadata")
LONGEST = 254
"""Characters of a name, after which its rest is that of a file in a folder."""


class Note(NamedTuple):
    command: str
    inputs: list[str]


def noted(path: Path) -> Note | None:
    """The note of a file that has the name which Snakemake knows it by; None if there is none."""
    try:
        told = json.loads(place(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not told.get("shellcmd"):
        return None
    return Note(told["shellcmd"].partition(" > ")[0], told.get("input") or [])


def place(path: Path) -> Path:
    """Where the note of a file lies: its name in base 64, in pieces of a file's name."""
    name = urlsafe_b64encode(path.as_posix().encode()).decode()
    *folders, last = (name[start : start + LONGEST] for start in range(0, len(name), LONGEST))
    return FOLDER.joinpath(*(f"@{folder}" for folder in folders), last)
