"""The project's modules, and where the names in them lead."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from neurodag.errors import NeurodagError
from neurodag.provenance.imports import behind
from neurodag.provenance.memory import Memory
from neurodag.provenance.modules import Definition, Module
from neurodag.provenance.names import PROJECT, Use

WHOLE, OUTSIDE = -1, -2


class Place(NamedTuple):
    """Where a use leads."""

    module: str
    """Of the project; the use itself, where it leads OUTSIDE of the project."""
    number: int
    """Which of the module's definitions, or WHOLE."""


class Library:
    """The modules below a folder and the scripts that use them, each read once.

    Raises NeurodagError where a file is missing or is no Python.
    """

    def __init__(self, source: Path) -> None:
        self.source = source
        self.memory = Memory()
        self.paths: dict[str, Path | None] = {}
        self.modules: dict[str, Module] = {}
        self.numbers: dict[str, dict[str, int]] = {}
        self.identities: dict[Place, str] = {}
        self.digests: dict[Path, list[str]] = {}

    def read(self, name: str, path: Path) -> None:
        """Read a module, or a script under some name that no module has."""
        inside = self.public_name(name)
        package = inside if path.name == "__init__.py" else inside.rpartition(".")[0]
        try:
            module = self.memory.parse(path.read_bytes(), package)
        except OSError as error:
            raise NeurodagError(f"{path} cannot be read: {error.strerror}.") from error
        except SyntaxError as error:
            raise NeurodagError(
                f"{path}, line {error.lineno}, is no Python: {error.msg}."
            ) from error
        except ImportError as error:
            raise NeurodagError(f"{path} cannot be imported: {error}.") from error
        self.paths[name] = path
        self.modules[name] = module
        self.numbers[name] = {
            bound: number for number, each in enumerate(module.definitions) for bound in each.names
        }

    def locate(self, name: str) -> Path | None:
        """The file of a module, if the project has it."""
        if name not in self.paths:
            stem = self.source.joinpath(*name.split("."))
            files = (stem / "__init__.py", stem.with_suffix(".py"))
            self.paths[name] = next((file for file in files if file.is_file()), None)
        return self.paths[name]

    def module(self, name: str, user: str) -> Module:
        """The module of this name, which `user` imports."""
        if name not in self.modules:
            path = self.locate(name)
            if path is None:
                raise NeurodagError(
                    f"{self.paths[user]} imports {name}, of which {self.source} has no file."
                )
            self.read(name, path)
        return self.modules[name]

    def is_package(self, name: str) -> bool:
        path = self.paths[name]
        return path is not None and path.name == "__init__.py"

    def submodules(self, package: str) -> list[str]:
        """The modules and packages right below a package."""
        folder = self.source.joinpath(*package.split("."))
        stems = {path.stem for path in folder.glob("*.py")} - {"__init__", "__main__"}
        folders = {path.parent.name for path in folder.glob("*/__init__.py")}
        return [f"{package}.{stem}" for stem in sorted(stems | folders)]

    def definition(self, place: Place) -> Definition:
        return self.modules[place.module].definitions[place.number]

    def lead(self, use: Use, user: str) -> Place:
        """Where a use in the module `user` leads, through packages that import it from elsewhere.

        A whole module, where it is used as such, or where its definitions cannot be told apart.
        """
        seen = set()
        home = user
        while True:
            name, _, names = use.partition(":")
            name = name or home
            if name != user and name.partition(".")[0] != PROJECT:
                return Place(use, OUTSIDE)
            module = self.module(name, user)
            first, _, rest = names.partition(".")
            number = self.numbers[name].get(first)
            submodule = f"{name}.{first}"
            is_bound = number is not None or first in module.imports
            if not first or use in seen or (is_bound and module.is_tangled):
                return Place(name, WHOLE)
            seen.add(use)
            if number is not None:
                return Place(name, number)
            if is_bound:
                use = behind(module.imports[first], [rest])
            elif self.locate(submodule):
                use = f"{submodule}:{rest}"
            else:
                return Place(name, WHOLE)
            home = name

    def identity(self, place: Place) -> str:
        """What a definition is, and where what it names leads."""
        if place not in self.identities:
            definition = self.definition(place)
            leads = [self.spelled(self.lead(use, place.module)) for use in definition.uses]
            self.identities[place] = f"{definition.code}({','.join(leads)})"
        return self.identities[place]

    def spelled(self, place: Place) -> str:
        if place.number == OUTSIDE:
            return place.module
        names = self.definition(place).names if place.number != WHOLE else []
        return f"{self.public_name(place.module)}:{'.'.join(names)}"

    def public_name(self, module: str) -> str:
        """Its name; nothing for a script, which is the same wherever it lies."""
        return module if module.partition(".")[0] == PROJECT else ""

    def tables(self, module: str) -> list[str]:
        """A line for each table (CSV) beside a module, and each template in a folder beside it."""
        path = self.paths[module]
        if path is None or not self.public_name(module):
            return []
        if path.parent not in self.digests:
            self.digests[path.parent] = [
                f"{table.name} {hashlib.sha256(table.read_bytes()).hexdigest()}"
                for table in sorted([*path.parent.glob("*.csv"), *path.parent.glob("templates/*")])
            ]
        return self.digests[path.parent]

    def loaded(self, use: Use, user: str) -> Iterator[str]:
        """The modules that are imported where something is imported from a module."""
        name, _, names = use.partition(":")
        module = self.module(name, user)
        yield name
        is_bound = names in self.numbers[name] or names in module.imports
        if names and not is_bound and self.locate(f"{name}.{names}"):
            yield f"{name}.{names}"


def lineage(module: str) -> list[str]:
    """The packages around a module, from the outermost, and the module itself."""
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
