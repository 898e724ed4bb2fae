"""The report as one HTML page that needs nothing beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from neurodag.labels import PAPERS
from neurodag.progress import as_clock
from neurodag.report.differences import Difference
from neurodag.report.distance import Distance
from neurodag.report.drawings import (
    CURVE_HEIGHT,
    CURVE_WIDTH,
    MARKS_HEIGHT,
    MARKS_WIDTH,
    marks,
    polyline,
)
from neurodag.report.jobs import Failure, Jobs
from neurodag.report.parts import Part
from neurodag.report.recordings import Recordings
from neurodag.report.titles import title_of
from neurodag.report.training_runs import TrainingRun
from neurodag.report.words import as_yaml, brief
from neurodag.tables.verdicts import VERDICTS


@dataclass(frozen=True)
class Report:
    """All that the page shows."""

    results: str
    """The results folder."""
    recordings: Sequence[Recordings]
    parts: Sequence[Part]
    summary: pd.DataFrame
    """Of all tables (`neurodag.tables.summary`)."""
    distances: Sequence[Distance]
    runs: Sequence[TrainingRun]
    jobs: Sequence[Jobs]
    failures: Sequence[Failure]
    differences: Sequence[Difference]
    settings: dict[str, Any]
    versions: dict[str, str]
    """Of the software that made the page."""

    @property
    def missing(self) -> list[Part]:
        return [part for part in self.parts if part.content is None]

    @property
    def unfinished(self) -> list[TrainingRun]:
        return [run for run in self.runs if run.status.state != "done"]

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """Lines of the summary beside which a paper has a number."""
        known = self.summary[self.summary["verdict"] != ""]
        return known.to_dict("records")  # type: ignore[return-value]


def render(report: Report) -> str:
    """The page's HTML."""
    environment = Environment(
        loader=PackageLoader("neurodag.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": as_clock,
        "marks": marks,
        "polyline": polyline,
        "title": title_of,
        "yaml": as_yaml,
        "brief": brief,
    }
    return environment.get_template("report.html").render(
        report=report,
        papers={key: name for key, name in PAPERS.items() if _is_of(key, report)},
        verdicts=VERDICTS,
        curve={"width": CURVE_WIDTH, "height": CURVE_HEIGHT},
        mark={"width": MARKS_WIDTH, "height": MARKS_HEIGHT},
    )


def _is_of(paper: str, report: Report) -> bool:
    """Whether the settings ask for anything of this paper."""
    parts, runs = ({each.paper for each in told} for told in (report.parts, report.runs))
    return paper in parts | runs
