"""Scores of predictions: arrays in, numbers out."""

from neurodag.metrics.correlation import psth_r2, trial_r2
from neurodag.metrics.spikes import bits_per_spike

__all__ = ["bits_per_spike", "psth_r2", "trial_r2"]
