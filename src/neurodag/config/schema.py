"""The JSON schema of the configuration, and what it allows, in words."""

import json
from functools import cache
from typing import Any

from neurodag.config.config import Config

Node = dict[str, Any]
"""One place in the schema: what is allowed for one key."""

NAME = "a name (letters, digits, `.`, `_`, `-`)"


@cache
def schema() -> Node:
    """JSON schema of the configuration, generated from `Config`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Config.model_json_schema(),
        "title": "neurodag configuration",
    }


def schema_text() -> str:
    """`config.schema.json`, as it is kept in the repository."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def alternatives(node: Node) -> list[Node]:
    """The nodes of which a value must fulfil one, with references to definitions followed."""
    if "$ref" in node:
        return alternatives(schema()["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    for union in ("anyOf", "oneOf"):
        if union in node:
            return [found for choice in node[union] for found in alternatives(choice)]
    return [node]


def narrowed(node: Node, tag: str | int) -> Node:
    """The one alternative below `node` that is told by `tag`; `node` where none is."""
    mapping = node.get("discriminator", {}).get("mapping", {})
    return {"$ref": mapping[tag]} if tag in mapping else node


def child(node: Node, part: str | int) -> Node | None:
    """The node of a key or a list index below `node`; None where there is none."""
    for choice in alternatives(node):
        if isinstance(part, int):
            if "items" in choice:
                return choice["items"]
            if part < len(choice.get("prefixItems", [])):
                return choice["prefixItems"][part]
        elif part in choice.get("properties", {}):
            return choice["properties"][part]
        elif "patternProperties" in choice:
            return next(iter(choice["patternProperties"].values()))
    return None


def keys(node: Node) -> list[str]:
    """The fixed keys below `node`."""
    return [key for choice in alternatives(node) for key in choice.get("properties", {})]


def choices(node: Node) -> list[str]:
    """The words that are allowed, where only certain words are."""
    return [
        word
        for choice in alternatives(node)
        for word in choice.get("enum", [choice["const"]] if "const" in choice else [])
    ]


def allowed(node: Node) -> str:
    """What a value may be, in words: `a whole number > 0`."""
    return " or ".join(dict.fromkeys(_allowed(choice) for choice in alternatives(node)))


def _allowed(node: Node) -> str:
    if words := choices(node):
        spelled = ", ".join(f"`{word}`" for word in words)
        return f"one of {spelled}" if len(words) > 1 else spelled
    match node["type"]:
        case "array" if "prefixItems" in node:
            return f"a list of: {', '.join(map(allowed, node['prefixItems']))}"
        case "array":
            return f"a list, not empty and without repeats, of: {allowed(node['items'])}"
        case "integer":
            return "a whole number" + _bounds(node)
        case "number":
            return "a number" + _bounds(node)
        case "string" if "pattern" in node:
            return NAME
        case "string":
            return "text, not empty" if node.get("minLength") else "text"
        case "object" if "patternProperties" in node:
            size = "not empty, " if node.get("minProperties") else ""
            (value,) = node["patternProperties"].values()
            return f"a mapping, {size}of names to: {allowed(value)}"
        case "object":
            return "a mapping of keys to values"
        case "boolean":
            return "true or false"
        case kind:
            return kind


def _bounds(node: Node) -> str:
    signs = {"exclusiveMinimum": ">", "minimum": "≥", "exclusiveMaximum": "<", "maximum": "≤"}
    bounds = [f"{sign} {node[name]:g}" for name, sign in signs.items() if name in node]
    return " " + " and ".join(bounds) if bounds else ""
