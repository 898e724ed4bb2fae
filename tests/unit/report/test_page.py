"""The page: what it says, and that it is whole."""

import re
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest

from neurodag.report.behind import Step
from neurodag.report.differences import Difference
from neurodag.report.distance import Distance
from neurodag.report.jobs import Failure, Jobs
from neurodag.report.page import Report, render
from neurodag.report.parts import Part
from neurodag.report.recordings import Recordings
from neurodag.report.training_runs import Curve, TrainingRun
from neurodag.runs import RunId
from neurodag.status.look import RunStatus
from neurodag.tables.summary_columns import COLUMNS

EMPTY = Report(
    results="results",
    recordings=[],
    parts=[],
    summary=pd.DataFrame(columns=[*COLUMNS]),
    distances=[],
    runs=[],
    jobs=[],
    failures=[],
    differences=[],
    settings={},
    versions={},
)
VOID = {"meta", "link", "img", "br", "wbr", "input"}
TWINS = Recordings("twins", "spikes", True, 2, 1, {"unit": (3, 1200)}, "the simulator", "CC0")
EVIL = "<script>alert('&')</script>"


def table(**changed: Any) -> Part:
    known: dict[str, Any] = {
        "paper": "mtm",
        "kind": "table",
        "path": Path("results/mtm/tables/table7.md"),
        "links": {"CSV": "mtm/a b#1/table7.csv"},
        "content": "<table><tr><td>0.5</td></tr></table>",
        "width": None,
        "steps": [Step("score_table", 1), Step("train", 4, {"ab"}, ["{seed: 1}", "a: 1\nb: 2"])],
    }
    return Part(**known | changed)


def run(seed: int = 1, state: Any = "done", **changed: Any) -> TrainingRun:
    status = RunStatus(RunId("ndt1", "m1", "neuron", 0.3, seed), ("ablation",), state, 9, 10)
    curve = Curve([1, 5, 9], [0.5, 0.25, 0.125])
    name = f"mtm/runs/ndt1/m1/neuron_ratio-0.3_seed-{seed}"
    known = TrainingRun(status, "mtm", name, "ndt1", curve, curve, 12000, 61.0, 1024.0, 1.5)
    return known._replace(**changed)


def summary(**changed: Any) -> pd.DataFrame:
    line = {name: "" if column.kind is str else np.nan for name, column in COLUMNS.items()}
    known = {"paper": "mtm", "table": "table7", "row": "neuron", "column": "co_smoothing"}
    return pd.DataFrame([line | known | {"verdict": "off", "published": 0.25} | changed])


def report(**changed: Any) -> Report:
    """One in which all is there."""
    figure = table(
        kind="figure",
        path=Path("results/mtm/figures/figure7.png"),
        content="data:image/png;base64,AAAA",
        width=300,
    )
    verdicts = {"reproduced": 1, "within spread": 0, "off": 2, "not run": 3}
    known: dict[str, Any] = {
        "recordings": [TWINS._replace(simulated=False)],
        "parts": [table(), figure],
        "summary": summary(value=0.5, low=0.4, high=0.6, spread=0.1, ratio=0.3, unit="1"),
        "distances": [Distance("mtm", "table7", 6, verdicts)],
        "runs": [run(), run(2)],
        "jobs": [Jobs("train_network", 2, 122.0, 61.0)],
        "differences": [Difference("mtm.seeds", [1, 2], [1])],
        "settings": {"mtm": {"seeds": [1, 2]}},
        "versions": {"Python": "3.11"},
    }
    return Report(**vars(EMPTY) | known | changed)


class Tags(HTMLParser):
    """Those that are open; each must be closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.opened[-1] == "th" != tag:  # which HTML lets end by itself
            self.opened.pop()
        assert self.opened.pop() == tag


def words(page: str) -> str:
    """Its text, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", page)).split())


