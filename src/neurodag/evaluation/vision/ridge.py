"""Ridge regression of every unit's responses, its penalty chosen on validation trials."""

from typing import NamedTuple

import numpy as np
from sklearn.linear_model import Ridge

from neurodag.metrics.responses import FLOOR


class Trials(NamedTuple):
    """What was seen, and how the units responded."""

    features: np.ndarray
    """`(trial, feature)`"""
    response: np.ndarray
    """`(trial, unit)`"""


def predict_ridge(
    train: Trials, validation: Trials, new: np.ndarray, penalties: tuple[float, ...]
) -> np.ndarray:
    """Expected responses to the features `new` `(trial, feature)`, float32 `(trial, unit)`.

    Features are standardised, and a penalty is that of one feature, whatever their number. Each
    unit takes the penalty under which its squared error on the validation trials is smallest.
    """
    mean, spread = train.features.mean(axis=0), train.features.std(axis=0) + FLOOR
    learned, chosen, asked = (
        (seen - mean) / spread for seen in (train.features, validation.features, new)
    )
    units = train.response.shape[1]
    smallest = np.full(units, np.inf)
    expected = np.empty((len(new), units), dtype=np.float32)
    for penalty in penalties:
        model = Ridge(alpha=penalty * len(mean)).fit(learned, train.response)
        error = np.square(model.predict(chosen) - validation.response).mean(axis=0)
        better = error < smallest
        smallest[better] = error[better]
        expected[:, better] = model.predict(asked)[:, better]
    return expected
