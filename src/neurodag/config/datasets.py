"""Datasets: where sessions come from, groups that studies name, and the split of trials."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from math import isclose
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from neurodag.config.base import Folder, Name, OrNull, Seed, Settings, Several, Share
from neurodag.config.simulation import SpikeSimulation
from neurodag.errors import ConfigError


class Split(Settings):
    """Parting of a session's trials; the three shares add up to 1 (paper section A.3)."""

    train: Share = 0.7
    """Share of trials that a model learns from."""
    validation: Share = 0.1
    """Share of trials that selects the weights that are kept."""
    test: Share = 0.2
    """Share of trials that scores are computed on."""
    seed: Seed = 42
    """Seed of the shuffling; of no effect with blocks."""
    order: Literal["shuffled", "blocks"] = "shuffled"
    """Trials at random, or in three stretches of time, which keeps correlated neighbours apart."""

    @model_validator(mode="after")
    def _adds_up(self) -> "Split":
        total = self.train + self.validation + self.test
        if not isclose(total, 1):
            raise ValueError(
                f"train {self.train}, validation {self.validation} and test {self.test} add up to "
                f"{total:.6g}; they must add up to 1."
            )
        return self


def _kind_of_group(value: Any) -> str:
    return "found" if isinstance(value, str) else "list"


Group = Annotated[
    Annotated[Literal["all", "first"], Tag("found")] | Annotated[Several[Name], Tag("list")],
    Discriminator(_kind_of_group),
]


class Dataset(Settings):
    """Sessions of one origin: files that exist, or recordings that are simulated."""

    source: Literal["files", "simulation"]
    """`files`: session files below `folder`; `simulation`: drawn from `simulation`."""
    folder: OrNull[Folder] = None
    """Folder below `data` that is searched, with its subfolders, for `<session>.nc`."""
    simulation: OrNull[SpikeSimulation] = None
    """What simulated sessions are like."""
    sessions: dict[Name, Group] = Field(min_length=1)
    """Groups of session ids; instead of a list, the word `all` takes every spikes session file
    that is found in the folder, and `first` the first of them by name."""
    split: Split = Split()

    @model_validator(mode="after")
    def _is_consistent(self) -> "Dataset":
        problems = [*self._source_problems(), *self._group_problems()]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _source_problems(self) -> Iterable[str]:
        wanted, other = "folder", "simulation"
        if self.source == "simulation":
            wanted, other = other, wanted
        if getattr(self, wanted) is None:
            yield f"the source is {self.source}, so the key {wanted} is needed."
        if getattr(self, other) is not None:
            yield f"the source is {self.source}, so the key {other} means nothing; remove it."
        if self.source == "simulation" and self.takes_found:
            yield "the source is simulation, so no files are found; list the session ids."

    def _group_problems(self) -> Iterable[str]:
        groups_of = defaultdict(list)
        for group, ids in self.sessions.items():
            for session in () if isinstance(ids, str) else ids:
                groups_of[session].append(group)
        for session, groups in groups_of.items():
            if len(groups) > 1:
                yield f"session {session} is in the groups {' and '.join(groups)}; keep it in one."
            if session in self.sessions:
                yield f"{session} names a session and a group; rename the group."

    @property
    def takes_found(self) -> bool:
        """Whether a group takes sessions that are found, so that files must be looked at."""
        return any(isinstance(ids, str) for ids in self.sessions.values())

    def session_ids(self, found: Iterable[str] = ()) -> tuple[str, ...]:
        """Ids of all sessions, each once, in the order of the groups.

        `found` are the ids that `find_session_files` found; only groups that are `all` or `first`
        use them.
        """
        found = tuple(found)
        groups = (_members(ids, found) for ids in self.sessions.values())
        return tuple(dict.fromkeys(session for ids in groups for session in ids))

    def resolve(self, names: Iterable[str], found: Iterable[str] = ()) -> tuple[str, ...]:
        """Ids of the sessions that `names`, groups or sessions, stand for, each once, in order.

        Raises ConfigError for a name that is neither, and for a group of found sessions where none
        is found.
        """
        found = tuple(found)
        known = self.session_ids(found)
        resolved: dict[str, None] = {}
        for name in names:
            ids = self.sessions.get(name, (name,))
            if isinstance(ids, str) and not found:
                raise ConfigError(
                    f"The group {name} is `{ids}`, but the folder {self.folder} below the data "
                    "folder holds no session file (*.nc) with the attribute modality = spikes."
                )
            if name not in self.sessions and name not in known:
                raise ConfigError(self.unknown(name, known))
            resolved.update(dict.fromkeys(_members(ids, found)))
        return tuple(resolved)

    def unknown(self, name: str, sessions: Iterable[str]) -> str:
        """The sentence for a name that is neither a group nor one of `sessions`."""
        near = get_close_matches(name, [*self.sessions, *sessions], n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        return (
            f"{name} is neither a group nor a session of the dataset. {hint}"
            f"Groups: {', '.join(self.sessions)}."
        )


def _members(ids: str | tuple[str, ...], found: tuple[str, ...]) -> tuple[str, ...]:
    """The sessions of a group."""
    return {"all": found, "first": found[:1]}[ids] if isinstance(ids, str) else ids
