"""How predicted responses to images are scored, and what they are compared with."""

from typing import Literal

from neurodag.config.base import Count, Positive, Settings, Several, Share, ShareOrZero

VisionReference = Literal["mean", "gabor_ridge"]
"""Models without training that scores are set beside."""


class GaborRidge(Settings):
    """Ridge regression from the contrast in Gabor filters and the brightness around places."""

    height: Count = 36
    """Height that images are resized to, in pixels; their width follows."""
    frequencies: Several[Positive] = (1.0, 2.0, 4.0, 8.0)
    """Spatial frequencies of the filters, in cycles an image height."""
    orientations: Count = 6
    """Orientations of the filters, evenly spaced."""
    spacing: Positive = 0.7
    """Distance of neighbouring filters, in wavelengths."""
    bandwidth: Positive = 0.6
    """Standard deviation of a filter's Gaussian window, in wavelengths."""
    brightness_rows: Count = 12
    """Rows of places whose brightness and darkness count; as many columns as make them square."""
    penalties: Several[Positive] = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0)
    """L2 penalties a feature, among which the validation trials choose, unit by unit."""


class Scoring(Settings):
    """Scores of predictions on the test trials (V1T paper, sections 4.2 and A.1)."""

    feve_threshold: ShareOrZero = 0.15
    """Smallest explainable variance of units whose FEVE is given."""
    repeated_share: Share = 0.5
    """Share of the test trials that must show a repeated picture, for scores that need repeats."""


class VisionEvaluation(Settings):
    """What networks from images to responses are scored by, and set beside."""

    scoring: Scoring = Scoring()
    ensemble_average: Literal["outputs", "drives"] = "outputs"
    """What an ensemble averages: predicted responses, or what these are made of by ELU + 1, as the
    authors' code does."""
    references: Several[VisionReference] = ("mean", "gabor_ridge")
    """Models without training that scores are set beside: the mean response, ridge regression."""
    gabor_ridge: GaborRidge = GaborRidge()
