"""A simulated session has the properties that its settings ask for."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm
from sklearn.linear_model import LinearRegression, LogisticRegression

from neurodag.config.simulation import SpikeSimulation
from neurodag.sessions import validate
from neurodag.simulate import simulate_spikes

SMALL = SpikeSimulation(trials=30, bins=40, units={"CA1": 3, "VIS": 2})


@pytest.fixture(scope="module")
def simulated() -> tuple[xr.Dataset, xr.Dataset]:
    return simulate_spikes(SpikeSimulation(), "mouse-1")


@pytest.fixture(scope="module")
def session(simulated) -> xr.Dataset:
    return simulated[0]


@pytest.fixture(scope="module")
def truth(simulated) -> xr.Dataset:
    return simulated[1]


@pytest.fixture(scope="module")
def many_units() -> xr.Dataset:
    """The truth of few trials of many units, for what is distributed over units."""
    settings = SpikeSimulation(
        trials=20, bins=40, units={"CA1": 2000, "VIS": 2000}, median_rate_hz=1.0, rate_spread=2.0
    )
    return simulate_spikes(settings, "mouse-1")[1]


def test_session_is_valid_and_as_large_as_asked_for(session):
    validate(session, "the simulated session")
    assert dict(session.sizes) == {"trial": 400, "time": 100, "unit": 54}
    assert session.spike_count.dtype == np.uint8
    regions, units = np.unique(session.region, return_counts=True)
    assert dict(zip(regions, units, strict=True)) == SpikeSimulation().units
    assert session.attrs["session_id"] == "mouse-1"


def test_block_tells_how_likely_the_choice_was_and_most_choices_are_rewarded(session):
    assert set(np.unique(session.block[:90])) == {0.5}
    biased = session.block.values[90:]
    assert set(np.round(biased, 6)) == {0.2, 0.8}
    left = session.choice.values[90:] == -1
    assert np.mean(left == (biased > 0.5)) == pytest.approx(0.8, abs=5 * 0.4 / np.sqrt(310))
    assert session.reward.mean() == pytest.approx(0.85, abs=5 * 0.36 / np.sqrt(400))


def test_wheel_speed_is_the_size_of_its_velocity(session, truth):
    assert np.array_equal(session.wheel_speed, np.abs(truth.wheel_velocity))
    assert truth.wheel_velocity.min() < 0


def test_stimulus_comes_after_the_seconds_asked_for(session):
    assert session.time.values[[0, 24, 25, -1]] == pytest.approx([-0.49, -0.01, 0.01, 1.49])


def test_same_settings_and_id_give_the_same_session():
    first, second = simulate_spikes(SMALL, "mouse-1"), simulate_spikes(SMALL, "mouse-1")
    xr.testing.assert_identical(first[0], second[0])
    xr.testing.assert_identical(first[1], second[1])


def test_other_ids_and_seeds_give_other_sessions():
    reseeded = SMALL.model_copy(update={"seed": 1})
    counts = [
        simulate_spikes(settings, name)[0].spike_count.values
        for settings, name in [(SMALL, "mouse-1"), (SMALL, "mouse-2"), (reseeded, "mouse-1")]
    ]
    assert not np.array_equal(counts[0], counts[1])
    assert not np.array_equal(counts[0], counts[2])


def test_rates_follow_from_the_truth_in_the_way_the_docs_say(truth):
    log_rate = (
        np.log(truth.baseline_rate_hz)
        + truth.latent_state.dot(truth.loading, dim="latent")
        + truth.choice_drive * truth.choice_weight
        + truth.whisker_drive * truth.whisker_weight
        + truth.evoked_drive * truth.evoked_weight
    )
    expected = np.minimum(np.exp(log_rate), 200).transpose("trial", "time", "unit")
    np.testing.assert_allclose(truth.rate_hz, expected, rtol=1e-4)


def test_counts_are_poisson_draws_of_the_rates(session, truth):
    expected = truth.rate_hz.values.astype(float) * session.attrs["bin_width_s"]
    deviation = session.spike_count.values - expected
    assert deviation.sum() == pytest.approx(0, abs=5 * np.sqrt(expected.sum()))
    fano = np.square(deviation).sum(axis=(0, 1)) / expected.sum(axis=(0, 1))
    assert np.median(fano) == pytest.approx(1, abs=0.03)


def test_mean_rates_are_log_normal_with_many_nearly_silent_units(many_units):
    rate = many_units.rate_hz.values.mean(axis=(0, 1))
    assert np.median(rate) == pytest.approx(1.0, rel=0.12)
    assert np.mean(rate < 0.1) == pytest.approx(norm.cdf(np.log(0.1) / 2.0), abs=0.02)
    assert rate.max() <= 200


def test_latents_cause_the_modulation_asked_for(truth):
    caused = truth.latent_state.dot(truth.loading, dim="latent").values
    assert caused.std(axis=(0, 1)).mean() == pytest.approx(0.6, rel=0.03)
    assert np.square(truth.loading.values).sum(axis=0) == pytest.approx(0.6**2)


def test_other_regions_explain_the_share_of_the_shared_latents(truth):
    caused = truth.latent_state.dot(truth.loading, dim="latent").values
    visual = truth.region.values == "VIS"
    seen, hidden = caused[..., ~visual], caused[..., visual]
    fit = LinearRegression().fit(seen[:300].reshape(30000, -1), hidden[:300].reshape(30000, -1))
    error = hidden[300:].reshape(10000, -1) - fit.predict(seen[300:].reshape(10000, -1))
    assert 1 - np.square(error).sum() / np.square(hidden[300:]).sum() == pytest.approx(
        2 / 5, abs=0.05
    )


def test_a_unit_loads_on_shared_latents_and_those_of_its_region(truth):
    named = (truth.latent_region == truth.region) | (truth.latent_region == "all regions")
    assert ((truth.loading != 0) == named).all()


@pytest.mark.parametrize(("shared", "own"), [(0, 2), (2, 0), (0, 0)])
def test_either_kind_of_latent_can_be_left_out(shared, own):
    settings = SMALL.model_copy(update={"shared_latents": shared, "region_latents": own})
    session, truth = simulate_spikes(settings, "mouse-1")
    validate(session, "the simulated session")
    assert truth.sizes["latent"] == shared + 2 * own
    length = 0.6 if shared + own else 0
    assert np.linalg.norm(truth.loading, axis=0) == pytest.approx(length)


def test_choice_can_be_read_from_the_rates_and_only_after_the_stimulus(session, truth):
    log_rate = np.log(truth.rate_hz)
    before = log_rate.sel(time=slice(None, 0)).mean("time").values
    after = log_rate.sel(time=slice(0.1, 0.5)).mean("time").values
    choice = session.choice.values

    def accuracy(features: np.ndarray) -> float:
        return (
            LogisticRegression(C=10)
            .fit(features[:300], choice[:300])
            .score(features[300:], choice[300:])
        )

    assert accuracy(after) > 0.9
    assert accuracy(before) < 0.65


def test_whisker_motion_energy_can_be_read_from_the_rates(session, truth):
    log_rate = np.log(truth.rate_hz.values)
    energy = session.whisker_motion_energy.values
    fit = LinearRegression().fit(log_rate[:300].reshape(30000, -1), energy[:300].ravel())
    assert fit.score(log_rate[300:].reshape(10000, -1), energy[300:].ravel()) > 0.7


def test_without_strength_no_unit_knows_of_the_behaviour():
    settings = SMALL.model_copy(update={"choice_strength": 0.0, "whisker_strength": 0.0})
    truth = simulate_spikes(settings, "mouse-1")[1]
    assert not truth.choice_weight.any()
    assert not truth.whisker_weight.any()


def test_bytes_do_not_depend_on_how_many_trials_are_drawn_at_once(monkeypatch):
    counts = simulate_spikes(SMALL, "mouse-1")[0].spike_count.values
    monkeypatch.setattr("neurodag.simulate.spikes.TRIALS_AT_ONCE", 7)
    assert np.array_equal(simulate_spikes(SMALL, "mouse-1")[0].spike_count.values, counts)


def test_rates_resemble_a_real_session(recordings):
    """Median rate and the size of the response to the stimulus, within a factor of two."""
    real = xr.load_dataset(next((recordings / "ibl").glob("*.nc")))
    simulated = simulate_spikes(SpikeSimulation(units={"CA1": 300}), "mouse-1")[0]

    def summary(session: xr.Dataset) -> np.ndarray:
        rate = session.spike_count.mean(("trial", "time")) / session.attrs["bin_width_s"]
        population = session.spike_count.mean(("trial", "unit"))
        before = population.sel(time=slice(-0.15, 0)).mean()
        after = population.sel(time=slice(0.1, 0.3)).mean()
        energy = session.whisker_motion_energy
        return np.array(
            [rate.median(), after / before, energy.median(), energy.std() / energy.mean()]
        )

    ratio = summary(simulated) / summary(real)
    assert np.all((ratio > 0.5) & (ratio < 2)), ratio
