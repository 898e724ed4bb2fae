"""Weights and sessions that do not belong together are refused, in a sentence."""

import numpy as np
import pytest

from neurodag.errors import NeurodagError, SessionError
from neurodag.evaluation.forecast.opened import open_evaluation
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.files import save_netcdf
from neurodag.models.weights import load_weights, save_weights
from neurodag.sessions import add_split
from tests.forecast_evaluations import make_response
from tests.unit.evaluation.forecast.forecasters import (
    STIMULUS,
    mouse,
    save_adapted,
    save_competitor,
    with_unit_ids,
)
from tests.unit.training.forecast import planted
from tests.unit.training.forecast.planted import CPU


@pytest.fixture
def weights(tmp_path):
    save_competitor(tmp_path / "w", mouse(), "nlinear")
    return tmp_path / "w"


def refused(weights, session, message, stimulus=STIMULUS, error=NeurodagError):
    with pytest.raises(error, match=message):
        open_trained(weights, session, stimulus, CPU)


def test_another_session(weights):
    refused(weights, mouse(name="b"), r"w was trained on a, but the session given is b; give")


def test_other_units(weights):
    refused(weights, mouse(units=4), r"session a with 5 units \(unit\), but the file given has 4")


def test_other_conditions(weights):
    session = mouse()
    session["condition"] = session["condition"] % 3
    refused(weights, session, r"with 4 stimuli \(condition\), but the file given has 3")


def test_another_stimulus(weights):
    refused(weights, mouse(), r"trained on drifting_gratings, .* on static.*--stimulus", "static")


def test_no_test_presentations(weights):
    session = add_split(mouse().drop_vars("split"), seed=0, fractions=(2 / 3, 1 / 3, 0))
    refused(weights, session, r"Session a has no test presentation of drif", error=SessionError)


def test_weights_of_no_task(tmp_path):
    save_weights({}, {"seed": 1}, tmp_path / "w")
    refused(tmp_path / "w", mouse(), r"w holds no network that forecasts .*adapt_quantformer\.py")


def test_of_two_stimuli_one_is_asked_about(tmp_path):
    session = planted.session(30, units=3, session_id="a")
    rng = np.random.default_rng(0)
    values = rng.normal(100, 5, session["fluorescence"].shape)
    session = with_unit_ids(planted.with_fluorescence(session, values))
    save_adapted(tmp_path / "w", session, "signals")
    weights, description = load_weights(tmp_path / "w")
    assert description["stimuli"] == 4
    weights["prompts.stimulus.weight"] = weights["prompts.stimulus.weight"].repeat(2, 1)
    both = description | {"stimulus_names": None, "stimuli": 8}
    save_weights(weights, both, tmp_path / "w")
    trained = open_trained(tmp_path / "w", session, "natural_scenes", CPU)
    shown = session["stimulus"].values[trained.observed.position[trained.test.numpy()]]
    assert set(shown) == {"natural_scenes"}
    assert len(shown) == len(trained.observed.of("test")) / 2


def test_a_file_that_is_no_evaluation(tmp_path):
    save_netcdf(mouse(), tmp_path / "e.nc")
    with pytest.raises(NeurodagError, match=r"e\.nc holds .* lacks method, predicted, .*; make it"):
        open_evaluation(tmp_path / "e.nc")


def test_an_evaluation_that_is_not_whole(tmp_path):
    save_netcdf(make_response("m", {}).drop_vars("scored"), tmp_path / "e.nc")
    with pytest.raises(NeurodagError, match=r"forecaster: it lacks scored; make it with"):
        open_evaluation(tmp_path / "e.nc")
