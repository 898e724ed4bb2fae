"""Edits of the project, and what they should make run again."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from tests.workflow.tree import Tree


@dataclass(frozen=True)
class Edit:
    what: str
    make: Callable[[Tree], None] = lambda tree: None
    again: str = ""
    """Patterns of the rules whose jobs run again on their own account."""
    new: str = ""
    """Patterns of the rules that have new jobs."""
    config: str = ""
    """A YAML overlay."""
    options: str = ""
    """Of Snakemake, on the command line or in a profile."""

    def row(self) -> str:
        rules = (" ".join(f"`{rule}`" for rule in part.split()) for part in (self.again, self.new))
        return f"| {self.what} | {' | '.join(each or '–' for each in rules)} |\n"


def put(file: str, old: str, new: str) -> Callable[[Tree], None]:
    """Replace the first place of a file that reads `old`."""

    def make(tree: Tree) -> None:
        path = tree.folder / file
        text = path.read_text()
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1))

    return make


def add(file: str, text: str) -> Callable[[Tree], None]:
    """Add lines at the end of a file, which may be new."""

    def make(tree: Tree) -> None:
        path = tree.folder / file
        path.write_text((path.read_text() if path.exists() else "") + f"\n\n{text}\n")

    return make


def both(*edits: Callable[[Tree], None]) -> Callable[[Tree], None]:
    def make(tree: Tree) -> None:
        for edit in edits:
            edit(tree)

    return make


def installed(library: str, version: str) -> Callable[[Tree], None]:
    """Make Python believe that another version of a library is installed."""

    def make(tree: Tree) -> None:
        folder = tree.folder / "src" / f"{library.replace('-', '_')}-{version}.dist-info"
        folder.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: {library}\nVersion: {version}\n"
        (folder / "METADATA").write_text(metadata)

    return make


def mended(library: str) -> Callable[[Tree], None]:
    """Make Python believe that a later mend of the same release of a library is installed."""
    release = re.match(r"\d+\.\d+", version(library))
    assert release
    return installed(library, f"{release[0]}.99")


def renamed(old: str, new: str) -> Callable[[Tree], None]:
    def make(tree: Tree) -> None:
        (tree.folder / old).rename(tree.folder / new)

    return make


def formatted(tree: Tree) -> None:
    command = [sys.executable, "-m", "ruff", "format", "--line-length", "60", "--quiet", "src"]
    subprocess.run(command, cwd=tree.folder, check=True)


def touched_in_order(tree: Tree) -> None:
    """Touch all files: first those that the workflow begins with, then the results as made."""
    paths = [path for path in tree.folder.rglob("*") if ".snakemake" not in path.parts]
    results = tree.folder / "results"
    for path in sorted(paths, key=lambda path: (results in path.parents, path.stat().st_mtime_ns)):
        os.utime(path)


def touched(tree: Tree) -> None:
    for path in tree.folder.glob("src/neurodag/**/*.py"):
        os.utime(path)
