"""What people read for the names in tables of networks from images to responses."""

from collections.abc import Iterable

import pandas as pd

ROWS = {
    "mean": "Mean response",
    "gabor_ridge": "Ridge on Gabor filters",
    "ln": "LN",
    "cnn_without_behavior": "CNN without behaviour",
    "cnn": "CNN",
    "vit_without_behavior": "ViT without behaviour",
    "vit": "ViT",
    "v1t": "V1T",
    "v1t_center_crop": "V1T (centre crop)",
    "cnn_ensemble": "CNN, ensemble",
    "vit_ensemble": "ViT, ensemble",
    "v1t_ensemble": "V1T, ensemble",
    "oracle": "Other trials of the picture",
    "ceiling": "Noise ceiling",
}
TRAININGS = {
    "alone": "trained on the animal",
    "together": "trained on all animals",
    "transfer": "readout on a frozen core",
}
COLUMNS = {
    "dataset_s": "Dataset S",
    "dataset_f": "Dataset F",
    "average": "Average",
}
STATISTICS = {
    "single_trial_correlation": "Single-trial correlation",
    "correlation_to_average": "Correlation to average",
    "feve": "Fraction of explainable variance explained",
}


AVERAGE = "average"
"""What the mean over animals is called, among their rows or columns."""


def comparable(published: pd.DataFrame, key: str, names: Iterable[str]) -> pd.DataFrame:
    """The paper's lines, without its average unless that is over the same animals as ours.

    `key`: the column, or row, that names animals; `names`: ours.
    """
    theirs = set(published[key]) - {AVERAGE}
    same = theirs == set(names) - {AVERAGE}
    return published if same else published[published[key] != AVERAGE]


def row_label(row: str, training: str | None = None) -> str:
    """What a row is called; rows of other names go by these."""
    name = ROWS.get(row, row)
    return name if training is None else f"{name}, {TRAININGS[training]}"
