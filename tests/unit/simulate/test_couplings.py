"""Coupled regions follow one another as strongly and as late as was planted."""

import numpy as np
import pytest

from neurodag.config.simulation import Coupling, SpikeSimulation
from neurodag.simulate import simulate_spikes
from neurodag.simulate.couplings import coupling_tables, draw_couplings
from neurodag.simulate.dynamics import draw_latents

REGIONS = {"A": 1, "B": 1, "C": 1}
TRIALS = 6000
TOLERANCE = 5 / np.sqrt(TRIALS)
"""Five standard errors of a covariance of standard normal variables."""
COUPLINGS = (
    Coupling(source="A", target="B", strength=0.6, delay=3),
    Coupling(source="C", target="B", strength=0.5, delay=1),
    Coupling(source="B", target="C", strength=0.7, delay=2),
)


def simulation(**changes) -> SpikeSimulation:
    return SpikeSimulation(
        **{
            "trials": TRIALS,
            "bins": 12,
            "pre_stimulus_s": 0.1,
            "units": REGIONS,
            "shared_latents": 0,
            "region_latents": 2,
            **changes,
        }
    )


@pytest.fixture(scope="module")
def latent() -> dict[str, np.ndarray]:
    """Latents of each region `(trial, time, latent)`."""
    drawn = draw_latents(simulation(couplings=COUPLINGS), np.random.default_rng(0))
    return dict(zip(REGIONS, np.split(drawn, 3, axis=2), strict=True))


def covariance(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """`(latent of one, latent of other)` over trials, for variables of mean 0."""
    return one.T @ other / len(one)


def test_every_latent_keeps_variance_one_and_independence_within_its_region(latent):
    for values in latent.values():
        assert values.shape == (TRIALS, 12, 2)
        for bin_of_trial in (0, 11):
            now = values[:, bin_of_trial]
            assert covariance(now, now) == pytest.approx(np.eye(2), abs=2 * TOLERANCE)


def test_target_follows_a_source_by_the_strength_after_the_delay(latent):
    """A receives nothing, so cov(B now, A three bins ago) is the strength itself."""
    heard = covariance(latent["B"][:, 11], latent["A"][:, 8])
    assert heard == pytest.approx(0.6 * np.eye(2), abs=TOLERANCE)


def test_source_that_is_driven_itself_is_heard_as_it_would_be_alone(latent):
    """Of B, C hears only the own part, whose weight in B is √(1 − 0.6² − 0.5²)."""
    heard = covariance(latent["C"][:, 11], latent["B"][:, 9])
    own = np.sqrt(1 - 0.6**2 - 0.5**2) * 0.7
    back = np.sqrt(1 - 0.7**2) * 0.5  # C in B, one bin earlier still: decays at least by that
    assert np.all(np.abs(np.diag(heard) - own) < back + TOLERANCE)


def test_influence_is_not_handed_on(latent):
    """A drives B and B drives C, but nothing of A is in C."""
    for delay in (0, 3, 5):
        handed = covariance(latent["C"][:, 11], latent["A"][:, 11 - delay])
        assert handed == pytest.approx(np.zeros((2, 2)), abs=TOLERANCE)


def test_truth_holds_the_couplings():
    settings = simulation(trials=5, couplings=COUPLINGS)
    truth = simulate_spikes(settings, "mouse-1")[1]
    assert truth["coupling_strength"].sel(source="A", target="B") == 0.6
    assert truth["coupling_delay"].sel(source="B", target="C") == 2
    assert (truth["coupling_strength"] > 0).sum() == 3


def test_drawn_couplings_are_the_share_asked_for_and_belong_to_the_seed():
    settings = simulation(couplings=0.5)
    drawn = draw_couplings(settings)
    assert len(drawn) == 3
    assert draw_couplings(settings) == drawn
    assert draw_couplings(settings.model_copy(update={"seed": 3})) != drawn
    strength, delay = coupling_tables(settings)
    received = np.square(strength).sum(axis=0)
    assert received[received > 0] == pytest.approx(0.5)
    assert np.array_equal(delay > 0, strength > 0)
    assert not np.diag(strength).any()


def test_settings_survive_being_written_down():
    for couplings in (COUPLINGS, 0.5, ()):
        settings = simulation(couplings=couplings)
        assert SpikeSimulation.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("couplings", "message"),
    [
        ([("A", "D", 0.5)], "couplings names the region D, which has no units; the regions are A"),
        ([("A", "A", 0.5)], "couplings has A to A, but a region cannot drive itself"),
        ([("A", "B", 0.5), ("A", "B", 0.1)], "nor another one twice"),
        ([("A", "C", 0.8), ("B", "C", 0.6)], "squared strengths into C add up to 1"),
    ],
)
def test_impossible_couplings_are_refused(couplings, message):
    listed = [Coupling(source=a, target=b, strength=s, delay=1) for a, b, s in couplings]
    with pytest.raises(ValueError, match=message):
        simulation(couplings=listed)


def test_couplings_need_latents_of_regions():
    with pytest.raises(ValueError, match="couplings need latents of single regions"):
        simulation(couplings=0.5, region_latents=0)
