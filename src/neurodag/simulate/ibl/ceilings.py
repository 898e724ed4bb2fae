"""The scores of one who knows the truth: what a model can at best reach."""

import numpy as np
import xarray as xr

from neurodag.evaluation.scores import condition_of
from neurodag.metrics import bits_per_spike, psth_r2, trial_r2
from neurodag.metrics.correlation import explained
from neurodag.simulate.rates import MAX_RATE_HZ

TRIALS_AT_ONCE = 32
"""Trials whose rates are computed together; the scores do not depend on it."""


def ceilings(session: xr.Dataset, truth: xr.Dataset) -> xr.Dataset:
    """Scores of the true rates over all trials and bins, by unit, and of the best decoders."""
    counts, width_s = session["spike_count"].values, float(session.attrs["bin_width_s"])
    expected = truth["rate_hz"].values * np.float32(width_s)
    return xr.Dataset(
        {
            "bits_per_spike_ceiling": (
                "unit",
                bits_per_spike(expected, counts),
                {"units": "bit", "long_name": "bits per spike of the true rates"},
            ),
            "psth_r2_ceiling": (
                "unit",
                psth_r2(expected, counts, condition_of(session)),
                {"units": "1", "long_name": "R² of the trial-averaged true rates"},
            ),
            "trial_r2_ceiling": (
                "unit",
                trial_r2(expected, counts),
                {"units": "1", "long_name": "R² of the true rates in single trials"},
            ),
            "choice_accuracy_ceiling": (
                (),
                choice_accuracy(session, truth, width_s),
                {"units": "1", "long_name": "accuracy of the likelihood ratio of the choice"},
            ),
            "whisker_motion_energy_r2_ceiling": (
                (),
                whisker_r2(session, truth),
                {"units": "1", "long_name": "R² of the best linear readout of the true log-rates"},
            ),
        }
    )


def choice_accuracy(session: xr.Dataset, truth: xr.Dataset, width_s: float) -> float:
    """How often the more probable choice is the choice, in the trials that may be decoded.

    Probable given all counts of the trial and everything else that is true: the latents, the
    whiskers, the time of the movement, the weights, and how likely either choice was in the block.
    """
    counts = session["spike_count"].values
    evidence = np.log1p(-session["block"].values) - np.log(session["block"].values)
    for start in range(0, len(counts), TRIALS_AT_ONCE):
        block = slice(start, start + TRIALS_AT_ONCE)
        right, left = (_log_rates(truth.isel(trial=block), choice) for choice in (1, -1))
        gain = counts[block] * (right - left) - (np.exp(right) - np.exp(left)) * width_s
        evidence[block] += gain.sum(axis=(1, 2))
    decoded = session["decodable"].values == 1
    correct = np.where(evidence == 0, 0.5, np.sign(evidence) == session["choice"].values)
    return float(correct[decoded].mean()) if decoded.any() else np.nan


def _log_rates(truth: xr.Dataset, choice: int) -> np.ndarray:
    """Log of the rates in hertz that the trials would have had with `choice`, `(trial, …)`."""
    drive = choice * np.abs(truth["choice_drive"])
    log_rate = (
        np.log(truth["baseline_rate_hz"])
        + truth["latent_state"].dot(truth["loading"], dim="latent")
        + drive * truth["choice_weight"]
        + truth["whisker_drive"] * truth["whisker_weight"]
        + truth["evoked_drive"] * truth["evoked_weight"]
    )
    return np.minimum(log_rate.transpose("trial", "time", "unit").values, np.log(MAX_RATE_HZ))


def whisker_r2(session: xr.Dataset, truth: xr.Dataset) -> float:
    """R² of the motion energy in each bin from the log of all true rates in that bin.

    By least squares over all bins of the trials that may be decoded: a linear decoder that is given
    the rates of a model instead does not do better, but for chance.
    """
    decodable = np.flatnonzero(session["decodable"].values == 1)
    if len(decodable) == 0:
        return np.nan
    energy = session["whisker_motion_energy"].values.astype(np.float64)
    blocks = np.split(decodable, range(TRIALS_AT_ONCE, len(decodable), TRIALS_AT_ONCE))
    gram = sum(seen.T @ seen for seen in (_log_rates_and_one(truth, block) for block in blocks))
    moment = sum(_log_rates_and_one(truth, block).T @ energy[block].ravel() for block in blocks)
    weight = np.linalg.lstsq(gram, moment, rcond=None)[0]
    readout = np.concatenate([_log_rates_and_one(truth, block) @ weight for block in blocks])
    return float(explained(readout, energy[decodable].ravel(), axis=0))


def _log_rates_and_one(truth: xr.Dataset, trials: np.ndarray) -> np.ndarray:
    """What a linear readout has of every bin, float64 `(trial and time, unit + 1)`."""
    rate_hz = truth["rate_hz"].values[trials].astype(np.float64)
    log_rate = np.log(rate_hz).reshape(-1, rate_hz.shape[-1])
    return np.pad(log_rate, [(0, 0), (0, 1)], constant_values=1.0)
