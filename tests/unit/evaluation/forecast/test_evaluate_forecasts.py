"""Evaluations of forecasters, against the networks' own answers one observation at a time."""

import numpy as np
import pytest
import torch

from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.errors import NeurodagError
from neurodag.evaluation.forecast.evaluate import evaluate_forecasts
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.files import save_netcdf
from neurodag.metrics.classification import classification_scores
from neurodag.metrics.forecast_scores import (
    SCORES,
    forecast_scores,
    gradient_normalised,
)
from neurodag.models.weights import load_weights, save_weights
from tests.unit.evaluation.forecast.forecasters import (
    COMPETITORS,
    STIMULUS,
    mouse,
    save_adapted,
    save_competitor,
)
from tests.unit.training.forecast import counted
from tests.unit.training.forecast.planted import CPU

SETTINGS = ForecastEvaluation(samples=20, examples=3)
ABOUT = {"method": "m", "subject": "mouse_1"}


def evaluate(path, session, settings=SETTINGS, stimulus=STIMULUS):
    return evaluate_forecasts(open_trained(path, session, stimulus, CPU), session, ABOUT, settings)


def test_set(task):
    return task.cut(task.observed.of("test"))


test_set.__test__ = False


@pytest.mark.parametrize("kind", ["adapted", "lstm", "persistence"])
def test_predicted_activity_is_counted_unit_by_unit(tmp_path, kind):
    session = mouse()
    task = (
        save_adapted(tmp_path / "w", session, "activation")
        if kind == "adapted"
        else save_competitor(tmp_path / "w", session, kind, "activation")
    )
    found = evaluate(tmp_path / "w", session)
    cut = test_set(task)
    with torch.no_grad():
        predicted = task.logits(cut).argmax(dim=1).numpy()
    active = cut.active.numpy()
    for place, unit in enumerate(session["unit"].values):
        mine = cut.unit.numpy() == place
        for is_so in (0, 1):
            for said in (0, 1):
                count = ((active == is_so) & (predicted == said))[mine].sum()
                assert found["count"].sel(active=is_so, predicted=said, unit=unit) == count
    assert found["count"].dtype.kind == "i"
    assert set(found.data_vars) == {"count"}
    assert found.attrs == ABOUT | {
        "predicted": "activation",
        "task": "activation",
        "stimulus": STIMULUS,
        "session_id": "a",
        "seed": 3,
        "frame_rate_hz": 30.0,
        "test_presentations": 20,
        "test_observations": 100,
    }
    save_netcdf(found, tmp_path / "evaluation.nc")


@pytest.mark.parametrize("kind", ["codes", "signals", *COMPETITORS])
def test_scores_are_those_of_single_observations(tmp_path, kind):
    session = mouse()
    task = (
        save_competitor(tmp_path / "w", session, kind)
        if kind in COMPETITORS
        else save_adapted(tmp_path / "w", session, kind)
    )
    found = evaluate(tmp_path / "w", session)
    cut = test_set(task)
    with torch.no_grad():
        forecast, seen = task.forecast(cut).numpy(), task.response(cut).numpy()
    for signal, made in (("raw", lambda signal: signal), ("normalised", gradient_normalised)):
        whole = forecast_scores(made(forecast), made(seen))
        value, scored = (found[name].sel(signal=signal) for name in ("value", "scored"))
        for score in SCORES:
            mean = (value * scored).sel(score=score).sum() / scored.sel(score=score).sum()
            known = whole[score][~np.isnan(whole[score])]
            by_hand = known.mean() if len(known) else np.nan
            np.testing.assert_allclose(mean, by_hand, rtol=1e-5)
        without = scored.sel(score="mse").sum() - scored.sel(score="correlation").sum()
        assert without == np.isnan(whole["correlation"]).sum()
    second = cut.unit.numpy() == 1
    by_hand = np.abs(forecast - seen)[second].mean()
    of_second = found["value"].sel(score="mae", signal="raw", unit=101)
    np.testing.assert_allclose(of_second, by_hand, rtol=1e-5)
    assert found.attrs["predicted"] == "response"
    assert ("crps" in found) == (kind == "codes")
    save_netcdf(found, tmp_path / "evaluation.nc")


