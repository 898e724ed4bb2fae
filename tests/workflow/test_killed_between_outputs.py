"""A job that is killed between two of its outputs is done again, with the same bytes."""

from pathlib import Path

import pytest

from tests.workflow.tree import Tree, copy

TINY = ("--cores", "1", "--configfile", "tiny.yaml")
KILL = """
import os
import signal

replace = os.replace


def replace_and_die(source, target):
    replace(source, target)
    if os.fspath(target) == os.environ.get("DIES_AFTER"):
        os.killpg(0, signal.SIGKILL)


os.replace = replace_and_die
"""
"""Python imports a `sitecustomize` when it starts; this one kills its Snakemake, too."""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("results/mtm/figures/figure7.png", "results/mtm/figures/figure7.pdf"),
        pytest.param(
            *("results/mtm/tables/table1.csv", "results/mtm/tables/table1.md"),
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_job_killed_between_its_outputs_is_mended(
    first: str, second: str, finished: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = copy(finished, tmp_path)
    (tree.folder / "src/sitecustomize.py").write_text(KILL)
    for path in (first, second):
        (tree.folder / path).unlink()
    with monkeypatch.context() as dying:
        dying.setenv("DIES_AFTER", first)
        tree.start(*TINY, "--", first).wait()
    assert (tree.folder / first).exists()
    assert not (tree.folder / second).exists()

    assert tree.snakemake(*TINY, "--unlock").returncode == 0
    told = tree.snakemake(*TINY, "--", first)
    assert told.returncode != 0
    assert "--rerun-incomplete" in told.stdout
    mended = tree.snakemake(*TINY, "--rerun-incomplete", "--", first)  # as in the profiles
    assert mended.returncode == 0, mended.stdout
    results = {path: data for path, data in tree.results().items() if ".partial-" not in path}
    assert results == finished.results()
