"""What Snakemake noted of the job that made a file: tables and weights cannot say it themselves."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(".snakemake/metadata")
LONGEST = 254
"""Characters of a name, after which its rest is that of a file in a folder."""
FINGERPRINT = re.compile(r"'[0-9a-f]{12}'")


class Note(NamedTuple):
    rule: str
    command: str
    inputs: list[str]
    logs: list[str]
    code: str | None
    """Fingerprint of the code that made the file; None where a rule has none."""
    began: float
    """In seconds since 1970."""
    seconds: float
    """From the start of the job to its end, without its time in a queue."""

    @property
    def ended(self) -> float:
        return self.began + self.seconds


def noted(path: Path) -> Note | None:
    """The note of a file that has the name which Snakemake knows it by; None if there is none."""
    return _read(place(path))


def notes() -> Iterator[tuple[Path, Note]]:
    """The files that Snakemake has notes of, always in the same order, each with its note."""
    for file in sorted(FOLDER.rglob("*")):
        if file.is_file() and (note := _read(file)):
            yield named(file), note


def place(path: Path) -> Path:
    """Where the note of a file lies: its name in base 64, in pieces of a file's name."""
    name = urlsafe_b64encode(path.as_posix().encode()).decode()
    *folders, last = (name[start : start + LONGEST] for start in range(0, len(name), LONGEST))
    return FOLDER.joinpath(*(f"@{folder}" for folder in folders), last)


def named(note: Path) -> Path:
    """Which file the note at this place is of."""
    pieces = (piece.removeprefix("@") for piece in note.relative_to(FOLDER).parts)
    return Path(urlsafe_b64decode("".join(pieces)).decode())


def _read(file: Path) -> Note | None:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not told.get("shellcmd"):
        return None
    began, ended = told.get("starttime") or 0.0, told.get("endtime") or 0.0
    codes = [each.strip("'") for each in told.get("params") or [] if FINGERPRINT.fullmatch(each)]
    return Note(
        rule=told.get("rule", ""),
        command=told["shellcmd"].rsplit(" > ", 1)[0],
        inputs=told.get("input") or [],
        logs=told.get("log") or [],
        code=next(iter(codes), None),
        began=began,
        seconds=max(ended - began, 0.0),
    )
