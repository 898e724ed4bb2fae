"""What lies behind a result: which scripts were run, with which settings, how often."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from neurodag.lineage.follow import Made, made
from neurodag.report.words import as_yaml


@dataclass
class Step:
    """All files behind a result that the same script made."""

    script: str
    files: int = 0
    codes: set[str] = field(default_factory=set)
    """Fingerprints of the code."""
    settings: list[str] = field(default_factory=list)
    """Each that was given, as YAML, once."""


def behind(path: Path) -> list[Step]:
    """The script that made the file at `path` first, then those of what it was made from.

    Nothing where nothing tells what made it.
    """
    steps: dict[str, Step] = {}
    for each in _all_behind(path):
        if each.command is None:
            continue
        script, settings = _told(each.command)
        step = steps.setdefault(script, Step(script))
        step.files += 1
        if code := each.code:
            step.codes.add(code)
        step.settings += [text for text in settings if text not in step.settings]
    return list(steps.values())


def _all_behind(path: Path) -> Iterable[Made]:
    """The nearest first, each file once."""
    seen, nearest = {path}, [path]
    while nearest:
        found = [_made(each) for each in nearest]
        yield from found
        nearest = list(dict.fromkeys(source for each in found for source in each.inputs))
        nearest = [source for source in nearest if source not in seen]
        seen.update(nearest)


@cache
def _made(path: Path) -> Made:
    """Remembered, since most results have most of their past in common."""
    try:
        return made(path)
    except ValueError:  # it is damaged, or made by a command of others
        return Made(path, {}, None, {})


@cache
def _told(command: str) -> tuple[str, list[str]]:
    """The script that is run, and what it is given as `--settings`, as YAML."""
    try:
        _, script, *words = shlex.split(command)
        given = [json.loads(value) for name, value in pairwise(words) if name == "--settings"]
    except ValueError:  # a command of others
        return command, []
    return Path(script).stem, [as_yaml(each) for each in given]
