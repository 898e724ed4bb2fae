"""Receptive fields from white noise: eq. 7 written out, closed forms, and the same noise always."""

import numpy as np
import pytest
import torch

from neurodag.interpret.receptive_fields import receptive_fields, white_noise

SHAPE = (2, 4, 5)
WEIGHT = torch.randn(3, 40, generator=torch.Generator().manual_seed(0))
OFFSET = torch.tensor([3.0, 0.0, -1.0])


def respond(images):
    return images.flatten(1) @ WEIGHT.T + OFFSET


def fields(images=400, *, seed=0, at_once=64, centred=False, respond=respond):
    return receptive_fields(
        respond,
        len(OFFSET),
        SHAPE,
        images=images,
        seed=seed,
        device=torch.device("cpu"),
        at_once=at_once,
        centred=centred,
    )


def noise_of(images, seed=0):
    return np.concatenate(list(white_noise(images, SHAPE, seed, images)))


def test_noise_is_uniform_and_does_not_depend_on_how_many_come_at_once():
    whole = noise_of(50)
    assert whole.dtype == np.float32
    assert whole.shape == (50, *SHAPE)
    assert 0 <= whole.min() < 0.01
    assert 0.99 < whole.max() < 1
    for at_once in (1, 7, 50, 64):
        parts = list(white_noise(50, SHAPE, 0, at_once))
        assert max(map(len, parts)) <= at_once
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_more_images_begin_with_the_same_and_another_seed_gives_others():
    np.testing.assert_array_equal(noise_of(60)[:50], noise_of(50))
    assert not np.array_equal(noise_of(50, seed=1), noise_of(50))


def test_fields_are_equation_7_less_the_mean_of_the_noise():
    noise = noise_of(400).astype(np.float64)
    standardised = torch.from_numpy((noise - 0.5) * np.sqrt(12)).float()
    response = respond(standardised).double().numpy()
    expected = (
        np.einsum("nu,ncyx->ucyx", response, noise) - 0.5 * response.sum(0)[:, None, None, None]
    )
    np.testing.assert_allclose(fields().numpy(), expected, rtol=1e-4, atol=1e-3)


def test_centred_fields_are_covariances():
    noise = noise_of(400).astype(np.float64)
    response = respond(torch.from_numpy((noise - 0.5) * np.sqrt(12)).float()).double().numpy()
    both = np.cov(response, noise.reshape(400, -1), rowvar=False, ddof=0)
    expected = 400 * both[:3, 3:].reshape(3, *SHAPE)
    np.testing.assert_allclose(fields(centred=True).numpy(), expected, rtol=1e-3, atol=2e-3)


@pytest.mark.parametrize("centred", [False, True])
def test_how_many_images_go_at_once_changes_no_more_than_rounding(centred):
    torch.testing.assert_close(
        fields(at_once=7, centred=centred), fields(centred=centred), rtol=1e-4, atol=1e-3
    )


def test_fields_of_linear_units_are_their_weights():
    images = 20_000
    estimate = fields(images, at_once=1000, centred=True).flatten(1) / images * np.sqrt(12)
    error = (estimate - WEIGHT).std() / WEIGHT.std()
    assert error < 2 * np.sqrt(40 / images)  # noise of a mean of 40 weights' products


def test_centring_helps_units_that_respond_to_everything():
    def lively(images):
        return respond(images) + 100

    def error(centred):
        estimate = fields(5000, at_once=1000, centred=centred, respond=lively).flatten(1)
        return (estimate / 5000 * np.sqrt(12) - WEIGHT).std()

    assert error(True) < error(False) / 5
