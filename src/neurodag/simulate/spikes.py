"""A session of spike counts, and the truth that it was drawn from."""

import numpy as np
import xarray as xr

from neurodag.config.simulation import SpikeSimulation
from neurodag.simulate.behaviour import Behaviour, draw_behaviour
from neurodag.simulate.dynamics import draw_latents
from neurodag.simulate.rates import Drives, evoked_response, firing_rates
from neurodag.simulate.seeding import generator
from neurodag.simulate.truth import describe_truth
from neurodag.simulate.units import draw_units

MODEL_VERSION = 2
"""Counts up whenever the same settings begin to give other sessions."""
TRIALS_AT_ONCE = 32
"""Trials whose counts are drawn together: bounds the memory, does not change the counts."""


def simulate_spikes(settings: SpikeSimulation, session_id: str) -> tuple[xr.Dataset, xr.Dataset]:
    """A `spikes` session and its truth (the model is in docs/simulation.md).

    The same settings and id give the same session. Sessions of the same settings share the
    dynamics of their latents and nothing else. Rates and counts are the only arrays of the size
    `(trial, time, unit)` that are made.
    """
    rng = generator(settings.seed, "session", session_id)
    time_s = (np.arange(settings.bins) + 0.5) * settings.bin_width_s - settings.pre_stimulus_s
    behaviour = draw_behaviour(settings.trials, time_s, settings.bin_width_s, rng)
    units = draw_units(settings, rng)
    drives = Drives(
        latent=draw_latents(settings, rng),
        choice=behaviour.choice_drive(time_s),
        whisker=behaviour.whisker,
        evoked=evoked_response(time_s),
    )
    rate_hz, baseline_rate_hz = firing_rates(units, drives)
    counts = _poisson(rate_hz, settings.bin_width_s, rng)

    attributes = _attributes(settings, session_id)
    session = _session(counts, time_s, units.region, behaviour).assign_attrs(attributes)
    truth = describe_truth(settings, session, behaviour, units, drives, rate_hz, baseline_rate_hz)
    return session, truth


def _poisson(rate_hz: np.ndarray, bin_width_s: float, rng: np.random.Generator) -> np.ndarray:
    """Counts in the smallest unsigned type that holds them `(trial, time, unit)`."""
    counts = np.empty(rate_hz.shape, dtype=np.uint16)
    for start in range(0, len(counts), TRIALS_AT_ONCE):
        block = slice(start, start + TRIALS_AT_ONCE)
        counts[block] = rng.poisson(rate_hz[block] * bin_width_s)
    return counts.astype(np.min_scalar_type(counts.max()))


def _session(
    counts: np.ndarray, time_s: np.ndarray, region: np.ndarray, behaviour: Behaviour
) -> xr.Dataset:
    trials, _, units = counts.shape
    return xr.Dataset(
        {
            "spike_count": (("trial", "time", "unit"), counts, {"units": "1"}),
            "choice": ("trial", behaviour.choice),
            "whisker_motion_energy": (
                ("trial", "time"),
                behaviour.whisker_motion_energy,
                {"units": "1"},
            ),
            "wheel_speed": (
                ("trial", "time"),
                np.abs(behaviour.wheel_velocity),
                {"units": "rad/s"},
            ),
            "block": (
                "trial",
                1 - behaviour.probability_right,
                {"units": "1", "long_name": "probability of the choice -1"},
            ),
            "reward": ("trial", behaviour.reward),
            "decodable": (
                "trial",
                behaviour.decodable,
                {"long_name": "1 where the reaction time is neither too short nor too long"},
            ),
        },
        coords={
            "trial": np.arange(trials),
            "time": ("time", time_s, {"units": "s", "long_name": "bin centre from stimulus onset"}),
            "unit": np.arange(units),
            "region": ("unit", region, {"long_name": "brain region of the unit"}),
        },
    )


def _attributes(settings: SpikeSimulation, session_id: str) -> dict[str, str | float]:
    return {
        "modality": "spikes",
        "dataset": "simulated",
        "subject": session_id,
        "session_id": session_id,
        "species": "simulated",
        "license": "CC0-1.0",
        "source": f"neurodag.simulate, model version {MODEL_VERSION}",
        "bin_width_s": settings.bin_width_s,
        "alignment_event": "stimulus_onset",
    }
