"""Ridge regression: against its closed form, and units that need different penalties."""

import numpy as np
import pytest

from neurodag.evaluation.vision.ridge import Trials, predict_ridge

PENALTIES = (0.1, 1.0, 100.0)


def made_up(trials: int, features: int = 20, seed: int = 0) -> Trials:
    """Unit 0 is a clear weighted sum of the features, unit 1 noise."""
    weight = np.random.default_rng(1).normal(size=features)
    rng = np.random.default_rng(seed)
    seen = 3 + 2 * rng.normal(size=(trials, features))
    noise = rng.normal(size=(trials, 2))
    return Trials(seen, 5 + np.stack([seen @ weight, np.zeros(trials)], axis=1) + noise)


def in_closed_form(train: Trials, new: np.ndarray, penalty: float) -> np.ndarray:
    mean, spread = train.features.mean(axis=0), train.features.std(axis=0)
    seen, level = (train.features - mean) / spread, train.response.mean(axis=0)
    number = seen.shape[1]
    gram = seen.T @ seen + penalty * number * np.eye(number)
    weight = np.linalg.solve(gram, seen.T @ (train.response - level))
    return level + (new - mean) / spread @ weight


def test_each_unit_has_the_solution_of_its_own_best_penalty():
    train, validation, new = made_up(60), made_up(30, seed=2), made_up(40, seed=3)
    found = predict_ridge(train, validation, new.features, PENALTIES)
    errors = np.stack(
        [
            np.square(
                in_closed_form(train, validation.features, penalty) - validation.response
            ).mean(axis=0)
            for penalty in PENALTIES
        ]
    )
    best = errors.argmin(axis=0)
    assert best.tolist() == [0, 2]
    for unit, choice in enumerate(best):
        solution = in_closed_form(train, new.features, PENALTIES[choice])
        np.testing.assert_allclose(found[:, unit], solution[:, unit], rtol=1e-4)


def test_it_predicts_what_can_be_predicted():
    train, validation, new = made_up(200), made_up(50, seed=2), made_up(100, seed=3)
    found = predict_ridge(train, validation, new.features, PENALTIES)
    assert np.corrcoef(found[:, 0], new.response[:, 0])[0, 1] > 0.97
    assert found[:, 1].std() < 0.2


def test_the_order_of_penalties_means_nothing():
    parts = made_up(60), made_up(30, seed=2), made_up(40, seed=3).features
    np.testing.assert_array_equal(
        predict_ridge(*parts, PENALTIES), predict_ridge(*parts, PENALTIES[::-1])
    )


def test_a_constant_feature_changes_nothing_but_the_penalty():
    train, validation, new = made_up(60), made_up(30, seed=2), made_up(40, seed=3)

    def with_constant(features):
        return np.concatenate([features, np.full((len(features), 1), 7.0)], axis=1)

    more = [each._replace(features=with_constant(each.features)) for each in (train, validation)]
    found = predict_ridge(*more, with_constant(new.features), (1.0 * 20 / 21,))
    expected = predict_ridge(train, validation, new.features, (1.0,))
    assert found == pytest.approx(expected, rel=1e-5)
