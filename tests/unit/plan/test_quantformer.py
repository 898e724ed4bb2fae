"""The runs of the QuantFormer paper: steps and arithmetic that can be worked out by hand."""

from pathlib import Path
from typing import Any

import pytest

from neurodag import layout
from neurodag.config import Config, load_config
from neurodag.config.forecast import Downstream, ForecastNetwork
from neurodag.errors import SessionError
from neurodag.forecast_runs import PretrainedId
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Plan, PlannedRun
from neurodag.plan.presentation_sizes import PresentationSize, presentation_sizes
from neurodag.plan.quantformer import ACTIVE, plan_quantformer
from neurodag.plan.quantformer_network import Network, count
from neurodag.sessions import add_split, save_session
from neurodag.training.forecast.observations import observations_of
from tests.factories import calcium_session, images_session
from tests.unit.plan.conftest import SETTINGS
from tests.unit.training.forecast import planted

EPOCHS, BATCH = 4, 8
SMALL = {"patch": 2, "transformer": {"blocks": 1, "width": 8, "heads": 2}}
TRAINING = {"epochs": EPOCHS, "batch_size": BATCH}
SPLIT = {"train": 0.6667, "validation": 0, "test": 0.3333, "order": "blocks"}
ASSUMED = Assumed(trials=60, units=6)
TRAIN, VALIDATION = 36, 4
"""Of these presentations of one stimulus."""
QUANTFORMER: dict[str, Any] = {
    "dataset": "cells",
    "subjects": ["x", "y"],
    "stimuli": {"stripes": ["few"], "dots": ["few"]},
    "windows": planted.WINDOWS.model_dump(),
    "networks": {"quantformer": {"network": SMALL, "training": TRAINING}},
    "tunings": {"fine_tuned": {"training": TRAINING}},
    "competitors": {
        "persistence": {"competitor": {"kind": "persistence"}},
        "nlinear": {"competitor": {"kind": "nlinear"}, "training": TRAINING},
    },
    "studies": {
        "performance": {"tunings": ["fine_tuned"], "competitors": ["persistence", "nlinear"]},
        "generalization": {},
    },
}

pytestmark = pytest.mark.usefixtures("folder")


def settings(**changes: Any) -> Config:
    cells = {
        **{"source": "files", "folder": "cells", "holds": "calcium", "split": SPLIT},
        **{"sessions": {"few": ["c1", "c2"]}},
    }
    datasets = SETTINGS["datasets"] | {"cells": cells}
    changed = QUANTFORMER | changes
    return load_config({**SETTINGS, "datasets": datasets, "quantformer": changed})


def plan(**changes: Any) -> Plan:
    return plan_quantformer(settings(**changes), ASSUMED)


def runs_of(plan: Plan, network: str, training: str) -> list[PlannedRun]:
    return [run for run in plan.runs if run.kind[:2] == (network, training)]


def test_every_run_counts_once() -> None:
    assert {kind[:2]: planned.runs for kind, planned in plan().kinds.items()} == {
        ("quantformer", "pre-training"): 1,
        ("quantformer", "pre-training without one"): 4,
        **{("quantformer", f"fine_tuned, {task}"): 3 * 4 for task in ("activation", "codes")},
        **{
            (name, task): 4
            for name in ("persistence", "nlinear")
            for task in ("activation", "signals")
        },
    }


def test_pretraining_mixes_the_presentations_of_all_sessions() -> None:
    (run,) = runs_of(plan(), "quantformer", "pre-training")
    presentations = 2 * 2 * TRAIN  # of two sessions and stimuli
    assert run.steps == EPOCHS * presentations // BATCH
    one = count(Network(ForecastNetwork.model_validate(SMALL), 8, 6))
    assert run.training_flops == EPOCHS * presentations * 6 * one.training
    assert run.validation_flops == EPOCHS * 2 * 2 * VALIDATION * 6 * one.validation


def test_sampling_leaves_most_observations_out() -> None:
    (whole,) = runs_of(plan(), "quantformer", "pre-training")
    network = QUANTFORMER["networks"]["quantformer"] | {"balance": "sampling"}
    planned = plan(networks={"quantformer": network})
    (part,) = runs_of(planned, "quantformer", "pre-training")
    assert part.training_flops == pytest.approx(2 * ACTIVE * whole.training_flops, rel=1e-6)
    assert (part.steps, part.validation_flops) == (whole.steps, whole.validation_flops)
    assert "(balance: sampling)" in planned.also[0]


