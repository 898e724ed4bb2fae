"""How far a number is from the paper's, in a word."""

import numpy as np
import pandas as pd

VERDICTS = {
    "reproduced": "the paper's number lies within our 95 % interval, or is ours when rounded as "
    "printed",
    "within spread": "outside of that, but no further from ours than the standard deviation, ours "
    "or the paper's",
    "off": "further away",
    "not run": "there is no number of ours",
}
"""What each word means."""


def verdicts(lines: pd.DataFrame) -> pd.Series:
    """One of `VERDICTS` for each line that has a number of a paper, empty text for the others.

    `lines`: `paper`, `table`, `column`, `value`, `spread`, `low`, `high`, `published` and
    `published_spread`, as in the summary of all tables.
    """
    ours, paper = lines["value"], lines["published"]
    distance = (ours - paper).abs()
    spread = lines[["spread", "published_spread"]].max(axis=1)
    within_interval = paper.between(lines["low"], lines["high"])
    as_printed = distance < 0.5 * printed_step(lines)
    return pd.Series(
        np.select(
            [paper.isna(), ours.isna(), within_interval | as_printed, distance <= spread],
            ["", "not run", "reproduced", "within spread"],
            "off",
        ),
        lines.index,
    )


def printed_step(lines: pd.DataFrame) -> pd.Series:
    """One of the last decimal place that the paper prints in the same column of the table."""
    places = lines["published"].map(_places, na_action="ignore")
    columns = [lines[name] for name in ("paper", "table", "column")]
    return 10.0 ** -places.astype(float).groupby(columns).transform("max")


def _places(value: float) -> int:
    """Decimal places; a paper's number that ends in zeros has fewer here than in print."""
    return len(np.format_float_positional(value, trim="-").partition(".")[2])
