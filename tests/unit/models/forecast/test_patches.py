"""Patches and masks."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.config.forecast import PatchMasking
from neurodag.errors import ConfigError
from neurodag.models.forecast.patches import cut, draw_mask, joined, patch_number


def drawn(observations: int, patches: int, seed: int = 0, **masking: object):
    draw = torch.Generator().manual_seed(seed)
    return draw_mask(observations, patches, PatchMasking(**masking), draw)


def test_patches_are_neighbouring_frames():
    signals = torch.arange(12).view(2, 6)
    assert cut(signals, 3).tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]
    assert torch.equal(joined(cut(signals, 3)), signals)


def test_windows_of_the_paper_are_ten_patches():
    assert patch_number(96, 16, "baseline") + patch_number(64, 16, "response") == 10


@pytest.mark.parametrize(("frames", "fitting"), [(90, "80 or 96"), (10, "16")])
def test_frames_that_patches_do_not_fill(frames, fitting):
    sentence = f"The baseline has {frames} frames, .* of 16 frames do not fill; give it {fitting} "
    with pytest.raises(ConfigError, match=sentence):
        patch_number(frames, 16, "baseline")


def test_every_patch_is_hidden_by_itself():
    hidden = drawn(20_000, 10, share=0.2).double()
    torch.testing.assert_close(
        hidden.mean(dim=0), torch.full((10,), 0.2).double(), atol=0.015, rtol=0
    )
    chance_of_none = (hidden.sum(dim=1) == 0).double().mean()
    assert chance_of_none == pytest.approx(0.8**10, abs=0.01)
    assert hidden.T.cov().fill_diagonal_(0).abs().max() < 0.01


@given(patches=st.integers(2, 20), share=st.floats(0.05, 0.95), seed=st.integers(0, 99))
@settings(max_examples=30, deadline=None)
def test_as_many_are_hidden_in_every_observation(patches, share, seed):
    hidden = drawn(8, patches, seed, share=share, draw="fixed")
    assert set(hidden.sum(dim=1).tolist()) == {patches - int(patches * (1 - share))}


def test_two_of_ten_patches_are_hidden_where_the_number_is_fixed():
    hidden = drawn(5000, 10, draw="fixed").double()
    assert hidden.sum(dim=1).eq(2).all()
    torch.testing.assert_close(
        hidden.mean(dim=0), torch.full((10,), 0.2).double(), atol=0.03, rtol=0
    )


@pytest.mark.parametrize("how", ["bernoulli", "fixed"])
def test_the_same_draw_hides_the_same(how):
    assert torch.equal(drawn(50, 10, 3, draw=how), drawn(50, 10, 3, draw=how))
    assert not torch.equal(drawn(50, 10, 3, draw=how), drawn(50, 10, 4, draw=how))
