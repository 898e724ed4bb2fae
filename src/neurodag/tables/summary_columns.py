"""The columns of the summary, in their order: what each is, in words that people read."""

from typing import NamedTuple


class Column(NamedTuple):
    """Where a line has none, it is empty text or NaN."""

    kind: type[str] | type[float] | type[bool]
    meaning: str
    units: str = ""
    """Of numbers that are of the same unit in all lines."""


def _text(meaning: str) -> Column:
    return Column(str, meaning)


def _number(meaning: str, units: str = "") -> Column:
    return Column(float, meaning, units)


def _count(of: str) -> Column:
    return _number(f"number of {of}", "1")


KEYS = {
    "paper": _text("`mtm`, `v1t` or `quantformer`"),
    "table": _text("name of the table, as its file is called"),
    "row": _text("row of the table: a model, scheme, reference, animal, session, variant or trial"),
    "column": _text("column of the table: a score, a cohort, an animal or an axis"),
    "statistic": _text("how units are averaged (MtM), or which score is averaged (V1T)"),
    "training": _text("what the network, or its core, was trained on"),
    "ratio": _number("mask ratio", "1"),
    "stimulus": _text("stimulus whose responses are forecast"),
    "kind": _text("of a search: `variant`, `reference` or `trial`"),
    "part": _text("of a search: which trials of the sessions are scored"),
    "session": _text("of a search: the session that is scored, empty for the mean over sessions"),
}
"""What tells a line from all others."""
COLUMNS = KEYS | {
    "value": _number("ours"),
    "unit": _text("unit of value, spread, low, high, published and published_spread"),
    "spread": _number("standard deviation of value"),
    "spread_over": _text("what this standard deviation is over"),
    "low": _number("lower bound of the 95 % bootstrap interval of value"),
    "high": _number("upper bound of this interval"),
    "interval_over": _text("what is drawn with replacement for intervals, of value or gain"),
    "status": _text("`scored`, or why there is no value; of a trial of a search, how it ended"),
    "published": _number("the paper's value"),
    "published_spread": _number("the paper's standard deviation"),
    "published_stars": _text("the paper's marks of significance"),
    "verdict": _text("of value: `reproduced`, `within spread` of the paper's, `off` or `not run`"),
    "share": _number("value as a share of what the true rates reach", "1"),
    "gain": _number("how much value is above the baseline's, or the best reference's"),
    "gain_unit": _text("unit of gain, gain_low, gain_high and published_gain"),
    "gain_low": _number("lower bound of the 95 % bootstrap interval of gain"),
    "gain_high": _number("upper bound of this interval"),
    "published_gain": _number("the paper's gain"),
    "p_value": _number("of a correlation (V1T), or that QuantFormer is not better", "1"),
    "pairs": _count("pairs of stimulus and subject that this p-value compares"),
    "chosen": Column(bool, "whether a search has chosen this variant or trial"),
    "settings": _text("what a trial of a search was given, as JSON"),
    "epochs": _count("epochs of a trial of a search"),
    "runs": _count("runs in value; of a mean over animals, number of these"),
    "runs_undefined": _count("runs without a score"),
    "sessions": _count("sessions in value"),
    "sessions_left_out": _count("sessions without a score"),
    "subjects": _count("subjects in value"),
    "stimuli": _count("stimuli in value"),
    "pretrained_on": _count("sessions of pretraining"),
    "units_scored": _count("units in value"),
    "units_silent": _count("units left out, silent in what is scored"),
    "units_no_context": _count("units left out, without others to predict them from"),
    "units_left_out": _count("units left out in all"),
    "observations": _count("observations"),
    "undefined": _count("observations without a score"),
}
