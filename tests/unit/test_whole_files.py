"""What the scripts and the library write is whole or not there: it gets its name at the end."""

import ast
from collections.abc import Iterator

import pytest

from tests.workflow.tree import ROOT

METHODS = {"write_text", "write_bytes", "to_csv", "to_parquet", "to_netcdf", "savefig"}
FUNCTIONS = {"save_file", "np.save", "torch.save", "json.dump", "shutil.copy", "shutil.copyfile"}
OPENERS = {"open", "File", "ZipFile"}
WHOLE = {"atomic_path", "whole_folder"}
"""What gives a temporary path."""
LIBRARY = ROOT / "src/neurodag"
BY_OTHER_MEANS = {
    "archives/partial.py": "downloads, which are kept for another try under a name of their own",
    "archives/transfer.py": "the same",
    "config/__main__.py": "the schema and the documentation of settings, by hand",
    "figures/save.py": "pictures, on temporary paths of its callers",
    "provenance/memory.py": "a cache, on a temporary path of its own",
    "simulate/ibl": "all in a folder that `simulate/command.py` makes whole",
    "simulate/sensorium/write.py": "a folder in place of an earlier one",
    "training/report.py": "what a run tells of itself, on a temporary path of its own",
}
FILES = sorted(
    path
    for path in [*LIBRARY.rglob("*.py"), *(ROOT / "workflow_scripts").glob("*.py")]
    if not any(path.is_relative_to(LIBRARY / name) for name in BY_OTHER_MEANS)
)


def writers(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls that write a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func)
            last = function.rpartition(".")[2]
            if function in FUNCTIONS or last in METHODS or (last in OPENERS and is_writing(node)):
                yield node


def is_writing(call: ast.Call) -> bool:
    """Whether the mode of an opener is one that writes."""
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    texts = [value.value for value in values if isinstance(value, ast.Constant)]
    return any(text in {"w", "wb", "a", "ab", "x", "xb", "r+", "r+b"} for text in texts)


def temporary_paths(tree: ast.AST) -> set[str]:
    """The names that paths have until they are whole."""
    items = [item for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items]
    return {
        ast.unparse(item.optional_vars)
        for item in items
        if item.optional_vars and ast.unparse(item.context_expr).partition("(")[0] in WHOLE
    }


def careless(text: str) -> list[str]:
    """The calls that write to a path that readers know."""
    tree = ast.parse(text)
    temporary = temporary_paths(tree)
    names = {call: {ast.unparse(node) for node in ast.walk(call)} for call in writers(tree)}
    return [ast.unparse(call) for call, used in names.items() if not used & temporary]


def test_files_get_their_names_when_they_are_whole() -> None:
    found = {str(path.relative_to(ROOT)): careless(path.read_text()) for path in FILES}
    assert not {path: calls for path, calls in found.items() if calls}


@pytest.mark.parametrize(
    "call",
    ["path.write_text(x)", "open(path, 'w')", "h5py.File(path, mode='r+')", "table.to_csv(path)"],
)
def test_careless_calls_are_found(call: str) -> None:
    assert careless(f"with atomic_path(other) as partial:\n    {call}")
    assert not careless(f"with atomic_path(path) as path:\n    {call}")


def test_exceptions_are_still_there() -> None:
    for name in BY_OTHER_MEANS:
        found = LIBRARY / name
        files = found.rglob("*.py") if found.is_dir() else [found]
        assert any([*writers(ast.parse(file.read_text()))] for file in files), name