def test_a_forecast_tells_activity_by_the_rule_for_recordings(tmp_path):
    session = mouse()
    task = save_competitor(tmp_path / "w", session, "mean")
    found = evaluate(tmp_path / "w", session)["count"].sum("unit").values
    cut = test_set(task)
    predicted = task.forecast(cut)[:, :4].mean(dim=1) > 0.1
    assert found[1, 1] == (predicted & cut.active).sum()
    scores = classification_scores(cut.active.numpy(), predicted.numpy())
    assert scores["balanced_accuracy"] > 0.95  # the mean response knows who responds
    assert found.sum() == len(predicted)


def test_spikes_are_forecast_as_they_are_and_make_active_what_fires_more_than_at_rest(tmp_path):
    session = counted.responding()
    task = save_competitor(tmp_path / "w", session, "mean", windows=counted.WINDOWS)
    found = evaluate(tmp_path / "w", session, stimulus="stimulus_onset")
    cut = test_set(task)
    rest = cut.signal[:, 3:8].mean(dim=1)
    predicted = task.forecast(cut)[:, :3].mean(dim=1) - rest > 3
    count = found["count"].sum("unit").sel(predicted=1)
    assert count.values.tolist() == [(predicted & each).sum() for each in (~cut.active, cut.active)]
    assert predicted.any()
    assert found["response"].attrs["long_name"] == "spikes in a frame"
    counts = session["spike_count"].values[int(found["example_presentation"][0])]
    unit = int(found["example_unit"][0])
    np.testing.assert_array_equal(found["response"][0], counts[10:16, unit])


def test_codes_are_counted_as_forecast_and_as_recorded(tmp_path):
    session = mouse()
    task = save_adapted(tmp_path / "w", session, "codes")
    found = evaluate(tmp_path / "w", session)
    cut = test_set(task)
    with torch.no_grad():
        likely = task.model(task.baseline(cut), cut.unit, cut.stimulus).argmax(dim=-1)
    for what, codes in (("forecast_", likely), ("", task.targets(cut))):
        share = np.bincount(codes.flatten(), minlength=6) / codes.numel()
        np.testing.assert_allclose(found[f"{what}code_share"], share)
        used = share[share > 0]
        perplexity = np.prod(used**-used)
        np.testing.assert_allclose(found[f"{what}perplexity"], perplexity, rtol=1e-5)
    assert found["perplexity"] > 2


def test_forecasts_of_codes_are_scored_as_distributions(tmp_path):
    session = mouse()
    save_adapted(tmp_path / "w", session, "codes")
    found = evaluate(tmp_path / "w", session)
    assert found.identical(evaluate(tmp_path / "w", session))
    assert (found["crps"] > 0).all()
    assert (np.diff(found["coverage"]) >= 0).all()
    assert found["level"].values.tolist() == [*SETTINGS.levels]
    many = evaluate(tmp_path / "w", session, ForecastEvaluation(samples=200, levels=[0.9, 0.5]))
    np.testing.assert_allclose(many["crps"], found["crps"], rtol=0.15)
    assert many["level"].values.tolist() == [0.5, 0.9]


@pytest.mark.parametrize("predicts", ["activation", "signals"])
def test_training_that_diverged_is_told(tmp_path, predicts):
    session = mouse()
    save_adapted(tmp_path / "w", session, predicts)
    weights, description = load_weights(tmp_path / "w")
    broken = {name: torch.full_like(weight, torch.nan) for name, weight in weights.items()}
    save_weights(broken, description, tmp_path / "w")
    with pytest.raises(NeurodagError, match=r"session a is not all finite.*learning rate"):
        evaluate(tmp_path / "w", session)
