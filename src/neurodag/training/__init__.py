"""The engine of a training run: fit, saved state, devices, reports."""
