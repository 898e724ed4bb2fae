"""A file, what it was made from, what that was made from, back to the files of the archives."""

import os
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from neurodag.archives.checksums import sha256_of
from neurodag.archives.manifest import COLUMNS, Entry, read_manifest
from neurodag.errors import NeurodagError
from neurodag.lineage.facts import Facts, facts_of
from neurodag.lineage.notes import noted


@dataclass(frozen=True)
class Made:
    """A file of the workflow, and how it was made."""

    path: Path
    facts: Facts
    command: str | None
    """None where nothing tells it, as for recordings that were given."""
    inputs: dict[Path, str | None]
    """What it was made from, with the SHA-256 that was recorded, if it was."""
    code: str | None = None
    """Fingerprint of the code that made it, where it was recorded."""

    @cached_property
    def sha256(self) -> str | None:
        """As the file is now; None for a folder, and where there is nothing."""
        return sha256_of(self.path) if self.path.is_file() else None

    @cached_property
    def entries(self) -> list[Entry]:
        """The files of an archive that a manifest lists."""
        return read_manifest(self.path) if _is_manifest(self.path) else []

    def is_as(self, recorded: str | None) -> bool:
        """Whether it is there, and has the recorded checksum, where one was recorded."""
        return self.path.exists() and recorded in (None, self.sha256)


def lineage(path: Path) -> dict[Path, Made]:
    """The file at `path` first, then all that it came from, each once.

    Paths are those that the commands name: relative to the folder of the workflow, which is the
    current one. Raises NeurodagError if the file is not there, is damaged, or if nothing tells
    what made it.
    """
    if not path.is_file():
        raise NeurodagError(f"{path} is no file; name a figure, or another result.")
    first = made(path)
    if first.command is None:
        raise NeurodagError(
            f"{path} does not say what made it, and Snakemake has no note of it in {Path.cwd()}. "
            "Figures carry it in PDF, PNG and NetCDF, and evaluations in theirs; for tables and "
            "weights, go to the folder in which Snakemake made them, and name them as it does."
        )
    found, pending = {path: first}, list(first.inputs)
    while pending:
        source = pending.pop()
        if source not in found:
            found[source] = made(source)
            pending += found[source].inputs
    return found


def made(path: Path) -> Made:
    """What the file itself tells; else what Snakemake noted, else what its command names."""
    facts = facts_of(path) if path.is_file() else {}
    note, command = noted(path), facts.get("command")
    if note:
        command = command or note.command
    if "inputs" in facts:
        inputs = {Path(each["path"]): each["sha256"] for each in facts["inputs"]}
    elif note:
        inputs = {Path(each): None for each in note.inputs}
    else:
        inputs = {each: None for each in files_of(command or "") if each != path}
    return Made(path, facts, command, inputs, facts.get("code") or (note and note.code))


def files_of(command: str) -> list[Path]:
    """The files that a command of a script names, beside the script, as far as they are there."""
    words = shlex.split(command)[2:]
    return [Path(word) for word in words if os.path.isfile(word)]


def _is_manifest(path: Path) -> bool:
    if path.suffix != ".tsv" or not path.is_file():
        return False
    with path.open(encoding="utf-8") as stream:
        return stream.readline().rstrip("\n").split("\t") == [*COLUMNS]
