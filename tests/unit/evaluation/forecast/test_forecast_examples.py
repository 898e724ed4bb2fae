"""Single observations: which are chosen, and that they are those of the session."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.evaluation.forecast.evaluate import evaluate_forecasts
from neurodag.evaluation.forecast.examples import choose
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.models.weights import load_weights, save_weights
from neurodag.training.devices import generator
from tests.unit.evaluation.forecast.forecasters import (
    STIMULUS,
    mouse,
    save_adapted,
    save_competitor,
)
from tests.unit.training.forecast.planted import CPU

SETTINGS = ForecastEvaluation(samples=40, examples=2)


@given(
    shape=st.tuples(st.integers(1, 6), st.integers(1, 5)),
    share=st.sampled_from([0.0, 0.3, 1.0]),
    number=st.integers(1, 40),
    seed=st.integers(0, 99),
)
@settings(max_examples=30, deadline=None)
def test_active_observations_come_first_and_units_take_turns(shape, share, number, seed):
    active = torch.rand(shape, generator=generator(seed)) < share
    item, unit = choose(active, number, generator(seed, "draw"))
    assert len(set(zip(item.tolist(), unit.tolist(), strict=True))) == min(number, active.numel())
    chosen = active[item, unit].tolist()
    assert chosen == sorted(chosen, reverse=True)
    assert sum(chosen) == min(number, int(active.sum()))
    taken = torch.bincount(unit[active[item, unit]], minlength=shape[1])
    left = active.sum(dim=0) - taken
    assert taken[left > 0].numel() == 0 or taken.max() <= taken[left > 0].min() + 1


def test_units_that_are_seldom_active_come_first_as_often():
    active = torch.zeros(30, 2, dtype=torch.bool)
    active[:, 0], active[4, 1] = True, True
    found = [choose(active, 1, generator(seed)) for seed in range(200)]
    assert 0.4 < np.mean([unit.item() for _, unit in found]) < 0.6
    items = {item.item() for item, unit in found if unit.item() == 0}
    assert len(items) > 20
    assert {item.item() for item, unit in found if unit.item() == 1} == {4}


def evaluation(path, session):
    trained = open_trained(path, session, STIMULUS, CPU)
    return evaluate_forecasts(trained, session, {}, SETTINGS)


@pytest.fixture(scope="module")
def session():
    return mouse()


def test_examples_are_windows_of_the_session(tmp_path, session):
    task = save_competitor(tmp_path / "w", session, "mean")
    found = evaluation(tmp_path / "w", session)
    for number in range(2):
        example = found.isel(example=number)
        at = int(example["example_presentation"])
        unit = session["unit"].values.tolist().index(int(example["example_unit"]))
        assert session["split"][at] == 2
        onset = int(session["onset_frame"][at])
        trace = session["fluorescence"].values[onset - 8 : onset + 6, unit]
        f0 = trace[3:8].mean()
        change = (trace - f0) / f0
        np.testing.assert_allclose(example["baseline"], change[:8], atol=1e-5)
        np.testing.assert_allclose(example["response"], change[8:], atol=1e-5)
        assert example["example_active"] == 1
        assert change[8:12].mean() > 0.1
        condition = int(session["condition"][at])
        mean = task.model.mean[condition, :, unit]
        np.testing.assert_allclose(example["forecast"], mean, rtol=1e-5)
    assert found["example_unit"][0] != found["example_unit"][1]
    assert found["frame_before"].values.tolist() == [*range(-8, 0)]


def test_all_methods_show_the_same_examples(tmp_path, session):
    save_competitor(tmp_path / "a", session, "lstm")
    save_adapted(tmp_path / "b", session, "codes")
    one, other = (evaluation(tmp_path / name, session) for name in "ab")
    for name in ("example_unit", "example_presentation", "baseline", "response"):
        np.testing.assert_array_equal(one[name], other[name])
    assert "forecast_quantile" not in one


def test_quantiles_are_those_of_drawn_responses(tmp_path, session):
    task = save_adapted(tmp_path / "w", session, "codes")
    found = evaluation(tmp_path / "w", session)
    bands = found["forecast_quantile"]
    assert bands.dims == ("example", "quantile", "frame_after")
    assert bands["quantile"].values.tolist() == [*SETTINGS.levels]
    assert (bands.diff("quantile") >= 0).all()
    assert (bands.sel(quantile=0.95) > bands.sel(quantile=0.05)).any()
    # One drawn response of a network that is sure of its codes is its forecast.
    task.model.head[-1].weight.data *= 1e6
    save_weights(task.model.state_dict(), load_weights(tmp_path / "w")[1], tmp_path / "sure")
    sure = evaluation(tmp_path / "sure", session)
    for level in SETTINGS.levels:
        np.testing.assert_allclose(
            sure["forecast_quantile"].sel(quantile=level), sure["forecast"], atol=1e-5
        )
    error = sure["value"].sel(score="mae", signal="raw")
    np.testing.assert_allclose(sure["crps"], error, rtol=1e-4)
