"""The trials of V1T's search: how long they take, and of what networks."""

from pathlib import Path

import pytest

from neurodag.config import load_config
from neurodag.config.vision import VisionSearch
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind
from neurodag.plan.v1t import plan_v1t
from neurodag.plan.v1t_search import expected_epochs
from neurodag.search.trials import Trial, WorkerTrials, save_trials
from tests.unit.plan.conftest import BATCH, SETTINGS

SPACE = {
    "core": {"patch": [3, 5], "stride": [1, 3], "width": [4, 8], "feedforward": [4, 8]},
    "readout": {"position_units": [2, 4]},
}
SEARCH = {
    **{"cohort": "unknown", "network": "v1t", "trials": 5, "epochs": 9},
    **{"least_epochs": 1, "space": SPACE},
}
KIND = Kind("v1t", "search on unknown", "", "float32")


def search(**settings: int) -> VisionSearch:
    return VisionSearch(cohort="a", network="v1t", **settings)


def test_epochs_by_hand() -> None:
    # Brackets with rungs after 1 and 3, after 3, and none, of which Optuna gives 9, 5 and 3 trials.
    first, second, third = 1 + 2 / 3 + 6 / 9, 3 + 6 / 3, 9
    by_hand = (9 * first + 5 * second + 3 * third) / 17
    assert expected_epochs(search(epochs=9, least_epochs=1)) == round(by_hand)


def test_with_a_single_rung_at_the_end_all_epochs_are_taken() -> None:
    assert expected_epochs(search(epochs=5, least_epochs=5)) == 5


@pytest.mark.usefixtures("folder")
def test_trials_are_planned_and_those_that_are_done_count_with_what_they_took() -> None:
    config = load_config({**SETTINGS, "v1t": SETTINGS["v1t"] | {"search": SEARCH}})
    assumed = Assumed(trials=60, units=6)  # 45 of which train
    assert config.v1t is not None
    assert config.v1t.search is not None
    steps, epochs = -(-45 // BATCH), expected_epochs(config.v1t.search)
    planned = plan_v1t(config, assumed)
    before = [run for run in planned.runs if run.kind == KIND]
    assert [run.steps for run in before] == [epochs * steps] * 5
    assert len({run.training_flops for run in before}) > 1, "networks differ"
    assert any("lets one in 3 go on" in told for told in planned.also)

    trial = Trial(number=0, values={}, scores=[0.1, 0.2], state="pruned", note="by Hyperband")
    path = Path("results/v1t/search/worker-0.json")
    path.parent.mkdir(parents=True)
    save_trials(WorkerTrials(study="s", trials=[trial]), path)
    done, *others = [run for run in plan_v1t(config, assumed).runs if run.kind == KIND]
    assert (done.steps, done.left) == (2 * steps, 0)
    assert others == before[1:]
