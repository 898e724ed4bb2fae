"""Code without what does nothing when it runs."""

import ast


class Essence(ast.NodeTransformer):
    """Drops docstrings, and imports for type checkers."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if text else node

    def visit_If(self, node: ast.If) -> ast.If | list[ast.stmt]:
        self.generic_visit(node)
        skipped = ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
        return node.orelse if skipped else node


def essence(tree: ast.Module) -> ast.Module:
    """The module without what does nothing; the given tree is used up."""
    Essence().visit(tree)
    return tree


def outline(node: object) -> str:
    """The syntax tree as text.

    Unlike `ast.dump`, the same in every version of Python: newer ones add fields, empty in code
    that does not use them, and empty fields are left out.
    """
    if isinstance(node, ast.AST):
        fields = [(name, value) for name, value in ast.iter_fields(node) if value not in (None, [])]
        return f"{type(node).__name__}({','.join(f'{n}={outline(v)}' for n, v in fields)})"
    if isinstance(node, list):
        return f"[{','.join(map(outline, node))}]"
    return repr(node)
