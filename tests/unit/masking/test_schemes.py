"""What each masking scheme hides, what it asks for, and how often."""

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neurodag.config import Masking
from neurodag.errors import ConfigError
from neurodag.masking import MTM_SCHEMES, build_scheme

REGION = np.array(["CA1", "CA1", "CA1", "PO", "PO", "VIS"])
SINGLE = ("temporal", "random_token", *MTM_SCHEMES)
PATCH = 4
SETTINGS = Masking(ratio=0.3, causal_ratio=0.6)

layouts = st.lists(st.sampled_from(["CA1", "DG-mo", "PO", "VISp5", "root"]), min_size=1, max_size=8)


def draw(name, region=REGION, *, trials=4, bins=6, seed=0, settings=SETTINGS):
    """The mask, and its visible and target entries as `(trial, time, unit)`."""
    scheme = build_scheme(name, settings, np.asarray(region), PATCH)
    mask = scheme.draw(trials, bins, torch.Generator().manual_seed(seed))
    shape = (trials, bins, len(region))
    return mask, mask.visible.expand(shape).numpy(), mask.target.expand(shape).numpy()


@given(
    name=st.sampled_from(["mtm_prompted", *SINGLE]),
    region=layouts,
    trials=st.integers(1, 4),
    bins=st.integers(1, 5),
    seed=st.integers(0, 2**32),
)
def test_no_target_is_visible(name, region, trials, bins, seed):
    _, visible, target = draw(name, region, trials=trials, bins=bins, seed=seed)
    assert visible.dtype == target.dtype == np.bool_
    assert not (visible & target).any()


@given(name=st.sampled_from(SINGLE), seed=st.integers(0, 2**32))
def test_only_causal_masking_looks_back_alone(name, seed):
    mask = draw(name, seed=seed)[0]
    assert mask.scheme == name
    assert mask.causal == (name == "causal")


@given(name=st.sampled_from(["temporal", "causal"]), region=layouts, seed=st.integers(0, 2**32))
def test_bins_are_hidden_for_all_units_and_predicted(name, region, seed):
    _, visible, target = draw(name, region, seed=seed)
    assert (target == ~visible).all()
    assert (target == target[..., :1]).all()


@given(region=layouts, seed=st.integers(0, 2**32))
def test_units_of_a_patch_are_hidden_together_and_predicted(region, seed):
    _, visible, target = draw("random_token", region, seed=seed)
    assert (target == ~visible).all()
    for first in range(0, len(region), PATCH):
        patch = target[..., first : first + PATCH]
        assert (patch == patch[..., :1]).all()


def test_tokens_are_hidden_independently_of_each_other():
    _, _, target = draw("random_token", np.repeat("CA1", 9), trials=2000, bins=3)
    tokens = target[..., ::PATCH].reshape(2000, 9)  # three bins of patches of 4, 4 and 1 unit
    covariance = np.cov(tokens.T.astype(float))
    assert tokens.mean(axis=0) == pytest.approx([0.3] * 9, abs=0.04)
    assert np.diag(covariance) == pytest.approx([0.21] * 9, abs=0.02)
    assert np.abs(covariance - np.diag(np.diag(covariance))).max() < 0.02


def test_random_tokens_are_of_networks_whose_tokens_are_patches():
    with pytest.raises(ConfigError, match=r"random_token masks the tokens of ndt2; .* temporal"):
        build_scheme("random_token", SETTINGS, REGION)


@given(region=layouts, seed=st.integers(0, 2**32))
def test_units_are_hidden_in_all_bins_and_predicted(region, seed):
    _, visible, target = draw("neuron", region, seed=seed)
    assert (target == ~visible).all()
    assert (target == target[:, :1]).all()


@given(region=layouts, seed=st.integers(0, 2**32))
def test_intra_region_shows_and_asks_inside_one_region(region, seed):
    _, visible, target = draw("intra_region", region, seed=seed)
    used = (visible | target).any(axis=(0, 1))
    (drawn,) = np.unique(np.array(region)[used])
    inside = np.array(region) == drawn
    assert (visible | target)[..., inside].all()
    assert not (visible | target)[..., ~inside].any()
    assert (target == target[:, :1]).all()


