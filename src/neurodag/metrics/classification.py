"""Scores of predicted activity: whether a unit is active (QuantFormer section 4.2)."""

import numpy as np
from sklearn.metrics import balanced_accuracy_score, precision_recall_fscore_support


def classification_scores(active: np.ndarray, predicted: np.ndarray) -> dict[str, float]:
    """Balanced accuracy, and F1, precision and recall of the active ones.

    `active` and `predicted` are true or false, `(observation,)`. A balanced accuracy needs both
    active and inactive observations, recall and F1 an active one; else they are NaN. The precision
    is 0 where nothing is predicted active.
    """
    active, predicted = (np.asarray(each).astype(bool) for each in (active, predicted))
    both = active.any() and not active.all()
    precision, recall, f1, _ = precision_recall_fscore_support(
        active, predicted, average="binary", zero_division=0.0
    )
    return {
        "balanced_accuracy": (
            float(balanced_accuracy_score(active, predicted)) if both else np.nan
        ),
        "f1": float(f1) if active.any() else np.nan,
        "precision": float(precision),
        "recall": float(recall) if active.any() else np.nan,
    }
