"""What the user got wrong is told in a sentence, before any job starts."""

import pytest

from neurodag.sessions import save_session
from tests.factories import spikes_session
from tests.workflow.tree import Tree


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        (
            "mtm={trainings: {epochs: 3}}",
            '`mtm.trainings` (given: {"epochs": "3"}) is no known key. Did you mean `training`?',
        ),
        (
            "mtm={training: {epochs: 0}}",
            "`mtm.training.epochs` is 0, but must be a whole number > 0.",
        ),
        (
            "mtm={studies: {ablation: {schemes: [temporl]}}}",
            '`mtm.studies.ablation.schemes[0]` is "temporl", but must be one of `temporal`, '
            "`random_token`, `neuron`, `causal`, `intra_region`, `inter_region`, "
            "`mtm_unprompted`, `mtm_prompted`. Did you mean `temporal`?",
        ),
        (
            "mtm={studies: {ablation: {sessions: [ablatoin]}}}",
            "`mtm.studies.ablation.sessions`: ablatoin is neither a group nor a session of the "
            "dataset. Did you mean ablation? Groups: ablation, pretraining, held_out.",
        ),
        (
            "mtm={model: {heads: 7}}",
            "width 512 cannot be shared by 7 heads; give a multiple of heads, such as 511.",
        ),
        (
            "mtm={evaluation: {references: [psth, truth]}}",
            "`mtm.evaluation.references` holds `truth`, but the true rates of the dataset ibl are "
            "not known",
        ),
    ],
)
def test_wrong_settings(tree: Tree, setting: str, sentence: str) -> None:
    assert_refused(tree, sentence, "--config", setting)


def test_every_problem_of_an_overlay_is_told_at_once(tree: Tree) -> None:
    (tree.folder / "mine.yaml").write_text("result: mine\nmtm: {dataset: ibel, seeds: []}\n")
    said = assert_refused(
        tree,
        '`result` (given: "mine") is no known key. Did you mean `results`?',
        "--configfile",
        "mine.yaml",
    )
    assert "`mtm.dataset` is ibel, but no dataset is named so. Did you mean `ibl`?" in said
    assert "`mtm.seeds` is [], but must be a list, not empty" in said


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        ("tiny-2/temporal_ratio-0.3_seed-1", "tiny-2 is neither a group nor a session"),
        ("x/temporel_ratio-0.3_seed-1", "No rule to produce results/mtm/runs/ndt1/x/temporel"),
        ("x/temporal_ratio-1.3_seed-1", "No rule to produce results/mtm/runs/ndt1/x/temporal"),
    ],
)
def test_outputs_that_cannot_be(tree: Tree, run: str, sentence: str) -> None:
    target = f"results/mtm/runs/ndt1/{run}/weights.safetensors"
    assert_refused(tree, sentence, "--configfile", "tiny.yaml", "--", target)


def test_missing_recordings_are_named(tree: Tree) -> None:
    dataset = "datasets={own: {source: files, folder: own, sessions: {ablation: [mine]}}}"
    sentence = "There is no file mine.nc in data/own or its subfolders. Put the"
    studies = "mtm={dataset: own, studies: {comparison: null}, ndt1_stitch: null, ndt2: null}"
    assert_refused(tree, sentence, "--config", dataset, studies)


def test_what_an_archive_lacks_is_named_by_the_job_that_looks_for_it(tree: Tree) -> None:
    session = "671c7ea7-6726-4fbe-adeb-f89c2c8e489b"
    (tree.folder / "data/ibl/lab/Subjects/mouse/2020-01-01/001/alf").mkdir(parents=True)
    run = tree.snakemake("--cores", "1", "--", f"results/recordings/ibl/{session}.nc")
    assert run.returncode != 0
    log = (tree.folder / f"results/logs/fetch_session/ibl/{session}.log").read_text()
    assert session in log
    assert "data/ibl" in log
    assert "Traceback" not in log
    assert not (tree.folder / "results/archives").exists()


def test_a_folder_without_recordings_is_named(tree: Tree) -> None:
    sentence = "The group ablation is `first`, but the dataset's folder below the data folder holds"
    assert_refused(tree, sentence, "--profile", "real", "--config", "data=recordings")


def test_a_region_that_does_not_exist(tree: Tree) -> None:
    sentence = (
        "region` is CA2, but the session has units in CA1, DG, LP, PO, VIS only. Did you mean"
    )
    assert_refused(
        tree, sentence, "--profile", "demo", "--config", "mtm={studies: {rasters: {region: CA2}}}"
    )


def test_two_files_of_one_session_are_named(tree: Tree) -> None:
    for folder in ("a", "b"):
        save_session(spikes_session(), tree.folder / "data" / folder / "mine.nc")
    sentence = "The session mine has more than one file: data/a/mine.nc, data/b/mine.nc"
    assert_refused(tree, sentence, "--profile", "real")


def assert_refused(tree: Tree, sentence: str, *arguments: str) -> str:
    run = tree.snakemake("--cores", "1", *arguments)
    assert run.returncode != 0
    assert sentence in run.stdout
    assert "Traceback (most recent call last)" not in run.stdout
    assert not (tree.folder / "results").exists()  # nor a log: no job was started
    return run.stdout
