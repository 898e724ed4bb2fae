"""Scores of predicted activity: whether a unit is active (QuantFormer section 4.2)."""

import numpy as np
from sklearn.metrics import balanced_accuracy_score, precision_recall_fscore_support


def classification_scores(
    active: np.ndarray, predicted: np.ndarray, count: np.ndarray | None = None
) -> dict[str, float]:
    """Balanced accuracy, and F1, precision and recall of the active ones.

    `active` and `predicted` are true or false, `(observation,)`; `count` says how many observations
    each stands for, where that is not one. A balanced accuracy needs both active and inactive
    observations, recall and F1 an active one; else they are NaN. The precision is 0 where nothing
    is predicted active.
    """
    active, predicted = (np.asarray(each).astype(bool) for each in (active, predicted))
    count = np.ones(active.shape) if count is None else count
    some_active, some_inactive = (bool(count[which].any()) for which in (active, ~active))
    precision, recall, f1, _ = precision_recall_fscore_support(
        active, predicted, average="binary", zero_division=0.0, sample_weight=count
    )
    accuracy = np.nan
    if some_active and some_inactive:
        accuracy = float(balanced_accuracy_score(active, predicted, sample_weight=count))
    return {
        "balanced_accuracy": accuracy,
        "f1": float(f1) if some_active else np.nan,
        "precision": float(precision),
        "recall": float(recall) if some_active else np.nan,
    }
