"""What counts of a module's text: its definitions, and what importing it does."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from neurodag.provenance import effects
from neurodag.provenance.essence import essence, outline
from neurodag.provenance.imports import behind, imported, loaded
from neurodag.provenance.names import PROJECT, Chain, Function, Use, chain_of, taken

Import = ast.Import | ast.ImportFrom
SUBCLASSED = "__init_subclass__"
LOOKUPS = {"importlib:import_module", "sys:modules"}
"""Where modules are found by their names."""


class Definition(NamedTuple):
    """A statement of a module: a function, a class, a value, or one that does something."""

    names: list[str]
    """What it binds."""
    code: str
    """Digest of its syntax tree, and of what the imported names in it stand for."""
    is_function: bool
    uses: list[Use]
    """What it names of the project and of libraries."""
    loads: list[Use]
    """What it imports of the project itself."""
    runs: bool
    """It does more than to bind names."""
    calls: list[Use]
    """What of the project it may call when the module is imported."""
    acts: bool
    """Calling it may change something outside of it."""
    hooks: bool
    """It is a class that may do something when a class is derived from it."""


class Module(NamedTuple):
    """A module, as far as it decides results."""

    definitions: list[Definition]
    imports: dict[str, Use]
    """What imported names stand for."""
    loads: list[Use]
    """What it imports of the project."""
    is_tangled: bool
    """A name is bound twice, or comes by a star: definitions cannot be told apart."""


def parse(text: bytes, package: str) -> Module:
    """The module with this text; its relative imports start from `package`.

    Raises SyntaxError where the text is no Python, ImportError where a relative import leads out
    of the package.
    """
    statements = essence(ast.parse(text)).body
    imports = [each for each in statements if isinstance(each, Import)]
    others = [each for each in statements if not isinstance(each, Import)]
    pairs = set(imported(imports, package))
    names = [sorted(bound_by(each, package)) for each in others]
    times = Counter([*(name for name, _ in pairs), *(name for each in names for name in each)])
    scope = dict(pairs) | {name: f":{name}" for each in names for name in each}
    return Module(
        [define(*each, scope, package) for each in zip(others, names, strict=True)],
        # A package that imports a submodule of its own leads there without saying so.
        {name: use for name, use in sorted(pairs) if use != f"{package}:{name}"},
        loaded(imports, package),
        any(number > 1 or name.startswith("*") for name, number in times.items()),
    )


def define(node: ast.stmt, names: list[str], scope: dict[str, Use], package: str) -> Definition:
    """The definition that a statement is; `scope` tells what the module's names stand for."""
    imports = [each for each in ast.walk(node) if isinstance(each, Import)]
    inner = list(imported(imports, package))

    def stands_for(chain: Chain) -> list[Use]:
        own = [use for name, use in inner if name == chain[0]]
        outer = [scope[chain[0]]] if chain[0] in scope else []
        return [behind(use, chain[1:]) for use in own + outer]

    chains = set(taken(node))
    uses = {use for chain in chains for use in stands_for(chain)}
    if not isinstance(node, Function | ast.ClassDef):
        uses.update(use for _, use in inner)
    uses.update(sought(node, uses))
    origins = sorted({f"{chain[0]} {use}" for chain in chains for use in stands_for(chain[:1])})
    return Definition(
        names,
        hashlib.sha256("\n".join([outline(node), *origins]).encode()).hexdigest()[:16],
        isinstance(node, Function),
        sorted(uses),
        loaded(imports, package),
        effects.runs(node, stands_for),
        sorted({use for chain in called(node) for use in stands_for(chain) if ours(use)}),
        effects.acts(node, stands_for),
        isinstance(node, ast.ClassDef) and watches_subclasses(node),
    )


def called(node: ast.stmt) -> Iterator[Chain]:
    """What a statement may call when it is run: all that is named in its calls."""
    for part in effects.evaluated(node):
        if isinstance(part, ast.Call):
            yield from taken(part)
        elif isinstance(part, ast.ClassDef):
            bases = filter(None, map(chain_of, part.bases))
            yield from ((*base, SUBCLASSED) for base in bases)


def sought(node: ast.AST, uses: Iterable[Use]) -> Iterator[Use]:
    """What code may take without naming it: anything of its module, or of the project."""
    names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
    attributes = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    if names & {"eval", "exec", "globals"}:
        yield ":"
    if "__subclasses__" in attributes or "__import__" in names or LOOKUPS & {*uses}:
        yield f"{PROJECT}:"


def watches_subclasses(node: ast.ClassDef) -> bool:
    """Whether a class, or its metaclass, has a say in what is derived from it."""
    methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
    keywords = {keyword.arg for keyword in node.keywords}
    bases = {ast.unparse(base) for base in node.bases}
    return SUBCLASSED in methods or "metaclass" in keywords or "type" in bases


def bound_by(statement: ast.stmt, package: str) -> set[str]:
    """The names of the module that a statement binds."""
    names = set()
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, Import):
            names.update(name for name, _ in imported([node], package))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if not isinstance(node, Function | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
    return names


def ours(use: Use) -> bool:
    return use.startswith((":", f"{PROJECT}.", f"{PROJECT}:"))
