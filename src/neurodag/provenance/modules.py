"""What counts of a module's text: its code without comments and docstrings, and what it imports."""

import ast
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from importlib.util import resolve_name
from typing import NamedTuple


class Use(NamedTuple):
    """What a module takes from another: the module as a whole, or what these names lead to in it.

    After `from neurodag import config`, code that says `config.NDT1` takes ("config", "NDT1") of
    neurodag, and code that hands on `config` itself takes ("config",).
    """

    module: str
    names: tuple[str, ...] = ()


class Module(NamedTuple):
    """A module, as far as it decides results."""

    code: str
    """Digest of its syntax tree."""
    uses: frozenset[Use]
    exports: Mapping[str, Use] | None
    """Where its names come from, if it does nothing but re-export names; else None."""


def parse(text: bytes, package: str) -> Module:
    """The module with this text; its relative imports start from `package`.

    Raises SyntaxError where the text is no Python, ImportError where a relative import leads out
    of the package.
    """
    tree = _Essence().visit(ast.parse(text))
    return Module(
        hashlib.sha256(_outline(tree).encode()).hexdigest(),
        frozenset(_uses(tree, package)),
        _exports(tree, package),
    )


class _Essence(ast.NodeTransformer):
    """Drops what does nothing when the module runs: docstrings, and imports for type checkers."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if text else node

    def visit_If(self, node: ast.If) -> ast.If | list[ast.stmt]:
        self.generic_visit(node)
        skipped = ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        return node.orelse if skipped else node


def _outline(node: object) -> str:
    """The syntax tree as text.

    Unlike `ast.dump`, the same in every version of Python: newer ones add fields, empty in code
    that does not use them, and empty fields are left out.
    """
    if isinstance(node, ast.AST):
        fields = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
        return f"{type(node).__name__}({','.join(f'{n}={_outline(v)}' for n, v in fields)})"
    if isinstance(node, list):
        return f"[{','.join(map(_outline, node))}]"
    return repr(node)


def _uses(tree: ast.AST, package: str) -> Iterator[Use]:
    """What the imports take, wherever they stand; of a name that is only ever followed by a dot,
    the attributes behind it."""
    names: Counter[str] = Counter()
    attributes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    imported: list[tuple[str, Use]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            names[node.id] += 1
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            attributes[node.value.id][node.attr] += 1
        elif isinstance(node, ast.ImportFrom):
            imported += _imported_from(node, package)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    imported.append((alias.asname, Use(alias.name)))
                else:
                    yield from map(Use, lineage(alias.name))
    for name, use in imported:
        if name in names and names[name] == attributes[name].total():
            yield from (Use(use.module, (*use.names, taken)) for taken in attributes[name])
        else:
            yield use


def _exports(tree: ast.Module, package: str) -> dict[str, Use] | None:
    """Where re-exported names come from; a package's own submodules are found without."""
    exports: dict[str, Use] = {}
    for statement in tree.body:
        if isinstance(statement, ast.ImportFrom):
            exports.update(_imported_from(statement, package))
        elif not (isinstance(statement, ast.Assign) and _is_all(statement.targets)):
            return None
    if "*" in exports:
        return None
    return {name: use for name, use in exports.items() if use != Use(package, (name,))}


def _is_all(targets: list[ast.expr]) -> bool:
    return all(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _imported_from(node: ast.ImportFrom, package: str) -> Iterator[tuple[str, Use]]:
    """The names that the statement binds, and what they stand for; `*` stands for all."""
    module = resolve_name("." * node.level + (node.module or ""), package)
    for alias in node.names:
        name = alias.asname or alias.name
        yield name, Use(module) if name == "*" else Use(module, (alias.name,))


def lineage(module: str) -> list[str]:
    """The packages around a module, from the outermost, and the module itself."""
    parts = module.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
