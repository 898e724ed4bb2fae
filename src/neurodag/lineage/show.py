"""A lineage as text: files below what was made from them, each with its checksum and command."""

import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

from neurodag.errors import NeurodagError
from neurodag.lineage.follow import Made
from neurodag.lineage.record import SOURCE
from neurodag.provenance.fingerprint import fingerprint

ABOUT = ("dataset", "subject", "session_id", "session_start_time", "source", "license", "seed")
"""Facts of a file that are shown where it has them."""


def tree(found: Mapping[Path, Made], path: Path) -> list[str]:
    """Lines for the file at `path` and all that it came from; shown again, a file is one line."""
    return list(_lines(found, path, None, set(), ""))


def changes(found: Mapping[Path, Made]) -> list[str]:
    """What is no longer as it was recorded, a sentence each."""
    return sorted(
        f"{source} {_state(found[source], recorded)}."
        for made in found.values()
        for source, recorded in made.inputs.items()
        if not found[source].is_as(recorded)
    )


def _lines(
    found: Mapping[Path, Made], path: Path, recorded: str | None, shown: set[Path], indent: str
) -> Iterator[str]:
    made = found[path]
    if path in shown:
        yield f"{indent}{path} (see above)"
        return
    shown.add(path)
    yield f"{indent}{path}"
    for name, text in _described(made, recorded):
        yield f"{indent}  {name:<8} {text}"
    for entry in made.entries:
        yield f"{indent}    {entry.path} in the archive: {entry.size} bytes, sha256 {entry.sha256}"
    for source, checksum in made.inputs.items():
        yield from _lines(found, source, checksum, shown, f"{indent}    ")


def _described(made: Made, recorded: str | None) -> Iterator[tuple[str, str]]:
    state = _state(made, recorded)
    if made.sha256 is None:
        yield "state", state
    else:
        yield "sha256", f"{made.sha256}, {state}" if state else made.sha256
    if made.command:
        yield "command", made.command
    if made.code and made.command:
        yield "code", f"{made.code}, {_code_now(made.command, made.code)}"
    for name in ("settings", "seeds", "dates"):
        if name in made.facts and "inputs" in made.facts:
            told = made.facts[name]
            yield name, told if isinstance(told, str) else ", ".join(map(str, told)) or "not told"
    if about := [f"{name} {made.facts[name]}" for name in ABOUT if name in made.facts]:
        yield "about", "; ".join(about)


def _state(made: Made, recorded: str | None) -> str:
    if not made.path.exists():
        return "is not there"
    if made.path.is_dir():
        return "is a folder"
    if recorded is None:
        return ""
    return "as recorded" if made.sha256 == recorded else f"has changed; it was {recorded}"


def _code_now(command: str, recorded: str) -> str:
    try:
        now = fingerprint(Path(shlex.split(command)[1]).absolute(), SOURCE)
    except NeurodagError:
        return "whose script is not here"
    return "as it is now" if now == recorded else f"which is now {now}"
