"""Parameters that belong to one session each, and how they are told from those that are shared."""

from collections.abc import Mapping
from typing import Generic, TypeVar, cast
from urllib.parse import unquote

from torch import nn

Part = TypeVar("Part", bound=nn.Module)
MARK = "session:"


def key(session: str) -> str:
    """What the session is called in the names of parameters, whose parts are divided by dots."""
    return MARK + session.replace("%", "%25").replace(".", "%2E")


def session_of(parameter: str) -> str | None:
    """The session that the parameter of this name belongs to; None: it is shared."""
    for part in parameter.split("."):
        if part.startswith(MARK):
            return unquote(part.removeprefix(MARK))
    return None


class BySession(nn.Module, Generic[Part]):
    """One module a session, found by the session's id."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        super().__init__()
        for session, part in parts.items():
            self.add_module(key(session), part)

    def __getitem__(self, session: str) -> Part:
        return cast(Part, self._modules[key(session)])
