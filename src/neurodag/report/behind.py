"""What lies behind a result: which scripts were run, with which settings, how often."""

import json
import shlex
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml

from neurodag.errors import NeurodagError
from neurodag.lineage.follow import Made, made


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

    Nothing where the file is not there, or nothing tells what made it.
    """
    steps: dict[str, Step] = {}
    for each in _all_behind(path):
        if each.command is None:
            continue
        words = shlex.split(each.command)
        step = steps.setdefault(Path(words[1]).stem, Step(Path(words[1]).stem))
        step.files += 1
        if code := each.code:
            step.codes.add(code)
        for text in _settings(words):
            if text not in step.settings:
                step.settings.append(text)
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
    except NeurodagError:  # it is damaged: told where it is used
        return Made(path, {}, None, {})


def _settings(words: list[str]) -> Iterable[str]:
    """What a command was given as `--settings`, as YAML."""
    for name, value in pairwise(words):
        if name == "--settings":
            yield yaml.safe_dump(json.loads(value), sort_keys=False, default_flow_style=None)
