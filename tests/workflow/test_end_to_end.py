"""The whole workflow, all studies, on one small simulated session."""

import re
import shutil
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


def test_report_shows_tables_and_figures(finished: Tree) -> None:
    page = (finished.folder / "results/report.html").read_text()
    for name in TABLES:
        assert f'id="mtm-table-{name}"' in page
    assert page.count("data:image/png;base64,") == len(FIGURES)
    assert "MtM (Prompted)" in page
    assert "True rates" in page
    assert "Missing" not in page
    assert f"{len(RUNS['ndt1']) + 8} of {len(RUNS['ndt1']) + 8} training runs done" in page


def test_report_so_far_tells_what_is_missing_and_what_failed(
    finished: Tree, tmp_path: Path
) -> None:
    tree = Tree(tmp_path)
    shutil.copytree(finished.folder / "results", tree.folder / "results")
    (tree.folder / "results/mtm/figures/figure7.png").unlink()
    log = tree.folder / "results/logs/draw_units.log"
    log.write_text("draw_units.py: The units are not those of one session.\n")
    run = tree.snakemake("--cores", "1", "--configfile", "tiny.yaml", "--", "report_so_far")
    assert run.returncode == 0, run.stdout
    page = (tree.folder / "results/report-so-far.html").read_text()
    assert "Missing: results/mtm/figures/figure7.png has not been made." in page
    assert "The units are not those of one session." in page
    assert not (tree.folder / "results/mtm/figures/figure7.png").exists()


def test_pages_of_snakemake_and_of_the_documentation(finished: Tree) -> None:
    run = finished.snakemake("--configfile", "tiny.yaml", "--report", "snakemake.html")
    assert run.returncode == 0, run.stdout
    page = (finished.folder / "snakemake.html").read_text()
    assert "Scores of prompted MtM against those of the temporal baseline, in bits per" in page
    assert "Neural activity reconstruction of single-session NDT1 by masking scheme" in page
    run = finished.snakemake(
        "--configfile", "tiny.yaml", "--cores", "1", "--", "docs/results-results.md"
    )
    assert run.returncode == 0, run.stdout
    text = (finished.folder / "docs/results-results.md").read_text()
    links = re.findall(r"^!\[.+\]\((.+)\)$", text, flags=re.MULTILINE)
    assert sorted(links) == [f"results-results/mtm_{name}.png" for name in FIGURES]
    assert all((finished.folder / "docs" / link).exists() for link in links)


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
    made = ["score_search", "draw_search", "report", "summarise_results", "all"]
    assert jobs == variant | dict.fromkeys(made, 1)


@pytest.mark.slow
def test_the_same_bytes_in_another_folder(finished: Tree, tmp_path: Path) -> None:
    assert run_everything(tmp_path).results() == finished.results()
