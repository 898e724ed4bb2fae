"""Attention rollout: against the whole product of matrices, and where the answer is known."""

import numpy as np
import pytest
import torch

from neurodag.interpret.rollout import as_maps, rollout


def weights(blocks: int = 3, trials: int = 2, heads: int = 4, tokens: int = 7) -> torch.Tensor:
    """Rows that sum to one, float64 `(block, trial, head, token, token)`."""
    shape = (blocks, trials, heads, tokens, tokens)
    scores = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return (2 * scores).softmax(dim=-1)


@pytest.mark.parametrize(("heads", "reduce"), [("max", np.max), ("mean", np.mean)])
def test_rollout_is_the_row_of_the_product_of_all_blocks(heads, reduce):
    attention = weights()
    for trial in range(attention.shape[1]):
        product = np.eye(attention.shape[-1])
        for block in attention[:, trial].numpy():
            joint = reduce(block, axis=0) + np.eye(len(product))
            product = (joint / joint.sum(axis=1, keepdims=True)) @ product
        np.testing.assert_allclose(rollout(attention, heads)[trial].numpy(), product[0, 1:])


def test_shares_are_what_the_class_token_does_not_keep():
    shares = rollout(weights())
    assert (shares >= 0).all()
    assert (shares.sum(dim=1) < 1).all()


def test_a_class_token_that_sees_one_patch_gives_that_patch_half():
    attention = torch.eye(5).repeat(1, 1, 2, 1, 1)
    attention[..., 0, :] = torch.tensor([0.0, 0, 0, 1, 0])
    torch.testing.assert_close(rollout(attention), torch.tensor([[0, 0, 0.5, 0]]))


def test_what_a_patch_saw_before_reaches_the_class_token_through_it():
    sees = torch.eye(4).repeat(2, 1, 1, 1, 1)
    sees[0, ..., 1, :] = torch.tensor([0.0, 0, 1, 0])  # first block: patch 0 sees patch 1
    sees[1, ..., 0, :] = torch.tensor([0.0, 1, 0, 0])  # second block: the class token sees patch 0
    torch.testing.assert_close(rollout(sees), torch.tensor([[0.25, 0.25, 0]]))
    torch.testing.assert_close(rollout(sees.flip(0)), torch.tensor([[0.5, 0, 0]]))


def test_blocks_may_come_one_after_the_other():
    attention = weights()
    torch.testing.assert_close(rollout(iter(attention)), rollout(attention))


def test_half_precision_is_close():
    attention = weights()
    shares = rollout(attention.to(torch.bfloat16)).double()
    torch.testing.assert_close(shares, rollout(attention), rtol=0.05, atol=0.01)


def test_maps_reach_from_zero_to_one_and_keep_their_place():
    shares = torch.zeros(2, 12)
    shares[0, 5], shares[1, :] = 3.0, torch.arange(12.0)
    maps = as_maps(shares, (3, 4), (3, 4))
    assert maps[0, 1, 1] == 1
    assert maps[0].sum() == 1
    torch.testing.assert_close(maps[1], torch.arange(12.0).reshape(3, 4) / 11)


def test_maps_are_resized_as_images_are():
    shares = torch.rand(3, 6, generator=torch.Generator().manual_seed(0))
    maps = as_maps(shares, (2, 3), (6, 9))
    assert maps.shape == (3, 6, 9)
    grid = as_maps(shares, (2, 3), (2, 3))
    torch.testing.assert_close(maps[:, 1::3, 1::3], grid)  # at the patches' centres
    torch.testing.assert_close(maps[:, 1, 2], (2 * grid[:, 0, 0] + grid[:, 0, 1]) / 3)


def test_a_map_without_any_difference_is_zero():
    assert (as_maps(torch.full((1, 6), 0.1), (2, 3), (4, 6)) == 0).all()
