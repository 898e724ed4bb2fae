"""Attention of adapted networks, against the whole product of matrices, one by one."""

import numpy as np
import pytest
import torch

from neurodag.config.forecast.interpretation import ForecastAttention
from neurodag.errors import NeurodagError
from neurodag.interpret.forecast.about import about_run
from neurodag.interpret.forecast.attention import map_forecast_attention
from tests.unit.evaluation.forecast.forecasters import STIMULUS, mouse
from tests.unit.interpret.forecast.adapted import adapted


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """With weights that are large enough for it to look at some tokens more than at others."""
    one = adapted(tmp_path_factory.mktemp("weights"), "activation")
    torch.manual_seed(0)
    with torch.no_grad():
        for weight in one.task.model.parameters():
            weight.normal_(0, 0.7)
    return one


@pytest.fixture(scope="module")
def mapped(trained):
    return map_forecast_attention(trained, ForecastAttention())


def in_single_observations(trained, heads) -> np.ndarray:
    """`(presentation, unit, token)`, by products of whole matrices."""
    observed, model = trained.observed, trained.task.model
    cut = observed.cut(*observed.every_unit(trained.test))
    before = observed.traces.windows.baseline_frames
    with torch.no_grad():
        weights = model.attention(cut.signal[:, :before], cut.unit, cut.stimulus).double().numpy()
    rows = []
    for observation in range(weights.shape[1]):
        product = np.eye(weights.shape[-1])
        for block in weights[:, observation]:
            joint = heads(block, axis=0) + np.eye(len(product))
            product = joint / joint.sum(axis=1, keepdims=True) @ product
        rows.append(product[0])
    return np.reshape(rows, (len(trained.test), observed.units, -1))


@pytest.mark.parametrize(("heads", "joined"), [("mean", np.mean), ("max", np.max)])
def test_shares_are_means_over_observations_of_a_unit(trained, heads, joined):
    mapped = map_forecast_attention(trained, ForecastAttention(heads=heads))
    single = in_single_observations(trained, joined)
    active = trained.observed.active[trained.test].numpy()
    assert mapped.attrs["heads"] == heads
    for unit in range(trained.observed.units):
        for state in (False, True):
            mine = single[active[:, unit] == state, unit]
            found = mapped["share"].sel(active=int(state)).isel(unit=unit)
            assert mapped["observations"].sel(active=int(state)).isel(unit=unit) == len(mine)
            expected = mine.mean(axis=0) if len(mine) else np.full(single.shape[-1], np.nan)
            np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_all_test_observations_count_and_shares_add_up_to_one(trained, mapped):
    assert mapped["observations"].sum() == len(trained.test) * trained.observed.units
    total = mapped["share"].sum("token").where(mapped["observations"] > 0)
    assert total.notnull().any(["active"]).all()
    np.testing.assert_allclose(total.values[total.notnull()], 1)


def test_networks_differ_in_where_they_look(mapped):
    assert mapped["share"].mean(("active", "unit")).std("token") > 0.01


def test_tokens_are_prompts_and_patches_with_their_times(mapped):
    names = ["[CLS]", "[NEURON]", "[STIM]", "patch 1", "patch 2", "patch 3", "patch 4"]
    assert mapped["token"].values.tolist() == names
    np.testing.assert_allclose(
        mapped["start_s"], [np.nan, np.nan, np.nan, -8 / 30, -6 / 30, -4 / 30, -2 / 30]
    )


def test_a_network_without_unit_tokens_has_no_such_share(tmp_path):
    one = adapted(tmp_path, "activation", unit_token=False)
    found = map_forecast_attention(one, ForecastAttention())
    assert found["token"].values.tolist()[:3] == ["[CLS]", "[STIM]", "patch 1"]
    assert found.sizes["token"] == 6


def test_networks_that_do_not_classify_are_refused(tmp_path):
    one = adapted(tmp_path, "codes")
    with pytest.raises(NeurodagError, match=r"has no token \[CLS\].*whose task is\s+activation"):
        map_forecast_attention(one, ForecastAttention())


def test_a_map_says_of_which_run_and_units_it_is(trained, mapped):
    made = mouse()
    found = about_run(mapped, trained, made, "all/quantformer/fine_tuned", "m1")
    np.testing.assert_array_equal(found["unit"], made["unit"])
    assert found.attrs == {
        "heads": "mean",
        "method": "all/quantformer/fine_tuned",
        "task": "activation",
        "stimulus": STIMULUS,
        "subject": "m1",
        "session_id": "a",
        "seed": 3,
    }
