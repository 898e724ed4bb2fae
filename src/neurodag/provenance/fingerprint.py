"""The fingerprint of a script: it changes when code that the script really uses changes."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from neurodag.errors import NeurodagError
from neurodag.provenance.memory import Memory
from neurodag.provenance.modules import Module, Use, lineage

PROJECT = "neurodag"
DECISIVE_LIBRARIES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "torch": "torch",
}
"""Libraries whose major version can change numbers: the package, and who distributes it."""


def fingerprint(script: Path, source: Path) -> str:
    """12 hexadecimal digits for a script and the project's modules that it uses.

    They stay the same when comments, docstrings or formatting change, when code changes that the
    script does not use, and when the checkout moves. A module counts as a whole. A name that a
    package's `__init__` re-exports counts as the module that defines it, without its siblings; an
    `__init__` with code of its own counts whenever something of its package does, and so does a
    table (CSV) that lies in the package.

    Raises NeurodagError where a file is missing or is no Python.
    """
    modules = closure(script, source)
    imported = {use.module.partition(".")[0] for module in modules.values() for use in module.uses}
    lines = [f"{name} {module.code}" for name, module in modules.items()]
    lines += tables(modules, source)
    memory().save()
    lines += [major_version(DECISIVE_LIBRARIES[name]) for name in imported & {*DECISIVE_LIBRARIES}]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def tables(modules: Iterable[str], source: Path) -> list[str]:
    """A line for each table that lies beside one of the modules."""
    folders = {path.parent for name in modules if (path := locate(name, source))}
    return [
        f"{table.name} {hashlib.sha256(table.read_bytes()).hexdigest()}"
        for folder in folders
        for table in folder.glob("*.csv")
    ]


def closure(script: Path, source: Path) -> dict[str, Module]:
    """The script, named "", and the modules of the project that it uses, by their dotted names."""
    modules = {"": read(script)}
    pending = [(use, script) for use in modules[""].uses]
    seen = set()
    while pending:
        use, user = pending.pop()
        if use in seen or use.module.partition(".")[0] != PROJECT:
            continue
        seen.add(use)
        path = locate(use.module, source)
        if path is None:
            raise NeurodagError(f"{user} imports {use.module}, of which {source} has no file.")
        module = read(path, use.module)
        origin = origin_of(use, module, source)
        if origin is None:
            modules[use.module] = module
        uses = module.uses if origin is None else [origin]
        pending += [(further, path) for further in [*uses, *packages_run(use.module, source)]]
    return modules


def origin_of(use: Use, module: Module, source: Path) -> Use | None:
    """Where the first of the used names leads: to what it re-exports, or to a submodule. None where
    it is the module's own, or where the module itself is used."""
    if not use.names:
        return None
    name, *rest = use.names
    if module.exports and name in module.exports:
        origin = module.exports[name]
        return Use(origin.module, (*origin.names, *rest))
    submodule = f"{use.module}.{name}"
    return Use(submodule, tuple(rest)) if locate(submodule, source) else None


def packages_run(module: str, source: Path) -> list[Use]:
    """The packages around a module whose `__init__`, which runs first, has code of its own."""
    paths = {package: locate(package, source) for package in lineage(module)[:-1]}
    return [Use(name) for name, path in paths.items() if path and read(path, name).exports is None]


def locate(module: str, source: Path) -> Path | None:
    """The file of a module, if the project has it."""
    stem = source.joinpath(*module.split("."))
    files = (stem / "__init__.py", stem.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


def read(path: Path, module: str = "") -> Module:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    try:
        return memory().parse(path.read_bytes(), package)
    except OSError as error:
        raise NeurodagError(f"{path} cannot be read: {error.strerror}.") from error
    except SyntaxError as error:
        raise NeurodagError(f"{path}, line {error.lineno}, is no Python: {error.msg}.") from error
    except ImportError as error:
        raise NeurodagError(f"{path} cannot be imported: {error}.") from error


@cache
def memory() -> Memory:
    return Memory()


@cache
def major_version(library: str) -> str:
    """Name and major version, without importing it; the name alone where it is not installed here,
    as it need not be where the jobs run in environments of their own."""
    try:
        return f"{library} {version(library).partition('.')[0]}"
    except PackageNotFoundError:
        return library