def links(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', page)


def cells(page: str, table: str) -> list[str]:
    """Of all lines of a table."""
    body = page.partition(f'id="{table}"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [words(cell) for cell in re.findall("<td.*?</td>", body, re.DOTALL)]


@pytest.mark.parametrize("shown", [EMPTY, report(), report(parts=[table(content=None)], runs=[])])
def test_the_page_is_whole(shown: Report) -> None:
    page = render(shown)
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.opened == []
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links(page) if link.startswith("#")} <= set(ids)
    assert not [mark for mark in ("{{", "{%", "Undefined", "None") if mark in page]


def test_nothing_is_fetched() -> None:
    page = render(report())
    assert not [mark for mark in ("http://", "https://", 'src="/', "@import") if mark in page]


def test_links_survive_spaces_and_marks() -> None:
    files = [link for link in links(render(report())) if not link.startswith("#")]
    assert files == ["mtm/a%20b%231/table7.csv"] * 2
    assert unquote(files[0]) == "mtm/a b#1/table7.csv"


def test_an_empty_report_says_so() -> None:
    said = words(render(EMPTY))
    assert "No paper in results: 0 of 0 training runs done, 0 of 0 tables and figures" in said
    assert "at the papers' sizes: none." in said


CHANGES = [
    ({"parts": [table(content=None)]}, "Missing: results/mtm/tables/table7.md has not been made."),
    ({"parts": [table(content=None)]}, "Tables and figures that have not been made"),
    ({"failures": [Failure(Path("a.log"), "KeyError")]}, "Jobs whose logs end with an error"),
    (
        {"runs": [run(), run(2, "failed"), run(3, "waiting")]},
        "Training runs that are not done: 1 failed, 1 waiting",
    ),
    ({"recordings": [TWINS]}, "Simulated recordings: twins."),
]


@pytest.mark.parametrize(("changed", "said"), CHANGES)
def test_what_is_not_as_it_should_be_is_said(changed: dict[str, Any], said: str) -> None:
    assert said in words(render(report(**changed)))
    assert said not in words(render(report()))


def test_when_all_is_there_nothing_is_missed() -> None:
    page = render(report())
    assert 'id="missing"' not in page
    assert "2 of 2 training runs done, 2 of 2 tables and figures made" in words(page)
    assert 'id="missing"' in render(report(runs=[run(state="stopped")]))


@pytest.mark.parametrize("changed", [{}, {"parts": []}, {"runs": []}])
def test_papers_are_those_that_the_settings_ask_for(changed: dict[str, Any]) -> None:
    page = render(report(**changed))
    assert '<section id="mtm">' in page
    assert '<section id="v1t">' not in page


def test_a_number_beside_that_of_the_paper() -> None:
    number = "neuron, co smoothing, ratio 0.3"
    page = render(report())
    told = cells(page, "numbers-table")
    assert told == ["MtM, Table 7", number, "0.25", "0.5 ± 0.1", "0.4 to 0.6", "", "off"]
    assert page.count('<svg class="marks"') == 1


def test_numbers_that_are_not_there_are_dashes() -> None:
    page = render(report(summary=summary(verdict="not run")))
    assert cells(page, "numbers-table")[2:] == ["0.25", "–", "–", "", "not run"]
    assert '<svg class="marks"' not in page
    assert not re.search(r"\bnan\b", page)


def test_lines_without_a_number_of_a_paper_are_left_out() -> None:
    assert cells(render(report(summary=summary(verdict=""))), "numbers-table") == []


def test_a_run_and_its_cost() -> None:
    page = render(report(runs=[run()]))
    cost = ["0:01:01", "1,024", "1.5"]
    told = ["mtm/runs/ndt1/m1/neuron_ratio-0.3_seed-1", "ablation", "done", "9/10", "–", ""]
    assert cells(page, "runs-table") == [*told, *cost]


def test_what_is_not_known_of_a_run_is_a_dash() -> None:
    nothing = Curve([], [])
    costs = dict.fromkeys(["parameters", "seconds", "memory_mb", "cores"])
    page = render(report(runs=[run(loss=nothing, score=nothing, **costs)]))
    assert cells(page, "runs-table")[4:] == ["–"] * 5
    assert "<polyline" not in page


@pytest.mark.parametrize(
    "changed",
    [
        {"results": EVIL},
        {"failures": [Failure(Path(EVIL), EVIL)]},
        {"recordings": [TWINS._replace(source=EVIL, license=EVIL)]},
        {"runs": [run(name=f"mtm/{EVIL}/a", network=EVIL)]},
        {"summary": summary(row=EVIL, training=EVIL)},
        {"settings": {"mtm": EVIL}},
        {"differences": [Difference(EVIL, EVIL, None)]},
        {"parts": [table(steps=[Step(EVIL, 1, {EVIL}, [f"{EVIL}\n{EVIL}"])])]},
    ],
)
def test_text_of_others_stays_text(changed: dict[str, Any]) -> None:
    page = render(report(**changed))
    assert page.count("<script") == 1
    assert "&lt;script&gt;" in page.replace("/<wbr>", "/")


def test_two_thousand_runs_are_a_page_in_seconds() -> None:
    curve = Curve([*range(1, 81)], [*np.linspace(0, 1, 80)])
    runs = [run(seed, score=curve, loss=curve) for seed in range(2000)]
    lines = pd.concat([summary(value=0.5)] * 600, ignore_index=True)
    began = time.monotonic()
    page = render(report(runs=runs, summary=lines))
    assert time.monotonic() - began < 20
    assert page.count("<polyline") == 4000
