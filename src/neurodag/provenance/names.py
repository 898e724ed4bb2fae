"""Which names a piece of code takes from around it, by Python's rules of scope."""

import ast
import re
from collections.abc import Iterator

PROJECT = "neurodag"

Use = str
"""What code takes of a module: `package.module:name.attribute`; of its own, `:name`; with nothing
behind the colon, the module as a whole."""
Chain = tuple[str, ...]
"""A name and the attributes that are read behind it: `config.NDT1` is ("config", "NDT1")."""

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
NOTHING: frozenset[str] = frozenset()


def taken(node: ast.AST, own: frozenset[str] = NOTHING) -> Iterator[Chain]:
    """The names that `node` reads and does not bind in a function of its own.

    `own` are those of the functions around it. Where scope is hard to tell, a name is taken.
    """
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id not in own:
            yield (node.id,)
    elif isinstance(node, ast.Attribute):
        chain = chain_of(node)
        if chain is None:
            yield from taken(node.value, own)
        elif chain[0] not in own:
            yield chain
    elif isinstance(node, Function):
        inner = own | bound_in(node)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        for part in outside_of(node):
            yield from taken(part, own)
        if not isinstance(node, ast.Lambda) and node.returns:
            yield from quoted(node.returns)
        for part in body:
            yield from taken(part, inner)
    elif isinstance(node, Comprehension):
        first = node.generators[0].iter
        yield from taken(first, own)
        targets = {name for part in node.generators for name in stored(part.target)}
        for child in ast.iter_child_nodes(node):
            yield from taken(child, own | targets)
    else:
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield from quoted(node.annotation)
        for child in ast.iter_child_nodes(node):
            yield from taken(child, own)


def outside_of(function: Function) -> Iterator[ast.AST]:
    """What of a function is evaluated where it stands: decorators, defaults, annotations."""
    yield function.args
    if not isinstance(function, ast.Lambda):
        yield from function.decorator_list
        if function.returns:
            yield function.returns


def chain_of(node: ast.expr) -> Chain | None:
    """The name and attributes that an expression consists of; None if of anything else."""
    attributes: list[str] = []
    while isinstance(node, ast.Attribute):
        attributes.append(node.attr)
        node = node.value
    return (node.id, *reversed(attributes)) if isinstance(node, ast.Name) else None


def bound_in(function: Function) -> set[str]:
    """The names that are local to a function: its arguments, and what it assigns to."""
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {each.arg for each in [*every, arguments.vararg, arguments.kwarg] if each}
    if isinstance(function, ast.Lambda):
        return names
    outer: set[str] = set()
    pending: list[ast.AST] = [*function.body]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Global):
            outer.update(node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if not isinstance(node, Function | Comprehension | ast.ClassDef):
            pending += ast.iter_child_nodes(node)
    return names - outer


def stored(node: ast.AST) -> set[str]:
    """The names that are assigned to anywhere in `node`."""
    return {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def quoted(annotation: ast.AST) -> Iterator[Chain]:
    """The names in annotations that are written as text."""
    for part in ast.walk(annotation):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from ((name,) for name in re.findall(r"[^\W\d]\w*", part.value))
