"""Predictions without a network, and the file that holds predictions."""

import numpy as np
import pytest
import xarray as xr

from neurodag.config.vision.evaluation import GaborRidge
from neurodag.errors import NeurodagError, SessionError
from neurodag.evaluation.vision.predictions import open_predictions, predictions
from neurodag.evaluation.vision.references import predict_reference
from neurodag.files import save_netcdf
from neurodag.metrics.responses import single_trial_correlation
from neurodag.sessions import add_split
from neurodag.training.vision.scale import standardised_responses
from tests.factories import images_session

SMALL = GaborRidge(height=12, frequencies=[2.0], orientations=2, brightness_rows=3)
ABOUT = {"model": "v1t", "seed": 0, "gray": 0, "samples": 0, "training": "alone", "members": 1}


def split_session(**changes):
    return add_split(images_session(**changes), seed=0, fractions=(0.5, 0.2, 0.3))


def tuned_session(channels: int = 1) -> xr.Dataset:
    """Units that respond to the brightness of one corner, and to one kind of contrast."""
    session = images_session(images=300, repeats=1, units=2, size=(12, 18))
    rng = np.random.default_rng(0)
    x = np.arange(18)
    strength = rng.gamma(2.0, size=(300, channels, 1, 1))
    phase = rng.uniform(0, 2 * np.pi, size=(300, channels, 1, 1))
    level = rng.normal(size=(300, channels, 1, 1))
    image = strength * np.cos(2 * np.pi * x / 6 + phase) + level + np.zeros((12, 1))
    seen = np.stack([np.maximum(level[:, -1, 0, 0], 0), np.sqrt(strength[:, -1, 0, 0])], axis=1)
    index = session["image_index"].values
    response = seen[index] + 0.1 * rng.normal(size=(300, 2))
    session = session.drop_vars("image").assign(
        image=(("image", "channel", "y", "x"), image), response=(("trial", "unit"), response)
    )
    return add_split(session, seed=0, fractions=(0.6, 0.2, 0.2))


def test_the_mean_is_that_of_standardised_training_responses():
    session = split_session()
    found = predict_reference("mean", session, SMALL)
    trained = session["split"].values == 0
    mean = standardised_responses(session)[trained].mean(axis=0)
    np.testing.assert_allclose(found["expected"], np.tile(mean, (len(found["trial"]), 1)))
    assert found["trial"].values.tolist() == np.flatnonzero(~trained).tolist()
    assert found["part"].values.tolist() == session["split"].values[~trained].tolist()
    assert found.attrs["model"] == "mean"


@pytest.mark.parametrize("channels", [1, 2])
def test_the_ridge_finds_brightness_and_contrast(channels):
    session = tuned_session(channels)
    found = predict_reference("gabor_ridge", session, SMALL)
    test = found["part"].values == 2
    response = standardised_responses(session)[found["trial"].values]
    score = single_trial_correlation(found["expected"].values[test], response[test])
    assert (score > 0.85).all()


def test_test_trials_teach_the_ridge_nothing():
    session = tuned_session()
    found = predict_reference("gabor_ridge", session, SMALL)
    test = session["split"].values == 2
    changed = session.copy(deep=True)
    changed["response"].values[test] *= -3
    again = predict_reference("gabor_ridge", changed, SMALL)
    np.testing.assert_array_equal(again["expected"], found["expected"])


def test_parts_that_are_needed_and_missing_are_named():
    session = images_session()
    with pytest.raises(SessionError, match="images_a has no variable split"):
        predict_reference("mean", session, SMALL)
    without = add_split(session, seed=0, fractions=(0.7, 0.0, 0.3))
    assert (predict_reference("mean", without, SMALL)["part"] == 2).all()
    with pytest.raises(SessionError, match="images_a has no validation trials"):
        predict_reference("gabor_ridge", without, SMALL)
    with pytest.raises(SessionError, match="images_a has no test trials in its variable split"):
        predict_reference("mean", add_split(session, seed=0, fractions=(0.8, 0.2, 0.0)), SMALL)


def test_predictions_must_be_finite():
    session = split_session()
    with pytest.raises(NeurodagError, match="images_a that v1t predicts are not all finite"):
        predictions(session, np.full((20, 3), np.nan), ABOUT)


def test_predictions_are_read_back_beside_their_session(tmp_path):
    session = split_session()
    made = predict_reference("mean", session, SMALL)
    save_netcdf(made, tmp_path / "p.nc")
    xr.testing.assert_identical(open_predictions(tmp_path / "p.nc", session), made)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (split_session(session_id="b"), "predictions for session images_a, .* given is b"),
        (split_session(units=4), "3 units .* other units; make the predictions again"),
        (add_split(images_session(), seed=7), "whose file now has another split"),
    ],
)
def test_predictions_for_other_sessions_are_refused(tmp_path, other, message):
    save_netcdf(predict_reference("mean", split_session(), SMALL), tmp_path / "p.nc")
    with pytest.raises(NeurodagError, match=rf"p\.nc holds.*{message}"):
        open_predictions(tmp_path / "p.nc", other)


def test_other_files_are_no_predictions(tmp_path):
    save_netcdf(split_session(), tmp_path / "p.nc")
    with pytest.raises(NeurodagError, match="holds no predictions: it has no variable expected"):
        open_predictions(tmp_path / "p.nc", split_session())
