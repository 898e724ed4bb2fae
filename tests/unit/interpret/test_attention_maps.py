"""Attention maps of a session: each trial's own, and what stands beside them."""

import numpy as np
import pytest
import torch

from neurodag.config.vision import AttentionMaps
from neurodag.errors import NeurodagError
from neurodag.interpret import attention_maps
from neurodag.interpret.attention_maps import images_at_once, map_attention
from neurodag.interpret.centres import centres_of_mass, correlations
from neurodag.interpret.rollout import as_maps, rollout
from tests.unit.interpret.opened import CNN, CPU, V1T, opened, small_session


@pytest.mark.parametrize("crop", [1.0, 0.75])
def test_maps_are_rollouts_of_each_trials_own_image_and_behaviour(monkeypatch, crop):
    session = small_session()
    one = opened(session, V1T, crop=crop)
    monkeypatch.setitem(attention_maps.MEMORY, "cpu", 3 * 2 * 2 * 4 * 16**2)  # three at once
    maps = map_attention(one, session, AttentionMaps(), "v1t")
    trials = np.flatnonzero(session["split"].values)
    assert maps["trial"].values.tolist() == trials.tolist()
    assert maps["part"].values.tolist() == session["split"].values[trials].tolist()
    for place in (0, 4, len(trials) - 1):
        trial = torch.tensor([trials[place]])
        with torch.no_grad():
            weights = one.network.attention(
                one.recording.pictures(trial), one.recording.states(trial)
            )
            expected = as_maps(rollout(weights), one.network.core.grid, (8, 12))
        np.testing.assert_allclose(maps["attention"][place], expected[0], atol=2e-4)


def test_centres_and_correlations_are_those_of_the_maps_and_the_pupil():
    session = small_session()
    maps = map_attention(opened(session, V1T), session, AttentionMaps(), "v1t")
    np.testing.assert_allclose(
        maps["centre_of_mass"], centres_of_mass(maps["attention"].values), atol=1e-6
    )
    test = maps["part"].values == 2
    pupil = session["behavior"].values[maps["trial"].values[test]][:, 2:]
    correlation, p_value = correlations(maps["centre_of_mass"].values[test], pupil)
    np.testing.assert_allclose(maps["pupil_correlation"], correlation)
    np.testing.assert_allclose(maps["pupil_p_value"], p_value)
    assert maps["image_axis"].values.tolist() == ["x", "y"]


def test_each_trial_finds_the_image_that_it_showed():
    session = small_session()
    one = opened(session, V1T, size=(12, 16))
    maps = map_attention(one, session, AttentionMaps(), "v1t")
    shown = session["image_index"].values[maps["trial"].values]
    index, stored = maps["image_index"].values, session["image"].values.astype(float)
    np.testing.assert_array_equal(maps["image"].values[index], shown)
    assert len(np.unique(shown)) == maps.sizes["image"]
    expected = (stored[shown] - one.recording.image_mean.item()) / one.recording.image_std.item()
    np.testing.assert_allclose(maps["picture"].values[index], expected, rtol=1e-4)


def test_behaviour_stands_as_recorded_beside_what_blocks_add_for_it():
    session = small_session()
    one = opened(session, V1T)
    maps = map_attention(one, session, AttentionMaps(), "v1t")
    trials = maps["trial"].values
    np.testing.assert_array_equal(maps["behavior"], session["behavior"].values[trials])
    with torch.no_grad():
        state = one.recording.states(torch.tensor([trials[3]]))
        expected = one.network.core.blocks[1].behavior(state)[0]
    np.testing.assert_allclose(maps["behavior_activation"][1, 3], expected, atol=1e-6)


def test_sessions_without_behaviour_have_maps_too():
    session = small_session(behavior=False, positions=False)
    maps = map_attention(opened(session, V1T), session, AttentionMaps(heads="mean"), "v1t")
    assert np.isnan(maps["pupil_correlation"]).all()
    assert not {"behavior", "behavior_activation"} & set(maps.variables)
    assert maps.attrs["heads"] == "mean"


def test_networks_without_behaviour_in_their_blocks_add_nothing():
    session = small_session()
    maps = map_attention(opened(session, V1T | {"behavior": "none"}), session, AttentionMaps(), "v")
    assert "behavior_activation" not in maps
    assert "behavior" in maps


def test_memory_decides_how_many_images_go_at_once():
    core = opened(small_session(), V1T).network.core
    each = 4 * 2 * 2 * (1 + 3 * 5) ** 2  # bytes, blocks, heads, tokens
    assert images_at_once(core, CPU) == attention_maps.MEMORY["cpu"] // each


def test_what_made_the_maps_stands_in_them():
    session = small_session()
    attributes = map_attention(opened(session, V1T), session, AttentionMaps(), "v1t").attrs
    assert attributes["model"] == "v1t"
    assert attributes["session_id"] == "images_a"
    assert (attributes["core"], attributes["seed"], attributes["crop"]) == ("vit", 5, 1.0)


def test_convolutional_cores_have_no_attention():
    session = small_session()
    with pytest.raises(NeurodagError, match=r'Network cnn has a convolutional core, .* kind "vit"'):
        map_attention(opened(session, CNN), session, AttentionMaps(), "cnn")
