"""What parsing modules came to, remembered between processes: each job parses the Snakefile."""

import atexit
import contextlib
import hashlib
import json
import os
import uuid
from pathlib import Path
from typing import Any

from neurodag.provenance.modules import Definition, Module, parse

LIMIT = 3000
"""Modules that are remembered: those of several checkouts, and of their edits."""


class Memory:
    """Parsed modules by their text, in a file of the user's cache folder.

    Whatever is wrong with that file, or its folder, only costs the time to parse again.
    """

    def __init__(self) -> None:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        self.path = Path(folder) / "neurodag" / f"modules-{parser_digest()}.json"
        self.known: dict[str, Any] | None = None
        self.is_new = False

    def parse(self, text: bytes, package: str) -> Module:
        """`modules.parse`, which raises what it raises."""
        if self.known is None:
            self.known = self.load()
        key = hashlib.sha256(b"\0".join([package.encode(), text])).hexdigest()
        if key in self.known:
            self.known[key] = self.known.pop(key)  # the last ones are kept the longest
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                return from_json(self.known[key])
        module = parse(text, package)
        self.known[key] = to_json(module)
        if not self.is_new:
            atexit.register(self.save)
        self.is_new = True
        return module

    def load(self) -> dict[str, Any]:
        try:
            known = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def save(self) -> None:
        """Write down what is new; done when the process ends."""
        if not self.is_new:
            return
        self.is_new = False
        partial = self.path.with_name(f"{self.path.name}.{uuid.uuid4().hex[:8]}")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(dict([*(self.known or {}).items()][-LIMIT:])))
            partial.replace(self.path)


def to_json(module: Module) -> list[Any]:
    return [*module]


def from_json(parts: list[Any]) -> Module:
    definitions, *others = parts
    return Module([Definition(*each) for each in definitions], *others)


def parser_digest() -> str:
    """Of the code that parses, since another may come to another result."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:12]
