"""Forecasts of fluorescence, scored on test presentations."""
