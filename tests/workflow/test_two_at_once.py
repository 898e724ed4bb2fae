"""Two Snakemake processes in one folder, or two of a script, do not harm each other's results."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.workflow.tree import ROOT, SESSION, Tree, copy

TINY = ("--cores", "1", "--configfile", "tiny.yaml")
FIGURE = "results/mtm/figures/figure7.pdf"
TABLE = "results/mtm/tables/table1.csv"
WEIGHTS = f"results/mtm/runs/ndt1/{SESSION}/temporal_ratio-0.3_seed-1/weights.safetensors"


@pytest.fixture
def tree(finished: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    """The finished tree once more; its jobs wait until all have begun."""
    monkeypatch.setenv("BASH_ENV", str(ROOT / "tests/workflow/together.sh"))
    return copy(finished, tmp_path)


def begin(tree: Tree, *arguments: str, jobs: int) -> subprocess.Popen[bytes]:
    """Snakemake, with so many jobs in the tree that wait to go on."""
    process = tree.start(*TINY, *arguments)
    arrived = tree.folder / "arrived"
    end = time.monotonic() + 120
    while not arrived.exists() or len(arrived.read_text().splitlines()) < jobs:
        assert process.poll() is None, "Snakemake ended before its job began"
        assert time.monotonic() < end, "no job began in two minutes"
        time.sleep(0.05)
    return process


def go_on(tree: Tree, *processes: subprocess.Popen[bytes]) -> list[int]:
    """Let the jobs go on, all at the same time; how the processes end."""
    (tree.folder / "go").touch()
    return [process.wait(timeout=300) for process in processes]


def assert_whole(tree: Tree, finished: Tree) -> None:
    """The results are those of one undisturbed process, and nothing is left beside them."""
    assert tree.results() == finished.results()
    state = tree.folder / "results/state"
    assert {path.suffix for path in state.rglob("*") if path.is_file()} == {".json"}


def test_the_second_is_refused_until_the_first_is_done(tree: Tree, finished: Tree) -> None:
    (tree.folder / FIGURE).unlink()
    first = begin(tree, "--", FIGURE, jobs=1)
    refused = tree.snakemake(*TINY, "--", FIGURE, TABLE)
    assert refused.returncode != 0
    assert "Directory cannot be locked" in refused.stdout
    assert go_on(tree, first) == [0]
    assert "Nothing to be done" in tree.snakemake(*TINY, "--", FIGURE, TABLE).stdout
    assert_whole(tree, finished)


@pytest.mark.slow
def test_two_that_make_other_files_need_no_lock(tree: Tree, finished: Tree) -> None:
    for path in (FIGURE, TABLE):
        (tree.folder / path).unlink()
    first = begin(tree, "--nolock", "--", FIGURE, jobs=1)
    second = begin(tree, "--nolock", "--", TABLE, jobs=2)
    assert go_on(tree, first, second) == [0, 0]
    assert "Nothing to be done" in tree.snakemake(*TINY).stdout
    assert_whole(tree, finished)


@pytest.mark.slow
@pytest.mark.parametrize("path", [WEIGHTS, FIGURE])
def test_without_a_lock_two_make_the_same_file(path: str, tree: Tree, finished: Tree) -> None:
    (tree.folder / path).unlink()
    first = begin(tree, "--nolock", "--", path, jobs=1)
    second = begin(tree, "--nolock", "--", path, jobs=2)
    assert go_on(tree, first, second) == [0, 0]
    assert "Nothing to be done" in tree.snakemake(*TINY, "--", path).stdout
    assert_whole(tree, finished)
