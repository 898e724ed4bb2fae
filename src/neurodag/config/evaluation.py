"""How a trained model is scored, and what it is compared with."""

from typing import Literal

from neurodag.config.base import Flag, Folds, NonNegative, Positive, Settings, Several, Share

Reference = Literal["psth", "linear", "truth"]
"""Models without training that scores are set beside; `truth` needs a simulated dataset."""


class LinearReference(Settings):
    """The linear Poisson model from the visible units."""

    smoothing_bins: Positive = 2.0
    """Standard deviation, in bins, of the Gaussian that smooths the visible units' counts."""
    penalties: Several[Positive] = (3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 1e4)
    """L2 penalties among which the validation trials choose."""


class Decoding(Settings):
    """Linear decoding of behaviour from predicted log-rates (paper section 4.2)."""

    choice_penalties: Several[Positive] = (1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4)
    """Inverse L2 penalties (scikit-learn's C) among which cross-validation chooses for choice."""
    whisker_alphas: Several[NonNegative] = (1.0, 10.0, 100.0, 1e3, 1e4)
    """Ridge penalties among which cross-validation chooses for whisker motion energy."""
    folds: Folds = 4
    """Folds of the cross-validation over training and validation trials."""


class Evaluation(Settings):
    """Scoring on the test trials (paper sections 4.1 and 4.2)."""

    forward_share: Share = 0.1
    """Last share of a trial's bins that forward prediction hides and scores."""
    causal_attention_unprompted: Flag = True
    """Forward prediction and whisker decoding with the unprompted MtM model under causal attention,
    as with the prompted one; the authors: bidirectional, which confounds prompt and attention."""
    references: Several[Reference] = ("psth", "linear")
    """Models without training that scores are set beside: the trial-averaged PSTH, the linear
    Poisson model, and, for a simulated dataset, the true rates."""
    linear: LinearReference = LinearReference()
    decoding: Decoding = Decoding()
