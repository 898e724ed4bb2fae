"""Scans with known receptive fields, in the folders and files of Sensorium 2022 and Franke 2022."""

from neurodag.simulate.sensorium.simulate import simulate_sensorium

__all__ = ["simulate_sensorium"]
