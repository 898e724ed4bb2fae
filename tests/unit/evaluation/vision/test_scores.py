"""Scores of predicted responses, and why some sessions do not have all of them."""

import numpy as np
import pytest

from neurodag.config.vision.evaluation import Scoring
from neurodag.evaluation.vision.predictions import predictions
from neurodag.evaluation.vision.scores import PUPIL, REPEATS, SCORES, score_responses
from neurodag.metrics.ceilings import average_ceiling, single_trial_ceiling
from neurodag.metrics.responses import correlation_to_average, feve
from neurodag.sessions import add_split
from neurodag.training.vision.scale import standardised_responses
from tests.factories import images_session

ABOUT = {"model": "v1t", "seed": 4, "gray": 0, "samples": 0, "training": "alone", "members": 1}
SCORING = Scoring(feve_threshold=0.0)


def simulated(images: int = 60, repeats: int = 6, units: int = 8, **changes):
    """A session, and predictions that are its true mean responses, standardised."""
    session = images_session(images, repeats, units, **changes)
    rng = np.random.default_rng(1)
    signal = 5 + rng.normal(size=(images, units))[session["image_index"].values]
    noisy = signal + rng.normal(size=signal.shape)
    session["response"] = ("trial", "unit"), noisy
    session = add_split(session, seed=0, fractions=(0.4, 0.2, 0.4))
    trials = np.flatnonzero(session["split"].values)
    scale = noisy[0] / standardised_responses(session)[0]
    return session, predictions(session, (signal / scale)[trials], ABOUT)


def test_scores_are_those_of_the_test_trials():
    session, predicted = simulated()
    found = score_responses(predicted, session, SCORING)
    split, image = session["split"].values, session["image_index"].values
    response = standardised_responses(session)
    expected = predicted["expected"].values[predicted["part"].values == 2]
    there = expected, response[split == 2], image[split == 2]
    np.testing.assert_allclose(found["correlation_to_average"], correlation_to_average(*there))
    np.testing.assert_allclose(found["feve"], feve(*there, threshold=0.0))
    np.testing.assert_allclose(found["single_trial_ceiling"], single_trial_ceiling(*there[1:]))
    np.testing.assert_allclose(found["average_ceiling"], average_ceiling(*there[1:]))
    for unit in range(8):
        plain = np.corrcoef(expected[:, unit], there[1][:, unit])[0, 1]
        assert found["single_trial_correlation"][unit] == pytest.approx(plain, abs=1e-6)


def test_validation_trials_have_a_score_of_their_own():
    session, predicted = simulated()
    found = score_responses(predicted, session, SCORING)
    spoilt = predicted.copy(deep=True)
    spoilt["expected"].values[predicted["part"].values == 1] *= -1
    changed = score_responses(spoilt, session, SCORING)
    np.testing.assert_allclose(changed["validation_correlation"], -found["validation_correlation"])
    for name in SCORES.keys() - {"validation_correlation"}:
        np.testing.assert_array_equal(changed[name], found[name])


def test_the_true_mean_responses_reach_the_ceilings_and_explain_all():
    session, predicted = simulated(images=200, repeats=10, units=40)
    found = score_responses(predicted, session, SCORING).mean()
    single, average = found["single_trial_correlation"], found["correlation_to_average"]
    assert float(single) == pytest.approx(float(found["single_trial_ceiling"]), abs=0.02)
    assert float(average) == pytest.approx(float(found["average_ceiling"]), abs=0.02)
    assert float(found["feve"]) == pytest.approx(1, abs=0.03)
    assert float(found["explainable_variance"]) == pytest.approx(0.5, abs=0.03)


def test_a_score_says_what_it_is_and_the_evaluation_what_was_scored():
    session, predicted = simulated()
    found = score_responses(predicted, session, SCORING)
    assert list(found) == list(SCORES)
    assert found.attrs == predicted.attrs
    assert found["feve"].attrs["status"] == "scored"
    assert found["unit"].values.tolist() == session["unit"].values.tolist()


@pytest.mark.parametrize("repeated", [0, 4])
def test_without_enough_repeats_there_are_single_trials_alone(repeated):
    session, predicted = simulated(images=60, repeats=1)
    session["image_index"].values[:] = np.arange(60)
    test = np.flatnonzero(session["split"].values == 2)
    session["image_index"].values[test[:repeated]] = session["image_index"].values[test[0]]
    found = score_responses(predicted, session, SCORING)
    for name in REPEATS:
        assert found[name].isnull().all()
        assert found[name].attrs["status"] == "too few repeated pictures"
    assert found["single_trial_correlation"].notnull().all()
    enough = score_responses(predicted, session, Scoring(repeated_share=0.1))
    scored = "scored" if repeated else "too few repeated pictures"
    assert enough["correlation_to_average"].attrs["status"] == scored


def test_units_with_little_to_explain_have_no_feve():
    session, predicted = simulated()
    share = score_responses(predicted, session, SCORING)["explainable_variance"]
    threshold = float(share.median())
    found = score_responses(predicted, session, Scoring(feve_threshold=threshold))
    assert found["feve"].isnull().values.tolist() == (share < threshold).values.tolist()


def test_without_validation_trials_there_is_no_validation_score():
    session, predicted = simulated()
    session["split"].values[session["split"].values == 1] = 0
    kept = predicted.isel(trial=predicted["part"].values == 2)
    found = score_responses(kept, session, SCORING)["validation_correlation"]
    assert found.attrs["status"] == "no validation trials"
    assert found.isnull().all()


def test_trials_with_large_and_small_pupils_are_scored_apart():
    session, predicted = simulated()
    session = session.assign_coords(behavior_variable=["pupil_dilation", "running_speed"])
    test = np.flatnonzero(session["split"].values == 2)
    order = np.random.default_rng(2).permutation(len(test))
    session["behavior"].values[test[order], 0] = np.arange(len(test))
    third = len(test) // 3
    response, expected = standardised_responses(session), predicted["expected"].values
    expected = expected[predicted["part"].values == 2]
    found = score_responses(predicted, session, SCORING)
    for name, chosen in zip(PUPIL, (order[:third], order[-third:]), strict=True):
        plain = np.corrcoef(expected[chosen, 5], response[test[chosen], 5])[0, 1]
        assert found[name][5] == pytest.approx(plain, abs=1e-6)


@pytest.mark.parametrize("behavior", [True, False])
def test_pupils_that_were_not_recorded_divide_no_trials(behavior):
    session, predicted = simulated(behavior=behavior)
    found = score_responses(predicted, session, SCORING)
    for name in PUPIL:
        assert found[name].isnull().all()
        assert found[name].attrs["status"] == "pupil dilation not recorded"
