"""What tables and figures are called, and in which order they come."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.figures.captions import CAPTIONS
from neurodag.report.titles import caption_of_part, in_order, paper_of, title_of
from neurodag.tables import captions

PUBLISHED = Path(__file__).parents[3] / "published"
TABLES = sorted({path.stem.partition("_")[2] for path in PUBLISHED.glob("*.csv")})
FIGURES = sorted({name for captions in CAPTIONS.values() for name in captions})
TITLES = {
    "calibration": "Calibration",
    "figure2ab": "Figure 2AB",
    "figure2c": "Figure 2C",
    "figure_a10": "Figure A10",
    "figure_a6a7": "Figure A6, A7",
    "forecasts_static_gratings": "Forecasts static gratings",
    "receptive_fields": "Receptive fields",
    "search": "Search",
    "table7": "Table 7",
    "table_a2": "Table A2",
}


@pytest.mark.parametrize(("name", "title"), TITLES.items())
def test_titles_are_those_that_people_read(name: str, title: str) -> None:
    assert title_of(name) == title


@pytest.mark.parametrize("name", [*TABLES, *FIGURES])
def test_every_table_and_figure_has_a_title(name: str) -> None:
    title = title_of(name)
    assert title[0].isupper()
    assert "_" not in title
    assert (in_order(name)[0] < 2) == any(digit.isdigit() for digit in name)


def test_the_order_is_that_of_the_papers() -> None:
    text = ["table1", "figure2ab", "figure2c", "table3", "table10"]
    names = [*text, "table_a2", "figure_a6a7", "figure_a10", "calibration", "search"]
    assert sorted({*names}, key=in_order) == names


@given(st.lists(st.integers(0, 999), unique=True), st.lists(st.integers(0, 999), unique=True))
def test_numbers_of_the_text_come_before_those_of_the_appendix(
    text: list[int], appendix: list[int]
) -> None:
    names = [f"table{number}" for number in text] + [f"table_a{number}" for number in appendix]
    wanted = [f"table{number}" for number in sorted(text)]
    wanted += [f"table_a{number}" for number in sorted(appendix)]
    assert sorted(names, key=in_order) == wanted


@given(st.text())
def test_any_name_has_a_title_and_a_place(name: str) -> None:
    assert isinstance(title_of(name), str)
    assert in_order(name) <= (2, 0, name)


def test_captions_are_of_the_paper_of_the_folder() -> None:
    assert paper_of(Path("results/v1t/figures/search.png")) == "v1t"
    figure = caption_of_part(Path("results/v1t/figures/search.png"))
    assert figure == CAPTIONS["v1t"]["search"]
    table = caption_of_part(Path("results/v1t/tables/search.md"))
    assert table == captions.V1T["search"] != figure
