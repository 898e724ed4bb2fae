"""Hints in errors: what there is, where something is asked for that there is not."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A question after the candidate that is spelled most like `name`, or nothing."""
    near = get_close_matches(name, list(candidates), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def listed(names: Iterable[object], most: int = 20) -> str:
    """The names in order, at most so many of them; `nothing` if there are none."""
    found = sorted(map(str, names))
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more or "nothing"