def test_adapted_networks_and_competitors_learn_one_stimulus_of_one_session() -> None:
    planned = plan()
    adapted, *_ = runs_of(planned, "quantformer", "fine_tuned, codes")
    network = Network(ForecastNetwork.model_validate(SMALL), 8, 6, "codes", Downstream())
    assert adapted.steps == EPOCHS * -(-TRAIN // BATCH)
    assert adapted.training_flops == EPOCHS * TRAIN * 6 * count(network).training
    linear, *_ = runs_of(planned, "nlinear", "signals")
    assert linear.training_flops == EPOCHS * TRAIN * 2 * (2 * 6 * 8 * 6)  # weights, no gradient in
    assert linear.validation_flops == EPOCHS * VALIDATION * 2 * 6 * 8 * 6


def test_what_learns_nothing_takes_no_step() -> None:
    planned = plan()
    still, *_ = runs_of(planned, "persistence", "signals")
    assert (still.steps, still.training_flops) == (0, 0)
    assert runs_of(planned, "persistence", "activation")[0].steps > 0  # its layer learns


def test_runs_that_are_done_have_nothing_left() -> None:
    run = PretrainedId("all", "quantformer", 1)
    folder = Path("results", run.path(layout.PRETRAINED_FORECASTER.folder))
    folder.mkdir(parents=True)
    for name in ("weights.safetensors", "history.nc"):
        (folder / name).touch()
    planned = plan()
    assert [run.left for run in planned.runs if run.left != 1] == [0]
    assert runs_of(planned, "quantformer", "pre-training")[0].left == 0


def test_without_experiments_there_is_nothing_to_plan() -> None:
    assert plan_quantformer(load_config(SETTINGS), ASSUMED).runs == []


def size(config: Config, session: str = "c1", **stimuli: tuple[str, ...]) -> PresentationSize:
    shown = stimuli or {session: ("drifting_gratings",)}
    dataset = "cells"
    found = presentation_sizes(config, dataset, planted.WINDOWS, shown, ASSUMED)
    return found[session]


@pytest.mark.parametrize("rate", [30.0, 10.0])
def test_a_file_is_parted_as_training_does(rate: float) -> None:
    session = calcium_session(
        30, 30, stimuli=("drifting_gratings", "dots"), session_id="c1", frame_rate_hz=rate
    )
    save_session(session, Path("data/cells/c1.nc"))
    split = add_split(session, seed=42, fractions=(0.6667, 0, 0.3333), order="blocks")
    for stimulus in ("drifting_gratings", "dots"):
        seen = observations_of(split, planted.WINDOWS, planted.CPU, [stimulus])
        found = size(settings())
        assert (found.units, found.told_by) == (30, "session")
        assert found.train[stimulus] == len(seen.of("train"))
        assert found.validation[stimulus] == len(seen.of("validation"))


def test_the_stimuli_of_the_brain_observatory_are_known() -> None:
    known = size(settings())
    assert (known.units, known.told_by) == (241, "paper")
    assert 628 * 0.55 < known.train["drifting_gratings"] < 628 * 0.61


def test_of_other_stimuli_presentations_are_assumed() -> None:
    assumed = size(settings(), c1=("stripes",))
    assert assumed == PresentationSize(6, {"stripes": TRAIN}, {"stripes": VALIDATION}, "options")


def test_a_simulation_tells_its_own() -> None:
    twin = {"containers": {"7": {"A": "71"}}, "units": 9, "scale": 0.1}
    cells = {"source": "allen", "twin": twin, "split": SPLIT, "sessions": {"few": ["71"]}}
    config = load_config({**SETTINGS, "datasets": SETTINGS["datasets"] | {"cells": cells}})
    known = size(config, "71", **{"71": ("drifting_gratings",)})
    assert (known.units, known.told_by) == (9, "session")
    assert 35 <= known.train["drifting_gratings"] + known.validation["drifting_gratings"] <= 42


def test_a_file_that_tells_nothing_is_named() -> None:
    path = Path("data/cells/c1.nc")
    save_session(images_session(session_id="c1"), path)
    with pytest.raises(SessionError, match="modality images"):
        size(settings())
    path.write_bytes(b"half a fi")
    with pytest.raises(SessionError, match=f"describe {path}"):
        size(settings())
