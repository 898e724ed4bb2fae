"""Decoding: planted behaviour is found, shortcuts change nothing, what is missing is said."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV

from neurodag.config import Decoding
from neurodag.evaluation.behavior import decode_behavior, fit_and_test_trials, rotate
from tests.factories import spikes_session

TRIALS, BINS = 120, 5
SETTINGS = Decoding(choice_penalties=(1e-3, 1.0), whisker_alphas=(0.1, 10.0), folds=3)
NAMES = ("choice_accuracy", "choice_chance", "whisker_motion_energy_r2")


@pytest.fixture
def session():
    """Choices −1 in two of three trials; the first 90 trials fit, the others test."""
    session = spikes_session(trials=TRIALS, bins=BINS)
    session["choice"] = "trial", np.resize([-1, 1, -1], TRIALS).astype("int8")
    session["split"] = "trial", np.repeat([0, 1, 2], [80, 10, 30]).astype("int8")
    return session


def noise(seed=0, features=300):
    return np.random.default_rng(seed).normal(size=(TRIALS, features))


def statuses(scores):
    return [scores[name].attrs["status"] for name in NAMES]


def test_planted_choice_and_trace_are_decoded(session):
    features = noise(features=30)
    features[:, 3] += 4 * session["choice"].values
    features[:, 10 : 10 + BINS] = 20 * session["whisker_motion_energy"].values
    scores = decode_behavior(lambda prompt: features, session, SETTINGS)
    assert statuses(scores) == ["scored"] * 3
    assert scores["choice_accuracy"] == 1
    assert scores["choice_chance"] == pytest.approx(2 / 3)
    assert scores["whisker_motion_energy_r2"] > 0.95


def test_noise_decodes_nothing(session):
    scores = decode_behavior(lambda prompt: noise(), session, SETTINGS)
    assert scores["choice_accuracy"] < 0.8
    assert scores["whisker_motion_energy_r2"] < 0.1


def test_features_without_variance_give_the_guess(session):
    scores = decode_behavior(lambda prompt: np.zeros((TRIALS, 1)), session, SETTINGS)
    assert scores["choice_accuracy"] == scores["choice_chance"]
    assert scores["whisker_motion_energy_r2"] == pytest.approx(0, abs=0.1)


def test_the_guess_is_learnt_from_the_trials_to_fit(session):
    session["choice"][90:] = 1
    scores = decode_behavior(lambda prompt: noise(), session, SETTINGS)
    assert scores["choice_chance"] == 0


def test_test_trials_teach_nothing(session):
    features = noise()
    before = decode_behavior(lambda prompt: features, session, SETTINGS)
    session["whisker_motion_energy"][90:] *= -5
    session["choice"][90:] *= -1
    after = decode_behavior(lambda prompt: features, session, SETTINGS)
    assert after["choice_accuracy"] == pytest.approx(1 - before["choice_accuracy"])


def test_choice_is_asked_with_the_neuron_prompt_and_whiskers_with_the_causal(session):
    prompts = []

    def features(prompt):
        prompts.append(prompt)
        return noise()

    decode_behavior(features, session, SETTINGS)
    assert prompts == ["neuron", "causal"]


@pytest.mark.parametrize("width", [20, 500])
def test_rotation_changes_no_prediction(session, width):
    x, choice = noise(features=width), session["choice"].values
    trace = session["whisker_motion_energy"].values
    x[:, 0] += choice
    fit, test = slice(0, 90), slice(90, None)
    few_fit, few_test = rotate(x[fit], x[test])
    assert few_fit.shape[1] == min(width, 89)
    for penalty in (0.01, 1.0, 100.0):
        ridge = Ridge(alpha=penalty)
        expected = ridge.fit(x[fit], trace[fit]).predict(x[test])
        np.testing.assert_allclose(
            ridge.fit(few_fit, trace[fit]).predict(few_test), expected, rtol=1e-6, atol=1e-8
        )
        logistic = LogisticRegression(C=penalty, max_iter=5000, tol=1e-8)
        expected = logistic.fit(x[fit], choice[fit]).decision_function(x[test])
        np.testing.assert_allclose(
            logistic.fit(few_fit, choice[fit]).decision_function(few_test), expected, atol=1e-3
        )


def test_rotation_changes_no_cross_validation(session):
    x, trace = noise(), session["whisker_motion_energy"].values
    scores = [
        GridSearchCV(Ridge(), {"alpha": [1.0, 100.0]}, cv=3).fit(features, trace[:90]).cv_results_
        for features in (x[:90], rotate(x[:90], x[90:])[0])
    ]
    np.testing.assert_allclose(scores[0]["mean_test_score"], scores[1]["mean_test_score"])


def test_not_recorded(session):
    bare = session.drop_vars(["choice", "whisker_motion_energy"])
    scores = decode_behavior(lambda prompt: noise(), bare, SETTINGS)
    assert statuses(scores) == ["not recorded"] * 3
    assert all(np.isnan(scores[name]) for name in NAMES)


def test_too_few_trials(session):
    session["decodable"] = "trial", np.arange(TRIALS) < 2
    scores = decode_behavior(lambda prompt: noise(), session, SETTINGS)
    assert statuses(scores) == [*["too few trials with a known choice"] * 2, "too few trials"]
    assert all(np.isnan(scores[name]) for name in NAMES)


@pytest.mark.parametrize("choice", [0, 1])
def test_one_sided_or_unknown_choices(session, choice):
    session["choice"][:] = choice
    scores = decode_behavior(lambda prompt: noise(), session, SETTINGS)
    assert statuses(scores) == [*["too few trials with a known choice"] * 2, "scored"]


def test_no_known_behaviour_in_test_trials(session):
    session["choice"][90:] = 0
    session["whisker_motion_energy"][90:, 2] = np.nan
    scores = decode_behavior(lambda prompt: noise(), session, SETTINGS)
    assert statuses(scores) == [*["too few trials with a known choice"] * 2, "too few trials"]


def test_which_trials_fit_and_which_test(session):
    known = np.ones(TRIALS, bool)
    known[[0, 95]] = False
    session["decodable"] = "trial", np.arange(TRIALS) % 2 == 1
    session["decodable"][0] = True
    fit, test = fit_and_test_trials(session, known)
    assert fit.tolist() == list(range(1, 90, 2))
    assert test.tolist() == [trial for trial in range(91, TRIALS, 2) if trial != 95]
