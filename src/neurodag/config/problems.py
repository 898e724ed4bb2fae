"""Everything that is wrong with settings, a sentence each."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from neurodag.config.config import Config
from neurodag.config.names import near_name, problems_of_names
from neurodag.config.schema import (
    NAME,
    Node,
    allowed,
    alternatives,
    child,
    choices,
    keys,
    narrowed,
    schema,
)


def problems(settings: Mapping[str, Any]) -> list[str]:
    """Every problem of the settings, as full sentences; none for settings that are right."""
    found = [*_problems_of_values(settings), *problems_of_names(settings)]
    return list(dict.fromkeys(found))


def _problems_of_values(settings: Mapping[str, Any]) -> Iterable[str]:
    try:
        Config.model_validate(settings)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield from _sentences(details)


def _sentences(error: ErrorDetails) -> Iterable[str]:
    key, node = _place(error["loc"])
    value = _shown(error["input"])
    if error["type"] == "too_short" and error["input"]:
        return  # too short only because its items are wrong, which is told already
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        yield from _wrong_source(key, node, error["input"])
    elif error["type"] == "value_error":
        for problem in str(error["ctx"]["error"]).splitlines():
            yield f"`{key}`: {problem}"
    elif error["type"] == "extra_forbidden":
        parent = _place(error["loc"][:-1])[1]
        near = near_name(str(error["loc"][-1]), keys(parent))
        known = ", ".join(keys(parent))
        yield f"`{key}` (given: {value}) is no known key.{near} Keys here: {known}."
    elif error["type"] == "missing":
        yield f"`{key}` is missing; it must be {allowed(node)}."
    elif error["loc"][-1:] == ("[key]",):
        parent_key = _place(error["loc"][:-2])[0]
        quotes = "" if isinstance(error["input"], str) else "; put it in quotes"
        yield f"`{parent_key}`: the key {value} must be {NAME}{quotes}."
    else:
        quotes = "; put it in quotes" if _is_unquoted(error["input"], node) else ""
        near = near_name(error["input"], choices(node))
        yield f"`{key}` is {value}, but must be {allowed(node)}{quotes}.{near}"


def _wrong_source(key: str, node: Node, settings: Mapping[str, Any]) -> Iterable[str]:
    """The key that tells one kind of settings from another is missing, or names no kind."""
    name = node["discriminator"]["propertyName"]
    kinds = [str(kind) for kind in node["discriminator"]["mapping"]]
    known = ", ".join(f"`{kind}`" for kind in kinds)
    if name not in settings:
        yield f"`{key}.{name}` is missing; it must be one of {known}."
    else:
        given = settings[name]
        near = near_name(given, kinds)
        yield f"`{key}.{name}` is {_shown(given)}, but must be one of {known}.{near}"


def _place(location: tuple[str | int, ...]) -> tuple[str, Node]:
    """The dotted key of an error's location, and what is allowed there."""
    key, node = "", schema()
    for depth, part in enumerate(location):
        if (kind := narrowed(node, part)) is not node:
            node = kind
            continue
        below = child(node, part)
        is_unknown_key = below is None and depth == len(location) - 1 and bool(keys(node))
        if below is None and not is_unknown_key:
            continue  # not a key, but pydantic's name for one kind of a union
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
        node = below or node
    return key.lstrip(".") or "the configuration", node


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return str(value)
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _is_unquoted(value: Any, node: Node) -> bool:
    """Whether YAML took for a number, a date or a truth value what was to be text."""
    is_text = any(c.get("type") == "string" and not choices(c) for c in alternatives(node))
    return is_text and isinstance(value, bool | int | float | date)
