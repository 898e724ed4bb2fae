"""What counts of a module's text: its definitions, and what importing it does."""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from importlib.util import resolve_name
from typing import NamedTuple

from neurodag.provenance import effects
from neurodag.provenance.names import Chain, Function, taken

Use = str
"""What code takes of a module, as `package.module:name.attribute`, of its own as `:name`; without
anything behind the colon, the module as a whole."""


class Definition(NamedTuple):
    """A statement of a module: a function, a class, a value, or one that does something."""

    names: list[str]
    """That it binds."""
    code: str
    """Digest of its syntax tree, and of what the imported names in it stand for."""
    is_function: bool
    uses: list[Use]
    """Whatever it names, when it is reached."""
    loads: list[str]
    """Modules that it imports itself."""
    runs: bool
    """Importing the module does more here than to bind names."""
    calls: list[Use]
    """What importing the module calls here, whose doing may be more, too."""
    acts: bool
    """Calling it may change something outside of it."""


class Module(NamedTuple):
    """A module, as far as it decides results."""

    definitions: list[Definition]
    imports: dict[str, Use]
    """What imported names stand for."""
    loads: list[str]
    """Modules that it imports."""
    is_tangled: bool
    """A name stands for several things, or comes from a star: definitions cannot be told apart."""


def parse(text: bytes, package: str) -> Module:
    """The module with this text; its relative imports start from `package`.

    Raises SyntaxError where the text is no Python, ImportError where a relative import leads out
    of the package.
    """
    statements = Essence().visit(ast.parse(text)).body
    imports = [each for each in statements if isinstance(each, ast.Import | ast.ImportFrom)]
    bound = dict.fromkeys(pair for each in imports for pair in imported(each, package))
    own = [each for each in statements if not isinstance(each, ast.Import | ast.ImportFrom)]
    names = [sorted(bound_by(each)) for each in own]
    times = Counter([*(name for name, _ in bound), *(name for each in names for name in each)])
    is_tangled = "*" in times or max(times.values(), default=0) > 1
    scope = {name: f":{name}" for each in names for name in each} | dict(bound)
    return Module(
        [define(each, bind, scope, package) for each, bind in zip(own, names, strict=True)],
        {name: use for name, use in bound if use != f"{package}:{name}"},  # submodules
        sorted({load for each in imports for load in loaded(each, package)}),
        is_tangled,
    )


def define(
    node: ast.stmt, names: list[str], scope: dict[str, Use], package: str
) -> Definition:
    imports = [each for each in ast.walk(node) if isinstance(each, ast.Import | ast.ImportFrom)]
    inner: dict[str, list[Use]] = {name: [use] for name, use in scope.items()}
    for name, use in (pair for each in imports for pair in imported(each, package)):
        inner.setdefault(name, []).append(use)

    def uses(node: ast.AST) -> set[Use]:
        return {
            behind(use, chain[1:])
            for chain in taken(node)
            for use in inner.get(chain[0], inner.get("*", []))
        }

    def origin(chain: Chain) -> Use | None:
        return behind(inner[chain[0]][-1], chain[1:]) if chain[0] in inner else None

    evaluated = list(effects.evaluated(node))
    calls = any(isinstance(each, ast.Call) for each in evaluated)
    used = uses(node)
    foreign = sorted(f"{name} {use}" for name in inner for use in inner[name] if use[0] != ":" and name in used_names)
    return Definition(
        names,
        hashlib.sha256("\n".join([outline(node), *foreign]).encode()).hexdigest()[:16],
        isinstance(node, Function),
        sorted(used),
        sorted({load for each in imports for load in loaded(each, package)}),
        effects.runs(node, origin),
        [],
        effects.acts(node, origin),
    )
