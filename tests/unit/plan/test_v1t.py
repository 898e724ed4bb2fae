"""The runs of the V1T paper: steps and arithmetic that can be worked out by hand."""

from pathlib import Path
from typing import Any

import pytest
import torch

from neurodag import layout
from neurodag.config import load_config
from neurodag.config.vision import VisionNetwork
from neurodag.errors import ConfigError
from neurodag.plan.arithmetic import Arithmetic
from neurodag.plan.image_sizes import VARIABLES
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind, Plan, PlannedRun
from neurodag.plan.v1t import plan_v1t, trials_of_steps
from neurodag.plan.v1t_network import Network, count
from neurodag.sessions import save_session
from neurodag.training.report import ReportWriter
from neurodag.training.vision.task import shuffled
from neurodag.vision_runs import ALL, VisionRunId
from tests.factories import images_session
from tests.unit.plan.conftest import BATCH, CORES, EPOCHS, SETTINGS

ASSUMED = Assumed(trials=60, units=6)
LARGER, SMALLER = 5295, 4496
"""Training trials of the two known scans."""

pytestmark = pytest.mark.usefixtures("folder")


def plan(assumed: Assumed = ASSUMED, **changes: Any) -> Plan:
    return plan_v1t(load_config({**SETTINGS, "v1t": SETTINGS["v1t"] | changes}), assumed)


def runs_of(plan: Plan, network: str, training: str) -> list[PlannedRun]:
    return [run for run in plan.runs if run.kind == Kind(network, training, "", "float32")]


def trial(
    network: str, units: int, channels: int = 1, positions: bool = True, frozen: bool = False
) -> Arithmetic:
    settings = VisionNetwork(core=CORES[network], size=(9, 12))
    return count(Network(settings, units, channels, VARIABLES, positions, BATCH, frozen, "m"))


def test_every_run_counts_once_though_several_studies_have_it() -> None:
    assert {kind[:2]: planned.runs for kind, planned in plan().kinds.items()} == {
        ("v1t", "known"): 3,  # among them those of performance and samples
        ("cnn", "known"): 2,
        ("cnn", "one of own"): 2,
        ("cnn", "all but one of own"): 2,
        ("cnn", "readouts of one of own"): 2,
        ("cnn", "unknown"): 1,
        ("cnn", "gray"): 1,
        ("cnn", "readouts of unknown"): 1,
        ("cnn", "known, 7 trials"): 2,
        ("v1t", "known, 7 trials"): 2,
    }


def test_a_step_has_a_batch_of_each_session_until_the_largest_has_come() -> None:
    run, *_ = runs_of(plan(), "v1t", "known")
    steps = -(-LARGER // BATCH)
    again = steps - SMALLER // BATCH  # batches, all of them whole
    assert run.steps == EPOCHS * steps
    smaller, larger = trial("v1t", 8372), trial("v1t", 867, channels=2)
    assert run.training_flops == EPOCHS * (
        (SMALLER + again * BATCH) * smaller.training + LARGER * larger.training
    )
    assert run.validation_flops == EPOCHS * (500 * smaller.validation + 588 * larger.validation)


@pytest.mark.parametrize(("trials", "steps"), [(10, 3), (10, 7), (8, 5), (3, 1), (3, 4)])
def test_trials_of_steps_are_those_of_real_batches(trials: int, steps: int) -> None:
    parts = shuffled(torch.arange(trials), BATCH, steps, torch.Generator())
    assert trials_of_steps(trials, BATCH, steps) == sum(map(len, parts))


def test_samples_take_as_many_trials_and_all_validate() -> None:
    run, _ = runs_of(plan(), "cnn", "known, 7 trials")
    smaller, larger = trial("cnn", 8372), trial("cnn", 867, channels=2)
    assert run.steps == EPOCHS * 2
    assert run.training_flops == EPOCHS * 7 * (smaller.training + larger.training)
    assert run.validation_flops == EPOCHS * (500 * smaller.validation + 588 * larger.validation)


def test_more_samples_than_there_are_is_an_error() -> None:
    samples = {"cohort": "unknown", "networks": ["cnn", "v1t"], "sizes": [46], "seeds": 1}
    with pytest.raises(ConfigError, match="asks for 46 training trials, but session 1-2-3 has 45"):
        plan(studies={"samples": samples})


def test_readouts_learn_on_a_core_that_does_not() -> None:
    planned = plan()
    (run,) = runs_of(planned, "cnn", "readouts of unknown")
    (whole,) = runs_of(planned, "cnn", "unknown")
    assert run.training_flops == EPOCHS * 45 * trial("cnn", 6, frozen=True).training
    assert whole.training_flops == EPOCHS * 45 * trial("cnn", 6).training
    assert run.validation_flops == whole.validation_flops


def test_gray_pictures_have_one_channel() -> None:
    (run,) = runs_of(plan(), "cnn", "gray")
    assert run.validation_flops == EPOCHS * (
        500 * trial("cnn", 8372).validation + 588 * trial("cnn", 867).validation
    )


def test_parts_of_a_cohort_have_their_own_sessions() -> None:
    for session, units in {"p1": 3, "p2": 4}.items():
        made = images_session(images=10, repeats=1, units=units, session_id=session)
        save_session(made, Path("data/pictures", f"{session}.nc"))
    planned = plan()
    first, second = runs_of(planned, "cnn", "one of own")
    assert runs_of(planned, "cnn", "all but one of own")[0].training_flops == second.training_flops
    assert first.training_flops < second.training_flops
    assert (planned.sessions, planned.assumed, planned.published) == (5, 1, 2)


@pytest.mark.parametrize(("expected", "epochs"), [(2, 2), (EPOCHS + 1, EPOCHS)])
def test_expected_epochs_count_up_to_the_most(expected: int, epochs: int) -> None:
    most, expecting = plan().runs, plan(ASSUMED._replace(epochs=expected)).runs
    for run, shorter in zip(most, expecting, strict=True):
        assert shorter.steps * EPOCHS == run.steps * epochs
        assert shorter.training_flops * EPOCHS == run.training_flops * epochs


def test_a_run_that_is_done_counts_with_the_epochs_that_it_took() -> None:
    before, *_ = runs_of(plan(), "v1t", "known")
    done, begun = (VisionRunId("known", "v1t", ALL, seed) for seed in (1, 2))
    for run, state, epoch in [(done, "finished", 5), (begun, "running", 6)]:
        report = ReportWriter(Path("results", run.path(layout.VISION_RUN.report)), epochs=EPOCHS)
        report.report.state, report.report.epoch = state, epoch
        report.path.parent.mkdir(parents=True, exist_ok=True)
        report.write()
    folder = Path("results", done.path(layout.VISION_RUN.folder))
    folder.mkdir(parents=True)
    for name in ("weights.safetensors", "history.nc"):
        (folder / name).touch()
    after, under_way, waiting = runs_of(plan(), "v1t", "known")
    assert (after.steps * EPOCHS, after.left) == (before.steps * 5, 0)
    assert (under_way.steps, under_way.left) == (before.steps, 0.25)
    assert waiting == before
    _, longer, _ = runs_of(plan(ASSUMED._replace(epochs=3)), "v1t", "known")
    assert (longer.steps * EPOCHS, longer.left) == (before.steps * 7, pytest.approx(1 / 7))
