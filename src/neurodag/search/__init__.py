"""Searches for hyperparameters, whose trials several jobs share."""
