"""What the figure of a search shows."""

import io

import numpy as np
import pandas as pd

from neurodag.figures.search import PANELS, draw_search, search_arrays
from neurodag.tables.search import CHOICE, search_table
from tests.evaluations import make_evaluation
from tests.figures import drawn


def evaluations(validation: float, test: float, **run) -> list:
    rng = np.random.default_rng(0)
    return [
        make_evaluation(bits + shift + rng.normal(0, 0.1, 30), part=part, session=session, **run)
        for part, bits in (("validation", validation), ("test", test))
        for session, shift in (("a", 0.0), ("b", 0.2))
    ]


def test_it_shows_the_table():
    variants = {
        "7": evaluations(0.3, 0.2),  # a name that looks like a number
        "wide": evaluations(0.5, 0.1),
    }
    references = {"psth": evaluations(0.1, 0.1, scheme="", model="psth", ratio=np.nan)}
    table = search_table(variants, references)
    text = table.to_csv(index=False)
    read = pd.read_csv(io.StringIO(text), dtype={"row": str, "session": str})
    figure, arrays = drawn(draw_search, search_arrays(read))
    assert list(arrays["variant"].values) == list(variants)
    assert list(arrays["chosen"].values) == [False, True]
    own = table[(table["row"] == "wide") & (table["statistic"] == CHOICE)]
    for column in PANELS:
        for part in ("validation", "test"):
            lines = own[(own["column"] == column) & (own["part"] == part)]
            shown = arrays.sel(variant="wide", column=column, part=part)
            (together,) = lines[lines["session"].isna()].to_dict("records")
            for name in ("gain", "low", "high"):
                np.testing.assert_allclose(shown[name], together[name])
            sessions = lines[lines["session"].notna()].set_index("session")["gain"]
            np.testing.assert_allclose(shown["session_gain"], sessions[["a", "b"]])
    labels = {each.get_text(): each.get_fontweight() for each in figure.axes[0].get_yticklabels()}
    assert labels == {"7": "normal", "wide": "bold"}
    assert [axes.get_title() for axes in figure.axes] == list(PANELS.values())
    dots = [line for line in figure.axes[0].lines if line.get_marker() == "."]
    assert sorted(float(x) for dot in dots for x in dot.get_xdata()) == sorted(
        arrays["session_gain"].sel(column="overall").values.ravel()
    )
