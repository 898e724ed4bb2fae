"""What a dry run plans, and what planning costs."""

import resource
import subprocess
import sys

import pytest

from neurodag.config import Config, Study, read_config
from neurodag.pretraining import alone, draw_sessions, many_sessions
from neurodag.runs import studies_of
from neurodag.sessions import save_session
from neurodag.vision_runs import VisionRunId, vision_runs
from tests.factories import spikes_session
from tests.workflow.tree import ROOT, Tree

ABLATION = "671c7ea7-6726-4fbe-adeb-f89c2c8e489b"
RUN = f"results/mtm/runs/ndt1/{ABLATION}/mtm_prompted_ratio-0.3_seed-42"


def session(number: int) -> dict[str, int]:
    """The jobs that make so many sessions of an archive."""
    return dict.fromkeys(["fetch_session", "read_ibl", "prepare_session"], number)


def wanted_jobs(config: Config) -> dict[str, int]:
    """The jobs of all studies, counted from the settings."""
    mtm = config.mtm
    runs = {
        name: single_runs(config, architecture, study)
        for name, (architecture, study) in studies_of(mtm).items()
    }
    many = many_sessions(mtm)
    for architecture, study in many.items():
        runs[architecture] = single_runs(config, *alone(architecture, study))
    networks = set().union(*runs.values())
    in_tables = ("ablation", "mask_ratios", "ndt2_ablation", *many)
    referred = {run[1] for name in in_tables for run in runs[name]}
    held_out = {name: len(config_sessions(config, study.held_out)) for name, study in many.items()}
    finetuned = sum(
        len(study.counts) * len(study.schemes) * len(mtm.seeds) * held_out[name]
        for name, study in many.items()
    )
    return {
        **session(len({run[1] for run in networks} | drawn(config))),
        "train_network": len(networks),
        "evaluate_network": len(networks),
        "pretrain_network": finetuned // 5,  # for each of the five held-out sessions
        "finetune_network": finetuned,
        "evaluate_finetuned": finetuned,
        "decode_regions": 5 * len(mtm.ndt1_stitch.schemes),
        "decode_prompts": 5,
        "evaluate_reference": len(referred) * len(mtm.evaluation.references),
        "draw_training": len(runs["ablation"]),
        "score_table": 7,
        "draw_sessions": 4,
        "draw_scaling": 2,
        **dict.fromkeys(["draw_rasters", "draw_units", "draw_mask_ratios", "draw_regions"], 1),
        "mtm": 1,
    }


def wanted_jobs_on_images(config: Config) -> dict[str, int]:
    """The trainings of V1T, and what is predicted by them."""
    v1t = config.v1t
    cohorts = {name: config.cohort_sessions(cohort) for name, cohort in v1t.cohorts.items()}
    runs = {run for runs in vision_runs(v1t, cohorts).values() for run in runs}
    trained = {run for run in runs if isinstance(run, VisionRunId)}
    return {"train_vision": len(trained), "transfer_vision": len(runs - trained)}


def config_sessions(config: Config, names: tuple[str, ...]) -> tuple[str, ...]:
    return config.datasets[config.mtm.dataset].resolve(names, ["mine"])


def drawn(config: Config) -> set[str]:
    """The sessions that are pretrained on."""
    return {
        id
        for study in many_sessions(config.mtm).values()
        for id in draw_sessions(
            config_sessions(config, study.pretraining), max(study.counts), study.draw
        )
    }


def single_runs(config: Config, architecture: str, study: Study) -> set[tuple]:
    usual = (config.mtm.masking.ratio,)
    return {
        (architecture, session, scheme, ratio, seed)
        for session in config_sessions(config, study.sessions)
        for scheme in study.schemes
        for ratio in (
            usual if scheme in ("causal", "inter_region") else getattr(study, "ratios", usual)
        )
        for seed in config.mtm.seeds
    }


def test_the_papers_experiments_are_planned_without_their_recordings(tree: Tree) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    jobs = tree.plan("mtm")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 5  # seconds
    assert jobs == wanted_jobs(read_config([ROOT / "config.yaml"]))


def test_the_papers_experiments_on_images_are_planned(tree: Tree) -> None:
    jobs = tree.plan("v1t")
    wanted = wanted_jobs_on_images(read_config([ROOT / "config.yaml"]))
    assert {rule: jobs[rule] for rule in wanted} == wanted
    assert jobs["score_responses"] == (
        jobs["predict_responses"]
        + jobs["predict_transferred"]
        + jobs["predict_ensemble"]
        + jobs["predict_reference"]
    )


@pytest.mark.parametrize("overlay", ["demo", "real"])
def test_profiles_plan_their_studies(tree: Tree, overlay: str) -> None:
    save_session(spikes_session(), tree.folder / "data" / "mine.nc")
    config = read_config([ROOT / "config.yaml", ROOT / overlay / "config.yaml"])
    jobs = tree.plan("--profile", overlay)
    runs = [single_runs(config, *wanted) for wanted in studies_of(config.mtm).values()]
    for architecture, study in many_sessions(config.mtm).items():
        runs.append(single_runs(config, *alone(architecture, study)))
    assert jobs["train_network"] == len(set().union(*runs))
    search = config.mtm.search
    variants = len(search.variants) * len(config.mtm.seeds) if search else 0
    for rule in ("train_variant", "evaluate_variant", "validate_variant"):
        assert jobs.get(rule, 0) == variants  # on one session
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
