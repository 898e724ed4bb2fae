"""Datasets: groups of sessions that studies name, and the split of their trials."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from neurodag.config.base import Name, Settings, Several
from neurodag.config.split import Split
from neurodag.errors import ConfigError


def _kind_of_group(value: Any) -> str:
    return "found" if isinstance(value, str) else "list"


Group = Annotated[
    Annotated[Literal["all", "first"], Tag("found")] | Annotated[Several[Name], Tag("list")],
    Discriminator(_kind_of_group),
]


class Dataset(Settings):
    """What the datasets of all sources have in common."""

    sessions: dict[Name, Group] = Field(min_length=1)
    """Groups of session ids. Session files that are found need not be listed: the word `all`
    instead of a list takes every one in the folder, and `first` the first by name."""
    split: Split = Split()

    @model_validator(mode="after")
    def _groups_are_apart(self) -> "Dataset":
        problems = list(self._group_problems())
        if problems:
            raise ValueError("\n".join(problems))
        return self

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
    @abstractmethod
    def modality(self) -> str:
        """Modality of the sessions."""

    @property
    def archive(self) -> str | None:
        """Name of the archive whose reader makes the sessions; None where they exist already."""
        return None

    @property
    def twin_settings(self) -> Settings | None:
        """What the archive's simulated twin is like; None where the recordings are real."""
        return None

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
                    f"The group {name} is `{ids}`, but the dataset's folder below the data folder "
                    f"holds no session file (*.nc) with the attribute modality = {self.modality}."
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
