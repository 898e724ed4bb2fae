"""The tables and figures of the report."""

import base64
from pathlib import Path

import pytest
from PIL import Image

from neurodag.errors import NeurodagError
from neurodag.figures.captions import CAPTIONS
from neurodag.figures.style import RC_PARAMS
from neurodag.report.parts import PIXELS_PER_INCH, parts
from tests.unit.report.conftest import Note

PAGE = Path("results/report.html")
TABLE = Path("results/mtm/tables/table7.md")
FIGURE = Path("results/mtm/figures/figure7.png")


def written(path: Path, text: str = "Scores.\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def drawn(path: Path = FIGURE, width: int = 300) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    dpi = RC_PARAMS["savefig.dpi"]
    Image.new("RGB", (width, 20)).save(path, dpi=(dpi, dpi))
    return path


def test_what_is_missing_has_no_content() -> None:
    for part in parts([TABLE, FIGURE], PAGE):
        assert (part.content, part.width, part.links, part.steps) == (None, None, {}, [])


def test_what_was_deleted_has_nothing_behind_it(note: Note) -> None:
    path = note(str(TABLE), "score")
    (there,) = parts([path], PAGE)
    assert [step.script for step in there.steps] == ["score"]
    path.unlink()
    (gone,) = parts([path], PAGE)
    assert gone.steps == []


def test_papers_come_in_their_order_tables_before_figures() -> None:
    names = ["quantformer/tables/table1.md", "v1t/figures/search.png", "v1t/tables/search.md"]
    names += ["mtm/figures/figure3.png", "mtm/figures/figure2c.png", "mtm/tables/table10.md"]
    names += ["mtm/tables/table9.md", "v1t/tables/table_a2.md", "v1t/tables/table5.md"]
    found = parts([Path("results", name) for name in names], PAGE)
    assert [part.anchor for part in found] == [
        "mtm-table-table9",
        "mtm-table-table10",
        "mtm-figure-figure2c",
        "mtm-figure-figure3",
        "v1t-table-table5",
        "v1t-table-table_a2",
        "v1t-table-search",
        "v1t-figure-search",
        "quantformer-table-table1",
    ]


def test_titles_and_captions() -> None:
    table, figure = parts([FIGURE, TABLE], PAGE)
    assert (table.title, table.caption) == ("Table 7", "")
    assert figure.title == "Figure 7"
    assert figure.caption == CAPTIONS["mtm"]["figure7"]


@pytest.mark.parametrize(
    ("page", "start"),
    [
        ("results/report.html", "mtm/tables/"),
        ("docs/pages/report.html", "../../results/mtm/tables/"),
        ("report.html", "results/mtm/tables/"),
    ],
)
def test_links_are_relative_to_the_page_and_lead_to_what_is_there(page: str, start: str) -> None:
    written(TABLE)
    (table,) = parts([TABLE], Path(page))
    assert table.links == {"Markdown": f"{start}table7.md"}
    written(TABLE.with_suffix(".csv"))
    (table,) = parts([TABLE], Path(page))
    assert table.links == {"CSV": f"{start}table7.csv", "Markdown": f"{start}table7.md"}


def test_a_table_is_one_and_its_html_is_text() -> None:
    text = "Of <b>é</b> & *all*.\n\n| a | b |\n|---|--:|\n| <script>x</script> | \\*\\* |\n"
    (table,) = parts([written(TABLE, text)], PAGE)
    assert table.content is not None
    assert "<p>Of &lt;b&gt;é&lt;/b&gt; &amp; <em>all</em>.</p>" in table.content
    assert "<td>&lt;script&gt;x&lt;/script&gt;</td>" in table.content
    assert '<td style="text-align:right">**</td>' in table.content


def test_a_picture_is_part_of_the_page_in_the_size_of_print() -> None:
    inches = 3
    drawn(width=inches * round(RC_PARAMS["savefig.dpi"]))
    (figure,) = parts([FIGURE], PAGE)
    assert figure.width == inches * PIXELS_PER_INCH
    assert figure.content is not None
    kind, _, data = figure.content.partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == FIGURE.read_bytes()


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n"])
def test_a_damaged_picture_is_named(content: bytes) -> None:
    drawn().write_bytes(content)
    with pytest.raises(NeurodagError, match=r"figure7\.png cannot be shown"):
        parts([FIGURE], PAGE)
