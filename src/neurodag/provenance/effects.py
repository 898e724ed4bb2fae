"""Whether code may change something outside of itself, such as a registry, when it runs.

What cannot be told counts as if it did.
"""

import ast
import re
from collections.abc import Callable, Iterator

from neurodag.provenance.names import PROJECT, Chain, Function, Use, chain_of

Meaning = Callable[[Chain], list[Use]]
"""What a name may stand for in its module; nothing for what Python has itself, and for locals."""

HARMLESS_LIBRARIES = {
    *("abc", "collections", "dataclasses", "enum", "fractions", "functools", "itertools", "math"),
    *("operator", "pathlib", "pydantic", "re", "string", "typing"),
}
"""Libraries whose functions do nothing but make a value."""
HARMLESS = {
    *("contextlib:contextmanager", "json:dumps", "json:loads"),
    *("matplotlib:rc_context", "matplotlib.colors:ListedColormap", "matplotlib.colors:to_rgb"),
    *("numpy:array", "numpy:datetime64", "numpy:deg2rad", "numpy:iinfo", "numpy:linspace"),
    *("torch:no_grad", "torch.amp:custom_bwd", "torch.amp:custom_fwd"),
}
"""Such functions of other libraries."""
BUILTIN_CHANGERS = {"__import__", "delattr", "eval", "exec", "open", "print", "setattr"}
CHANGERS = {
    *("add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "register"),
    *("remove", "setdefault", "update"),
}
"""Methods that change what they are called on."""
MAKERS = {"__init__", "__post_init__"}
"""Methods whose first argument is new, so that changing it changes nothing outside."""
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)


def runs(statement: ast.stmt, stands_for: Meaning) -> bool:
    """Whether a statement of a module does more than bind names to what it makes, as far as can be
    told without knowing what the project's own functions do."""
    if not isinstance(statement, DEFINITIONS):
        return type(statement).__name__ != "TypeAlias"
    return any(changes(part, stands_for) for part in evaluated(statement))


def acts(node: ast.AST, stands_for: Meaning, new: str = "") -> bool:
    """Whether calling a function, or anything of a class, changes something. `new` is the name of
    an object that is being made."""
    if isinstance(node, ast.FunctionDef) and node.name in MAKERS and node.args.args:
        new = node.args.args[0].arg
    return changes(node, stands_for, new) or any(
        acts(child, stands_for, new) for child in ast.iter_child_nodes(node)
    )


def changes(node: ast.AST, stands_for: Meaning, new: str = "") -> bool:
    """Whether `node`, apart from what is in it, changes something."""
    match node:
        case ast.Global():
            return True
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"))))
        ):
            return False
        case ast.Expr(value=ast.Call(func=callee)):
            return not ((new and root(callee) == new) or is_ours(callee, stands_for))
        case (
            ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del())
        ):
            return not (new and root(node) == new)
        case ast.Call(func=callee):
            return is_changer(callee, stands_for)
    return False


def is_changer(callee: ast.expr, stands_for: Meaning) -> bool:
    if isinstance(callee, ast.Attribute) and callee.attr in CHANGERS:
        return True
    chain = chain_of(callee)
    if chain is None:
        return False
    known = stands_for(chain)
    if not known:
        return chain[0] in BUILTIN_CHANGERS
    return any(
        re.split("[.:]", use)[0] not in {PROJECT, "", *HARMLESS_LIBRARIES} and use not in HARMLESS
        for use in known
    )


def is_ours(callee: ast.expr, stands_for: Meaning) -> bool:
    """Whether it is the project's own, and so can be looked into."""
    uses = stands_for(chain) if (chain := chain_of(callee)) else []
    return bool(uses) and all(re.split("[.:]", use)[0] in {PROJECT, ""} for use in uses)


def root(node: ast.AST) -> str | None:
    """The name at the beginning of `self.weights[0].data`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def evaluated(node: ast.AST) -> Iterator[ast.AST]:
    """All that is evaluated where a definition stands: not the bodies of functions, nor what only
    says a type. A decorator counts as called."""
    if isinstance(node, Function):
        parts: list[ast.AST] = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif isinstance(node, ast.AnnAssign):
        parts = [part for part in (node.target, node.value) if part]
    else:
        parts = [*ast.iter_child_nodes(node)]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        parts += [ast.Call(func=each, args=[], keywords=[]) for each in node.decorator_list]
    yield node
    for part in parts:
        yield from evaluated(part)
