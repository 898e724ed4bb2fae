"""Forecasting of fluorescence."""
