"""Recordings with a known truth: the generative model is in docs/simulation.md."""

from neurodag.simulate.spikes import simulate_spikes
from neurodag.simulate.truth import open_truth, save_truth

__all__ = ["open_truth", "save_truth", "simulate_spikes"]