@given(region=layouts, seed=st.integers(0, 2**32))
def test_inter_region_hides_and_asks_for_one_whole_region(region, seed):
    _, visible, target = draw("inter_region", region, seed=seed)
    (drawn,) = np.unique(np.array(region)[target.any(axis=(0, 1))])
    inside = np.broadcast_to(np.array(region) == drawn, target.shape)
    assert (target == inside).all()
    assert (visible == ~inside).all()


@pytest.mark.parametrize(
    ("name", "ratio"),
    [("temporal", 0.3), ("causal", 0.6), ("neuron", 0.3), ("intra_region", 0.3)],
)
def test_ratios(name, ratio):
    region = np.repeat("CA1", 50)
    _, _, target = draw(name, region, trials=400, bins=50)
    assert target.mean() == pytest.approx(ratio, abs=0.01)
    by_trial = target.mean(axis=(1, 2))
    assert by_trial.std() == pytest.approx(np.sqrt(ratio * (1 - ratio) / 50), rel=0.15), (
        "each trial has its own draw"
    )


def test_settings_decide_the_ratio():
    strong = Masking(ratio=0.9, causal_ratio=0.05)
    ratios = [("temporal", 0.9), ("random_token", 0.9), ("neuron", 0.9), ("causal", 0.05)]
    for name, ratio in ratios:
        _, _, target = draw(name, np.repeat("CA1", 50), trials=200, bins=50, settings=strong)
        assert target.mean() == pytest.approx(ratio, abs=0.02)


@pytest.mark.parametrize("name", ["intra_region", "inter_region"])
def test_regions_have_equal_chances_whatever_their_size(name):
    first = {"CA1": 0, "PO": 3, "VIS": 5}
    drawn = Counter()
    scheme = build_scheme(name, Masking(ratio=0.999), REGION)
    generator = torch.Generator().manual_seed(0)
    for _ in range(1500):
        target = scheme.draw(20, 1, generator).target.expand(20, 1, 6).any(dim=0)[0]
        drawn.update(region for region, unit in first.items() if target[unit])
    assert [drawn[region] / 1500 for region in first] == pytest.approx([1 / 3] * 3, abs=0.05)


@pytest.mark.parametrize("name", ["mtm_prompted", "mtm_unprompted"])
def test_mixture_draws_its_four_members_with_equal_chances(name):
    scheme = build_scheme(name, SETTINGS, REGION)
    generator = torch.Generator().manual_seed(0)
    drawn = Counter(scheme.draw(1, 1, generator).scheme for _ in range(2000))
    assert drawn.keys() == set(MTM_SCHEMES)
    assert [drawn[member] / 2000 for member in MTM_SCHEMES] == pytest.approx([0.25] * 4, abs=0.04)


def test_members_are_the_single_schemes():
    def names(scheme):
        generator = torch.Generator().manual_seed(0)
        return tuple(member.draw(1, 1, generator).scheme for member in scheme.members)

    assert names(build_scheme("mtm_prompted", SETTINGS, REGION)) == MTM_SCHEMES
    for name in SINGLE:
        assert names(build_scheme(name, SETTINGS, REGION, PATCH)) == (name,)


def test_prompts_stand_in_the_authors_order():
    assert MTM_SCHEMES == ("neuron", "causal", "inter_region", "intra_region")


@given(name=st.sampled_from(["mtm_prompted", *SINGLE]), seed=st.integers(0, 2**32))
def test_same_seed_same_masks(name, seed):
    one, other = (draw(name, seed=seed)[0] for _ in range(2))
    assert one.scheme == other.scheme
    assert torch.equal(one.visible, other.visible)
    assert torch.equal(one.target, other.target)


@pytest.mark.parametrize("name", ["temporal", "random_token", "neuron", "causal", "mtm_prompted"])
def test_other_seed_other_masks(name):
    masks = {draw(name, seed=seed)[1].tobytes() for seed in range(10)}
    assert len(masks) > 5


@pytest.mark.parametrize("region", [["CA1"], ["CA1", "CA1"], ["CA1", "PO"]])
@pytest.mark.parametrize("name", SINGLE)
def test_one_region_and_one_unit_regions(name, region):
    for seed in range(20):
        _, visible, target = draw(name, region, seed=seed)
        assert visible.shape == target.shape
    if name == "inter_region" and len(set(region)) == 1:
        assert target.all()
        assert not visible.any()
