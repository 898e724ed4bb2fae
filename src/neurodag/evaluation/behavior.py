"""Linear decoding of behaviour (MtM paper, section 4.2), by scikit-learn."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import GridSearchCV

from neurodag.config import Decoding
from neurodag.sessions import trials_of

Features = Callable[[str], np.ndarray]
"""Features `(trial, feature)` of all trials, by the scheme whose prompt the model is given."""

PROMPT_FOR_CHOICE, PROMPT_FOR_WHISKER = "neuron", "causal"
"""Section 4.3."""


class Decoded(NamedTuple):
    value: float
    status: str = "scored"


def decode_behavior(features: Features, session: xr.Dataset, settings: Decoding) -> xr.Dataset:
    """Choice accuracy (with that of guessing) and R² of whisker motion energy on the test trials.

    Decoders are fitted on training and validation trials, their penalties chosen by
    cross-validation among these. What a session does not have is NaN, and `status` says why.
    """
    choice, chance = decode_choice(features, session, settings)
    whisker = decode_trace("whisker_motion_energy", features, session, settings)
    scores = {
        "choice_accuracy": (choice, "accuracy of decoded choice"),
        "choice_chance": (chance, "accuracy of always guessing the more frequent choice"),
        "whisker_motion_energy_r2": (whisker, "R² of decoded whisker motion energy"),
    }
    return xr.Dataset(
        {
            name: ((), score.value, {"units": "1", "long_name": label, "status": score.status})
            for name, (score, label) in scores.items()
        }
    )


def decode_each(
    dimension: str,
    names: Sequence[str],
    features: Features,
    session: xr.Dataset,
    settings: Decoding,
) -> xr.Dataset:
    """The scores of `decode_behavior` along a new `dimension`: for each of `names`, all behaviours
    from its `features(name)`."""

    def score(seen: np.ndarray) -> xr.Dataset:
        return decode_behavior(lambda prompt: seen, session, settings)

    scores = [score(features(name)) for name in names]
    # Why a behaviour cannot be decoded lies in the session, and is the same for all.
    together = xr.concat(scores, dimension, combine_attrs="identical")
    return together.assign_coords({dimension: list(names)})


def decode_choice(
    features: Features, session: xr.Dataset, settings: Decoding
) -> tuple[Decoded, Decoded]:
    """Accuracy of logistic regression on the test trials with a known choice, and of guessing."""
    if "choice" not in session:
        return (Decoded(np.nan, "not recorded"),) * 2
    choice = session["choice"].values
    fit, test = fit_and_test_trials(session, known=choice != 0)
    rarest = min(np.sum(choice[fit] == side) for side in (-1, 1))
    if rarest < settings.folds or len(test) == 0:
        return (Decoded(np.nan, "too few trials with a known choice"),) * 2
    x = features(PROMPT_FOR_CHOICE)
    search = GridSearchCV(
        LogisticRegression(max_iter=1000), {"C": settings.choice_penalties}, cv=settings.folds
    )
    x_fit, x_test = rotate(x[fit], x[test])
    predicted = search.fit(x_fit, choice[fit]).predict(x_test)
    sides, counts = np.unique(choice[fit], return_counts=True)
    guess = np.full(len(test), sides[counts.argmax()])
    return (
        Decoded(float(accuracy_score(choice[test], predicted))),
        Decoded(float(accuracy_score(choice[test], guess))),
    )


def decode_trace(name: str, features: Features, session: xr.Dataset, settings: Decoding) -> Decoded:
    """R² of ridge regression over all bins of the test trials, for a trace `(trial, time)`."""
    if name not in session:
        return Decoded(np.nan, "not recorded")
    trace = session[name].values.astype(np.float64)
    fit, test = fit_and_test_trials(session, known=np.all(np.isfinite(trace), axis=1))
    if len(fit) < settings.folds or len(test) == 0:
        return Decoded(np.nan, "too few trials")
    x = features(PROMPT_FOR_WHISKER)
    search = GridSearchCV(Ridge(), {"alpha": settings.whisker_alphas}, cv=settings.folds)
    x_fit, x_test = rotate(x[fit], x[test])
    predicted = search.fit(x_fit, trace[fit]).predict(x_test)
    return Decoded(float(r2_score(trace[test].ravel(), predicted.ravel())))


def fit_and_test_trials(session: xr.Dataset, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Trials to fit on and to score on: those with a `known` behaviour that may be decoded."""
    if "decodable" in session:
        known = known & session["decodable"].values.astype(bool)
    fit = np.union1d(trials_of(session, "train"), trials_of(session, "validation"))
    test = trials_of(session, "test")
    return fit[known[fit]], test[known[test]]


def rotate(fit: np.ndarray, test: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both in coordinates of the space that the trials of `fit` span, `(trial, at most trials)`.

    An L2-penalised decoder lives in that space, and its penalty does not notice a rotation: it
    finds the same solution from hundreds of coordinates as from tens of thousands of features.
    """
    mean = fit.mean(axis=0)
    _, size, axes = np.linalg.svd(fit - mean, full_matrices=False)
    axes = axes[size > 1e-6 * size[0]] if size[0] > 0 else axes[:1]
    return (fit - mean) @ axes.T, (test - mean) @ axes.T
