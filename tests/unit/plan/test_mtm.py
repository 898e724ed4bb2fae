"""The runs of the MtM paper: steps and arithmetic that can be worked out by hand."""

from pathlib import Path
from typing import Any

import pytest

from neurodag import config, layout
from neurodag.config import load_config
from neurodag.errors import ConfigError
from neurodag.plan.arithmetic import Arithmetic
from neurodag.plan.mtm import plan_mtm
from neurodag.plan.mtm_network import Network, count
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind, Plan
from neurodag.runs import RunId
from neurodag.sessions import save_session
from neurodag.training.report import ReportWriter
from tests.factories import spikes_session
from tests.unit.plan.conftest import SETTINGS, SMALL

ASSUMED = Assumed(trials=20, units=6)
TRAIN, VALIDATION = 10, 5
"""Of these trials."""
SINGLE = Kind("ndt1", "one session", "mtm_prompted", "float32")
PRETRAINING = Kind("ndt1_stitch", "pretraining on 2", "one scheme", "float32")

pytestmark = pytest.mark.usefixtures("folder")


def plan(**changes: Any) -> Plan:
    mtm = SETTINGS["mtm"]
    stitch = mtm["ndt1_stitch"] | changes
    return plan_mtm(load_config({**SETTINGS, "mtm": {**mtm, "ndt1_stitch": stitch}}), ASSUMED)


def stitched(units: int = ASSUMED.units, bins: int = 100) -> Arithmetic:
    """Of a trial without a prompt."""
    model = config.NDT1Stitch(**SMALL, channels=5)
    return count(Network("ndt1_stitch", model, bins, units, False, "m"))


def test_every_kind_of_run_is_there_with_its_number_of_runs() -> None:
    stitch, schemes = "ndt1_stitch", ("mtm_prompted", "one scheme")
    assert {kind: planned.runs for kind, planned in plan().kinds.items()} == {
        Kind(*names, masking, precision): 2  # seeds
        for masking in schemes
        for *names, precision in (
            ("ndt1", "one session", "float32"),
            (stitch, "pretraining on 2", "float32"),
            (stitch, "one session", "float32"),
            (stitch, "fine-tuning", "bfloat16"),
        )
    }


def test_steps_are_the_batches_of_each_session_in_every_epoch() -> None:
    kinds = plan().kinds
    batches, seeds = 3, 2  # of 4, 4 and 2 trials
    steps = {kind.training: planned.steps for kind, planned in kinds.items()}
    assert steps == {
        "one session": seeds * 10 * batches,
        "pretraining on 2": seeds * 3 * 2 * batches,
        "fine-tuning": seeds * 5 * batches,
    }


def test_arithmetic_of_training_and_of_validation_by_every_scheme() -> None:
    run = plan().runs[0]
    assert run.kind == SINGLE
    trial = count(Network("ndt1", config.NDT1(**SMALL), 100, ASSUMED.units, True, "m4"))
    validated = [epoch for epoch in range(1, 11) if epoch % 3 == 0 or epoch == 10]
    assert run.training_flops == 10 * TRAIN * trial.training
    assert run.validation_flops == len(validated) * 4 * VALIDATION * trial.validation


def test_pretraining_is_made_of_its_sessions_each_of_its_size() -> None:
    save_session(spikes_session(trials=8, bins=5, session_id="m1"), Path("data/mice/m1.nc"))
    planned = plan(counts=[3])
    (run, _) = (
        run for run in planned.runs if run.kind == PRETRAINING._replace(training="pretraining on 3")
    )
    small = stitched(units=5, bins=5)
    assert run.training_flops == 3 * (4 * small.training + 2 * TRAIN * stitched().training)
    assert run.validation_flops == 3 * (
        2 * small.validation + 2 * VALIDATION * stitched().validation
    )
    assert (planned.sessions, planned.assumed) == (4, 3)


def test_a_run_that_is_done_leaves_nothing_and_one_under_way_a_part() -> None:
    before = plan().kinds[SINGLE]
    assert before.left_flops == before.flops
    done, begun = (RunId("ndt1", "m4", "mtm_prompted", 0.3, seed) for seed in (1, 2))
    weights = Path("results", done.path(layout.RUN.folder), "weights.safetensors")
    weights.parent.mkdir(parents=True)
    for path in (weights, weights.with_name("history.nc")):
        path.touch()
    report = ReportWriter(Path("results", begun.path(layout.RUN.report)), epochs=10)
    report.report.epoch = 4
    report.path.parent.mkdir(parents=True)
    report.write()
    after = plan().kinds[SINGLE]
    assert (after.runs, after.done, after.flops) == (2, 1, before.flops)
    assert after.left_flops == pytest.approx(0.6 * before.flops / 2)


def test_variants_of_a_search_have_their_own_settings() -> None:
    narrow, longer = {"model": {"width": 4}}, {"training": {"epochs": 20}}
    search = {"sessions": ["few"], "variants": {"same": {}, "narrow": narrow, "longer": longer}}
    mtm = {**SETTINGS["mtm"], "search": search, "seeds": [1]}
    runs = plan_mtm(load_config({**SETTINGS, "mtm": mtm}), ASSUMED).runs
    usual = next(run for run in runs if run.kind == SINGLE)
    same, narrow_run, longer_run = (run for run in runs if run.kind.training == "search")
    assert same.training_flops == usual.training_flops
    assert narrow_run.training_flops < usual.training_flops
    assert longer_run.training_flops == 2 * usual.training_flops


def test_more_pretraining_sessions_than_there_are_is_an_error() -> None:
    with pytest.raises(ConfigError, match="asks for 4 pretraining sessions, but there are 3"):
        plan(counts=[4])
