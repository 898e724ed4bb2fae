"""What parsing modules came to, remembered between processes: each job parses the Snakefile."""

import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import Any

from neurodag.provenance import modules
from neurodag.provenance.modules import Module, Use, parse


class Memory:
    """Parsed modules by their text, in a file of the user's cache folder.

    Whatever is wrong with that file, or its folder, only costs the time to parse again.
    """

    def __init__(self) -> None:
        folder = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        parser = hashlib.sha256(Path(modules.__file__).read_bytes()).hexdigest()[:12]
        self.path = Path(folder) / "neurodag" / f"modules-{parser}.json"
        self.known: dict[str, Any] | None = None
        self.is_new = False

    def parse(self, text: bytes, package: str) -> Module:
        """`modules.parse`, which raises what it raises."""
        if self.known is None:
            self.known = self.load()
        key = hashlib.sha256(b"\0".join([package.encode(), text])).hexdigest()
        if key in self.known:
            with contextlib.suppress(TypeError, ValueError, AttributeError):
                return from_json(self.known[key])
        module = parse(text, package)
        self.known[key] = to_json(module)
        self.is_new = True
        return module

    def load(self) -> dict[str, Any]:
        try:
            known = json.loads(self.path.read_bytes())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def save(self) -> None:
        """Write down what is new."""
        if not self.is_new:
            return
        self.is_new = False
        partial = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(self.known))
            partial.replace(self.path)


def to_json(module: Module) -> list[Any]:
    exports = module.exports
    return [
        module.code,
        sorted([*use] for use in module.uses),
        None if exports is None else {name: [*use] for name, use in exports.items()},
    ]


def from_json(parts: list[Any]) -> Module:
    code, uses, exports = parts
    return Module(
        code,
        frozenset(map(as_use, uses)),
        None if exports is None else {name: as_use(use) for name, use in exports.items()},
    )


def as_use(parts: list[Any]) -> Use:
    module, names = parts
    return Use(module, tuple(names))
