"""An edit reruns the jobs that it invalidates, and no other: each edit on a finished demo."""

import fnmatch
from pathlib import Path

import pytest

from tests.workflow.edits import Edit
from tests.workflow.tree import ROOT, Tree, copy
from tests.workflow.what_reruns import EDITS, PAGE, page

DEMO = ("--configfile", "demo/config.yaml")
PRETEND = {"BASH_ENV": str(ROOT / "tests/workflow/pretend.sh")}
"""Jobs make empty files, which have the same parameters and inputs as others."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """A tree in which every job of the demo seems to be done."""
    tree = Tree(tmp_path_factory.mktemp("demo"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PRETEND.items():
            patch.setenv(name, value)
        run = tree.snakemake("--cores", "2", "--quiet", "all", *DEMO)
    assert run.returncode == 0, run.stdout
    return tree


def outputs(tree: Tree, *options: str) -> list[tuple[str, str, bool]]:
    """Of every output: its rule, its status, and whether a dry run plans to make it."""
    run = tree.snakemake("--summary", *DEMO, *options)
    assert run.returncode == 0, run.stdout
    rows = [line.split("\t") for line in run.stdout.splitlines() if line.startswith("results/")]
    assert rows
    return [(row[2], row[-2], row[-1] != "no update") for row in rows]


def matching(patterns: str, rules: set[str]) -> set[str]:
    """The rules that any of the patterns describes; each pattern must describe one at least."""
    found = {each: set(fnmatch.filter(rules, each)) for each in patterns.split()}
    assert all(found.values()), f"the demo has no rule for one of {patterns}"
    return set().union(*found.values())


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.what)
def test_an_edit_reruns_what_the_table_says(edit: Edit, demo: Tree, tmp_path: Path) -> None:
    tree = copy(demo, tmp_path / "edited")
    edit.make(tree)
    (tree.folder / "edit.yaml").write_text(edit.config or "{}")
    found = outputs(tree, "edit.yaml", *edit.options.split())
    rules = {rule for rule, _, _ in found}
    again = {rule for rule, status, _ in found if status not in ("ok", "missing")}
    new = {rule for rule, status, _ in found if status == "missing"}
    assert again == matching(edit.again, rules)
    assert new == matching(edit.new, rules)
    if not again | new:
        assert not any(is_planned for _, _, is_planned in found)


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text() == page(), "run `python -m tests.workflow.what_reruns`"
