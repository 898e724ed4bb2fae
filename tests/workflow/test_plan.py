"""What a dry run plans, and what planning costs."""

import resource
import subprocess
import sys

import pytest

from neurodag.config import Config, Study, read_config
from neurodag.sessions import save_session
from tests.factories import spikes_session
from tests.workflow.tree import ROOT, Tree

ABLATION = "671c7ea7-6726-4fbe-adeb-f89c2c8e489b"
RUN = f"results/mtm/runs/{ABLATION}/mtm_prompted_ratio-0.3_seed-42"


def session(number: int) -> dict[str, int]:
    """The jobs that make so many sessions of an archive."""
    return dict.fromkeys(["fetch_session", "read_ibl", "prepare_session"], number)


def wanted_jobs(config: Config) -> dict[str, int]:
    """The jobs of all studies, counted from the settings."""
    mtm = config.mtm
    studies = {name: study for name, study in mtm.studies if study}
    runs = {name: runs_of(config, study) for name, study in studies.items()}
    networks = set().union(*runs.values())
    in_tables = {id for name in ("ablation", "mask_ratios") for id, *_ in runs[name]}
    return {
        **session(len({id for id, *_ in networks})),
        "train_network": len(networks),
        "evaluate_network": len(networks),
        "evaluate_reference": len(in_tables) * len(mtm.evaluation.references),
        "draw_training": len(runs["ablation"]),
        "score_table": 3,
        **dict.fromkeys(["draw_rasters", "draw_sessions", "draw_units", "draw_mask_ratios"], 1),
        **dict.fromkeys(["results_page", "all"], 1),
    }


def runs_of(config: Config, study: Study) -> set[tuple[str, str, float, int]]:
    usual = (config.mtm.masking.ratio,)
    return {
        (session, scheme, ratio, seed)
        for session in config.study_sessions(study, found=["mine"])
        for scheme in study.schemes
        for ratio in (
            usual if scheme in ("causal", "inter_region") else getattr(study, "ratios", usual)
        )
        for seed in config.mtm.seeds
    }


def test_the_papers_experiments_are_planned_without_their_recordings(tree: Tree) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    jobs = tree.plan()
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5  # seconds
    assert jobs == wanted_jobs(read_config([ROOT / "config.yaml"]))


@pytest.mark.parametrize("overlay", ["demo", "real"])
def test_profiles_plan_their_studies(tree: Tree, overlay: str) -> None:
    save_session(spikes_session(), tree.folder / "data" / "mine.nc")
    config = read_config([ROOT / "config.yaml", ROOT / overlay / "config.yaml"])
    jobs = tree.plan("--profile", overlay)
    runs = [runs_of(config, study) for _, study in config.mtm.studies if study]
    assert jobs["train_network"] == len(set().union(*runs))
    twins = {"ibl": 3, "allen": 3, "sensorium": 3} if overlay == "demo" else {}
    for archive in ("ibl", "allen", "sensorium"):
        for rule in (f"simulate_{archive}", f"read_{archive}"):
            assert jobs.get(rule, 0) == twins.get(archive, 0)
    assert jobs.get("fetch_session", 0) == sum(twins.values())


@pytest.mark.parametrize(
    ("target", "jobs"),
    [
        (f"{RUN}/weights.safetensors", session(1) | {"train_network": 1}),
        (
            f"{RUN}/evaluation.nc",
            session(1) | {"train_network": 1, "evaluate_network": 1},
        ),
        (
            "results/mtm/tables/table1.md",
            session(1)
            | {
                "train_network": 7,
                "evaluate_network": 7,
                "evaluate_reference": 2,
                "score_table": 1,
            },
        ),
        (
            "results/mtm/figures/figure2c.png",
            session(40)
            | {
                "train_network": 80,
                "evaluate_network": 80,
                "draw_sessions": 1,
            },
        ),
    ],
)
def test_a_single_output_is_planned_with_what_it_needs(
    tree: Tree, target: str, jobs: dict[str, int]
) -> None:
    assert tree.plan(target) == jobs


def test_lint_finds_nothing(tree: Tree) -> None:
    run = tree.snakemake("--lint")
    assert run.returncode == 0, run.stdout


def test_planning_imports_no_heavy_library(tree: Tree) -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "snakemake", "--dry-run", "--quiet"],
        cwd=tree.folder,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rsplit("|")[-1].strip() for line in run.stderr.splitlines()}
    assert "neurodag.config" in imported
    assert not imported & {"torch", "sklearn", "matplotlib", "xarray", "scipy", "netCDF4"}
