"""An edit of the code reruns the jobs that it invalidates, and no other."""

from pathlib import Path

import pytest

from tests.workflow.tree import Tree, copy

TINY = ("--configfile", "tiny.yaml")


@pytest.fixture
def edited(finished: Tree, tmp_path: Path) -> Tree:
    """The finished tree once more, to edit its code."""
    return copy(finished, tmp_path)


def append(tree: Tree, module: str, line: str) -> None:
    with (tree.folder / "src/neurodag" / module).open("a") as file:
        file.write(f"\n{line}\n")


def rules_with_other_code(tree: Tree) -> set[str]:
    """Rules whose own parameters have changed, without those that only follow from others."""
    run = tree.snakemake("--summary", *TINY)
    assert run.returncode == 0, run.stdout
    rows = [line.split("\t") for line in run.stdout.splitlines() if line.startswith("results/")]
    assert rows
    return {rule for _, _, rule, _, status, _ in rows if status == "params changed"}


def test_comments_docstrings_and_unused_modules_rerun_nothing(edited: Tree) -> None:
    append(edited, "training/fit.py", '# A comment.\n"""A docstring."""')
    append(edited, "config/another_paper.py", "class AnotherModel: ...")
    append(edited, "config/__init__.py", "from .another_paper import AnotherModel")
    assert "Nothing to be done" in edited.snakemake("--dry-run", *TINY).stdout


def test_other_code_of_training_reruns_training_and_what_follows(edited: Tree) -> None:
    append(edited, "training/fit.py", "print()")
    trained = {
        "train_network": 5,
        "train_variant": 2,
        "pretrain_network": 2,
        "finetune_network": 2,
    }
    assert rules_with_other_code(edited) == set(trained)
    jobs = edited.plan(*TINY)
    assert {rule: jobs[rule] for rule in trained} == trained
    assert jobs["evaluate_network"] == 5
    assert not {"simulate_ibl", "read_ibl", "prepare_session", "evaluate_reference"} & set(jobs)


def test_other_code_of_scoring_trains_nothing(edited: Tree) -> None:
    append(edited, "evaluation/trained.py", "print()")
    assert rules_with_other_code(edited) == {
        *("evaluate_network", "evaluate_finetuned", "evaluate_reference"),
        *("evaluate_variant", "validate_variant", "validate_reference"),
        *("decode_regions", "decode_prompts"),
    }
    jobs = edited.plan(*TINY)
    trainings = {"train_network", "pretrain_network", "finetune_network", "train_variant"}
    assert not trainings & set(jobs)
    assert not {"prepare_session", "draw_training"} & set(jobs)
