"""The whole workflow, all studies, on one small simulated session."""

import re
from pathlib import Path

import pytest

from tests.workflow.tree import SESSION, Tree, run_everything

RUNS = ("temporal_ratio-0.3", "temporal_ratio-0.5", "mtm_prompted_ratio-0.3")
FIGURES = ("figure2ab", "figure2c", "figure7", "table7")


def test_every_output_is_there_and_nothing_else(finished: Tree) -> None:
    wanted = {
        "README.md",
        f"twins/tiny/{SESSION}.truth.nc",
        f"archives/tiny/{SESSION}.tsv",
        f"recordings/tiny/{SESSION}.nc",
        f"sessions/tiny/{SESSION}.nc",
        *(f"mtm/references/{SESSION}/{reference}.nc" for reference in ("psth", "truth")),
        *(
            f"mtm/runs/ndt1/{SESSION}/{run}_seed-1/{file}"
            for run in RUNS
            for file in ("weights.safetensors", "history.nc", "evaluation.nc")
        ),
        *(
            f"mtm/runs/ndt1/{SESSION}/{run}_seed-1/training.{suffix}"
            for run in RUNS
            if run != "temporal_ratio-0.5"  # which is not of the ablation
            for suffix in ("pdf", "png", "nc")
        ),
        *(f"mtm/figures/{name}.{suffix}" for name in FIGURES for suffix in ("pdf", "png", "nc")),
        *(f"mtm/tables/table{n}.{suffix}" for n in (1, 3, 7) for suffix in ("csv", "md")),
    }
    results = finished.results()
    twin = {path for path in results if path.startswith(f"twins/tiny/{SESSION}/")}
    assert f"twins/tiny/{SESSION}/sessions.pqt" in twin
    assert set(results) - twin == wanted
    assert all(results.values())


def test_page_shows_tables_and_figures(finished: Tree) -> None:
    results = finished.results()
    page = results["README.md"].decode()
    for number in (1, 3, 7):
        assert results[f"mtm/tables/table{number}.md"].decode().strip() in page
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
    assert jobs["evaluate_network"] == len(RUNS)
    assert not {"train_network", "prepare_session", "draw_training"} & set(jobs)


@pytest.mark.slow
def test_the_same_bytes_in_another_folder(finished: Tree, tmp_path: Path) -> None:
    assert run_everything(tmp_path).results() == finished.results()
