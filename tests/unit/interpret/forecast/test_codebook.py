"""What codes stand for: patterns, contexts, and a plane of the codebook."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.config.forecast.codes import CodeMap
from neurodag.errors import NeurodagError
from neurodag.interpret.forecast.codebook import (
    along_x,
    bursts,
    map_codes,
    patches_in_contexts,
    patterns_of,
    variance_shares,
)
from neurodag.interpret.forecast.pretrained import Pretrained
from tests.unit.training.forecast.responding import new_network, pretraining_run, quantizing

RANDOM = np.random.default_rng(0)


def pretrained(**quantizer: int) -> Pretrained:
    run = pretraining_run()
    network = (
        quantizing()
        if not quantizer
        else new_network(
            run.network.model_copy(
                update={"quantizer": run.network.quantizer.model_copy(update=quantizer)}
            )
        )
    )
    return Pretrained(network.eval(), run.model_dump(mode="json") | {"seed": 3})


@pytest.mark.parametrize(
    ("code", "context", "both", "shares"),
    [
        (1, 0, 0, [1, 0, 0]),
        (0, 2, 0, [0, 1, 0]),
        (3, 4, 0, [9 / 25, 16 / 25, 0]),
        (1, 1, 1, [1 / 3, 1 / 3, 1 / 3]),
    ],
)
def test_variance_is_shared_as_planted(code, context, both, shares):
    sign = np.array([-1.0, 1.0])
    of_context, of_code = sign[:, None, None], sign[None, :, None]
    patches = code * of_code + context * of_context + both * of_code * of_context
    np.testing.assert_allclose(variance_shares(7 + patches * np.ones(3)), shares, atol=1e-12)


def test_patches_that_are_all_the_same_share_nothing():
    assert np.isnan(variance_shares(np.ones((4, 4, 2)))).all()


@settings(max_examples=20, deadline=None)
@given(angle=st.floats(-3, 3), rise=st.floats(0.1, 10))
def test_planted_heights_rise_along_the_first_axis(angle, rise):
    place = RANDOM.normal(size=(20, 2))
    height = 5 + rise * place @ [np.cos(angle), np.sin(angle)]
    turned, explained = along_x(place, height)
    np.testing.assert_allclose(turned[:, 0], (height - height.mean()) / rise, atol=1e-9)
    assert explained == pytest.approx(1)
    lengths = [np.linalg.norm(each - each.mean(axis=0), axis=1) for each in (turned, place)]
    np.testing.assert_allclose(*lengths)


@torch.no_grad()
def test_contexts_are_decoded_one_by_one_as_together():
    network = pretrained().network
    patches, sequences = patches_in_contexts(network), bursts(network, replaced=2)
    size = network.settings.patch
    onset = slice(network.baseline * size, (network.baseline + 1) * size)
    for context in range(6):
        codes = torch.full((1, 7), context)
        codes[0, 4] = 2  # of 4 patches before the onset, and 3 after
        alone = network.from_codes(codes)[0].numpy()
        np.testing.assert_allclose(sequences[context], alone, atol=1e-6)
        np.testing.assert_allclose(patches[context, 2], alone[onset], atol=1e-6)


@torch.no_grad()
def test_a_pattern_is_the_mean_patch_of_a_code_among_its_likes():
    network = pretrained().network
    alone = network.from_codes(torch.full((1, 7), 3))[0].unflatten(0, (7, -1)).mean(dim=0)
    np.testing.assert_allclose(patterns_of(network)[3], alone.numpy(), atol=1e-6)


def test_the_map_names_the_code_with_the_highest_pattern_and_is_the_same_twice():
    found = map_codes(pretrained(), CodeMap(), "net")
    assert found.attrs["replaced"] == found["pattern"].values.max(axis=1).argmax()
    assert found["place"].shape == (6, 2)
    assert float(found["variance_share"].sum()) == pytest.approx(1)
    assert (found.attrs["network"], found.attrs["seed"], found.attrs["onset"]) == ("net", 3, 8)
    assert found.identical(map_codes(pretrained(), CodeMap(), "net"))


def test_too_few_codes_for_a_map_are_refused():
    with pytest.raises(NeurodagError, match=r"net has 3 code\(s\).* at least 4 .*quantizer\.codes"):
        map_codes(pretrained(codes=3), CodeMap(), "net")
