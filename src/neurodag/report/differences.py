"""Settings that are not those of the papers."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

FOLDERS = {"results": True, "data": True, "datasets": {"__all__": {"folder"}}}
"""What of the settings is of the user's machine alone, as pydantic excludes it."""


class Difference(NamedTuple):
    key: str
    """Names of keys, joined by dots."""
    here: Any
    paper: Any
    """None where one of the two has no such key, or null."""


def differences(here: Mapping[str, Any], paper: Mapping[str, Any]) -> list[Difference]:
    """Where the settings `here` differ from the paper's, in the order of the latter.

    A key that is null or missing on one side is told once, without what lies below it. Recordings
    are left out: the report tells them by themselves.
    """
    found = _between(here, paper, "")
    return [each for each in found if each.key.partition(".")[0] != "datasets"]


def _between(here: Any, paper: Any, key: str) -> Iterator[Difference]:
    if not (isinstance(here, Mapping) and isinstance(paper, Mapping)):
        if here != paper:
            yield Difference(key, here, paper)
        return
    for name in [*paper, *(name for name in here if name not in paper)]:
        below = f"{key}.{name}" if key else str(name)
        yield from _between(here.get(name), paper.get(name), below)
