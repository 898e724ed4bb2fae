"""Latents are stationary, independent, and the same dynamics in all sessions of a simulation."""

import numpy as np
import pytest

from neurodag.config.simulation import SpikeSimulation
from neurodag.simulate.dynamics import FREQUENCY_HZ, TIMESCALE_S, draw_latents, latent_groups

SETTINGS = SpikeSimulation(trials=4000, bins=30, shared_latents=2, region_latents=3)


@pytest.fixture(scope="module")
def latent() -> np.ndarray:
    return draw_latents(SETTINGS, np.random.default_rng(0))


def test_each_group_has_its_latents():
    settings = SpikeSimulation(units={"A": 1, "B": 5}, shared_latents=2, region_latents=3)
    assert latent_groups(settings) == {"all regions": 2, "A": 3, "B": 3}


def test_latents_are_standard_normal_and_independent_at_every_time(latent):
    assert latent.shape == (4000, 30, 17)
    for bin_of_trial in (0, 15, 29):
        now = latent[:, bin_of_trial]
        assert now.mean(axis=0) == pytest.approx(np.zeros(17), abs=0.09)
        assert np.cov(now.T) == pytest.approx(np.eye(17), abs=0.12)


def fitted_transition(latent: np.ndarray) -> np.ndarray:
    past, future = latent[:, :-1].reshape(-1, 17), latent[:, 1:].reshape(-1, 17)
    return np.linalg.lstsq(past, future, rcond=None)[0].T


def test_latents_follow_one_linear_dynamics_that_decays(latent):
    transition = fitted_transition(latent)
    decay = np.abs(np.linalg.eigvals(transition))
    fastest, slowest = np.exp(-SETTINGS.bin_width_s / np.array(TIMESCALE_S))
    assert np.all((decay > fastest - 0.005) & (decay < slowest + 0.005))
    angle = np.arctan2(transition[1, 0], transition[0, 0])
    frequency_hz = angle / (2 * np.pi * SETTINGS.bin_width_s)
    assert FREQUENCY_HZ[0] - 0.05 < frequency_hz < FREQUENCY_HZ[1] + 0.05
    assert transition[0, 1] == pytest.approx(-transition[1, 0], abs=0.005)
    assert transition[:2, 2:] == pytest.approx(np.zeros((2, 15)), abs=0.006), "groups mix"


def test_sessions_of_one_seed_share_the_dynamics_but_not_the_latents(latent):
    other = draw_latents(SETTINGS, np.random.default_rng(1))
    assert not np.array_equal(other, latent)
    assert fitted_transition(other) == pytest.approx(fitted_transition(latent), abs=0.01)
    reseeded = SETTINGS.model_copy(update={"seed": 1})
    elsewhere = draw_latents(reseeded, np.random.default_rng(0))
    assert np.abs(fitted_transition(elsewhere) - fitted_transition(latent)).max() > 0.02
