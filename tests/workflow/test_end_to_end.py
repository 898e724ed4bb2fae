"""The whole workflow, all studies, on one small simulated session."""

import re
from pathlib import Path

import pytest

from tests.workflow.tree import OTHER_SESSION, SESSION, Tree, run_everything

RUNS = {
    "ndt1": ("temporal_ratio-0.3", "temporal_ratio-0.5", "mtm_prompted_ratio-0.3"),
    "ndt1_stitch": ("temporal_ratio-0.3", "mtm_prompted_ratio-0.3"),
}
FIGURES = ("figure2ab", "figure2c", "figure3", "figure4", "figure5", "figure7", "search", "table7")
TABLES = ("table1", "table2", "table3", "table6", "table7", "search")
VARIANTS = ("base", "wide")
TRAINED = ("weights.safetensors", "history.nc")


def test_every_output_is_there_and_nothing_else(finished: Tree) -> None:
    sessions = (SESSION, OTHER_SESSION)
    wanted = {
        "README.md",
        "summary.csv",
        "summary.nc",
        *(f"twins/tiny/{session}.truth.nc" for session in sessions),
        *(f"archives/tiny/{session}.tsv" for session in sessions),
        *(
            f"{kind}/tiny/{session}.nc"
            for kind in ("recordings", "sessions")
            for session in sessions
        ),
        *(
            f"mtm/references/{SESSION}/{reference}.nc"
            for reference in ("psth", "truth", "psth_validation")
        ),
        *(
            f"mtm/runs/{architecture}/{SESSION}/{run}_seed-1/{file}"
            for architecture, runs in RUNS.items()
            for run in runs
            for file in (*TRAINED, "evaluation.nc")
        ),
        *(
            f"mtm/runs/ndt1/{SESSION}/{run}_seed-1/training.{suffix}"
            for run in RUNS["ndt1"]
            if run != "temporal_ratio-0.5"  # which is not of the ablation
            for suffix in ("pdf", "png", "nc")
        ),
        *(
            f"mtm/pretrained/ndt1_stitch/1/{scheme}_seed-1/{file}"
            for scheme in ("temporal", "mtm_prompted")
            for file in TRAINED
        ),
        *(
            f"mtm/finetuned/ndt1_stitch/1/{SESSION}/{scheme}_seed-1/{file}"
            for scheme in ("temporal", "mtm_prompted")
            for file in (*TRAINED, "evaluation.nc", "regions.nc")
        ),
        f"mtm/finetuned/ndt1_stitch/1/{SESSION}/mtm_prompted_seed-1/prompts.nc",
        *(
            f"mtm/search/{variant}/{SESSION}/mtm_prompted_seed-1/{file}"
            for variant in VARIANTS
            for file in (*TRAINED, "evaluation.nc", "validation.nc")
        ),
        *(f"mtm/figures/{name}.{suffix}" for name in FIGURES for suffix in ("pdf", "png", "nc")),
        *(f"mtm/tables/{name}.{suffix}" for name in TABLES for suffix in ("csv", "md")),
    }
    results = finished.results()
    twins = {path for path in results if path.startswith("twins/") and ".truth." not in path}
    assert {f"twins/tiny/{session}/sessions.pqt" for session in sessions} <= twins
    assert set(results) - twins == wanted
    assert all(results.values())


def test_page_shows_tables_and_figures(finished: Tree) -> None:
    results = finished.results()
    page = results["README.md"].decode()
    for name in TABLES:
        assert results[f"mtm/tables/{name}.md"].decode().strip() in page
    assert "| MtM (Prompted) |" in page
    assert "| True rates |" in page
    links = re.findall(r"^!\[.+\]\((.+)\)$", page, flags=re.MULTILINE)
    assert sorted(links) == [f"mtm/figures/{name}.png" for name in FIGURES]
    assert set(links) <= set(results)


def test_nothing_is_left_to_do(finished: Tree) -> None:
    run = finished.snakemake("--dry-run", "--configfile", "tiny.yaml")
    assert "Nothing to be done" in run.stdout


def test_other_settings_of_scoring_retrain_nothing(finished: Tree) -> None:
    jobs = finished.plan(
        "--configfile", "tiny.yaml", "--config", "mtm={evaluation: {forward_share: 0.2}}"
    )
    assert jobs["evaluate_network"] == sum(map(len, RUNS.values()))
    assert jobs["evaluate_variant"] == jobs["validate_variant"] == len(VARIANTS)
    trainings = {"train_network", "pretrain_network", "finetune_network", "train_variant"}
    assert not {*trainings, "prepare_session", "draw_training"} & set(jobs)


def test_other_settings_of_a_variant_retrain_that_one_only(finished: Tree) -> None:
    wider = "mtm={search: {variants: {wide: {model: {width: 24}}}}}"
    jobs = finished.plan("--configfile", "tiny.yaml", "--config", wider)
    variant = dict.fromkeys(["train_variant", "evaluate_variant", "validate_variant"], 1)
    made = ["score_search", "draw_search", "results_page", "summarise_results", "all"]
    assert jobs == variant | dict.fromkeys(made, 1)


@pytest.mark.slow
def test_the_same_bytes_in_another_folder(finished: Tree, tmp_path: Path) -> None:
    assert run_everything(tmp_path).results() == finished.results()
