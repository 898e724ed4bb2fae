"""What import statements bind, and what they load."""

import ast
from collections.abc import Iterable, Iterator
from importlib.util import resolve_name

from neurodag.provenance.names import PROJECT, Use


def imported(
    statements: Iterable[ast.Import | ast.ImportFrom], package: str
) -> Iterator[tuple[str, Use]]:
    """The names that are bound, and what they stand for; all of a module, with a star."""
    for statement in statements:
        for alias in statement.names:
            name = alias.asname or alias.name
            if isinstance(statement, ast.ImportFrom):
                module = origin(statement, package)
                if name == "*":
                    yield f"*{module}", f"{module}:"
                else:
                    yield name, f"{module}:{alias.name}"
            elif alias.asname:
                yield name, f"{alias.name}:"
            else:
                root = name.partition(".")[0]
                yield root, f"{root}:"


def loaded(statements: Iterable[ast.Import | ast.ImportFrom], package: str) -> list[Use]:
    """The modules of the project that are imported, and what from them, which may be modules."""
    uses = {
        f"{origin(statement, package)}:{alias.name.rstrip('*')}"
        if isinstance(statement, ast.ImportFrom)
        else f"{alias.name}:"
        for statement in statements
        for alias in statement.names
    }
    return sorted(use for use in uses if use.startswith((f"{PROJECT}.", f"{PROJECT}:")))


def origin(statement: ast.ImportFrom, package: str) -> str:
    """The module that names are imported from."""
    return resolve_name("." * statement.level + (statement.module or ""), package)


def behind(use: Use, attributes: Iterable[str]) -> Use:
    """What attributes of a use lead to."""
    module, _, names = use.partition(":")
    return f"{module}:{'.'.join(filter(None, [names, *attributes]))}"
