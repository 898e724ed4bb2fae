"""Unit tokens beside what units do: planted likeness is found, chance is not."""

import numpy as np
import pytest

from neurodag.config.forecast.interpretation import UnitTokens
from neurodag.errors import NeurodagError
from neurodag.evaluation.forecast.trained import open_trained
from neurodag.interpret.forecast.unit_tokens import (
    compare,
    map_unit_tokens,
    p_values,
    response_statistics,
    unit_tokens,
)
from tests.unit.evaluation.forecast.forecasters import STIMULUS, mouse, save_competitor
from tests.unit.interpret.forecast.adapted import adapted
from tests.unit.training.forecast.planted import CPU

SETTINGS = UnitTokens(neighbours=5, shuffles=99)


@pytest.fixture
def trained(tmp_path):
    return adapted(tmp_path, "codes", units=8)


def test_statistics_are_of_all_frames_of_test_responses(trained):
    observed, test = trained.observed, trained.test
    found = response_statistics(trained)
    for unit in range(observed.units):
        cut = observed.cut(test, 0 * test + unit)
        response = cut.signal[:, 8:].numpy().astype(float)
        assert found["median"][unit] == pytest.approx(np.median(response))
        assert found["standard_deviation"][unit] == pytest.approx(response.std())
        assert found["activations"][unit] == cut.active.sum()
    assert found["activations"][:4].min() > found["activations"][4:].max()  # as they are made


def test_units_that_are_cut_in_parts_have_the_same_statistics(trained, monkeypatch):
    whole = response_statistics(trained)
    monkeypatch.setattr("neurodag.interpret.forecast.unit_tokens.AT_ONCE", 1)
    for name, values in response_statistics(trained).items():
        np.testing.assert_array_equal(values, whole[name])


def test_planted_likeness_is_found_and_chance_is_not():
    random = np.random.default_rng(0)
    known, unknown = random.normal(size=(2, 80))
    tokens = random.normal(0, 0.3, (80, 6))
    tokens[:, 2] += known
    found = compare(tokens, {"known": known, "unknown": unknown, "same": 0 * known}, SETTINGS)
    known, unknown, same = found["agreement"].values
    assert known > 0.8
    assert abs(unknown) < 0.5
    assert np.isnan(same)
    assert found["p_value"].values[0] == 0.01
    assert found["p_value"].values[1] > 0.05
    assert np.isnan(found["p_value"].values[2])
    assert found["place"].shape == (80, 2)
    assert found.attrs == {"neighbours": 5, "perplexity": 30.0}


def test_what_is_reached_by_chance_counts_against():
    shuffled = np.array([[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]])
    np.testing.assert_array_equal(p_values(np.array([0.2, 0.4]), shuffled), [3 / 4, 1 / 4])


def test_the_map_holds_the_tokens_of_the_network(trained):
    found = map_unit_tokens(trained, SETTINGS)
    assert found.attrs["quantity"] == "ΔF/F"
    weight = trained.task.model.prompts.unit.weight.detach().numpy()
    np.testing.assert_array_equal(found["token"], weight)
    assert found["statistic"].values.tolist() == ["median", "activations", "standard_deviation"]
    np.testing.assert_array_equal(found["value"][1], response_statistics(trained)["activations"])


def test_too_few_units_are_refused():
    with pytest.raises(NeurodagError, match=r"knows 5 units, .* 5 nearest \(neighbours\).* 6\."):
        compare(np.eye(5), {"a": np.arange(5.0)}, SETTINGS)


def test_networks_without_unit_tokens_are_refused(tmp_path):
    made = mouse()
    save_competitor(tmp_path / "competitor", made, "nlinear")
    competitor = open_trained(tmp_path / "competitor", made, STIMULUS, CPU)
    for network in (adapted(tmp_path, "activation", unit_token=False), competitor):
        with pytest.raises(NeurodagError, match=r"knows no unit by a token.*downstream.unit_token"):
            unit_tokens(network)
