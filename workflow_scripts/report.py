"""Write one HTML page with all that was made: what was run, what came out, how far it is from the
papers, and what is missing or failed."""

import json
from pathlib import Path

from neurodag import layout
from neurodag.command import parser, run
from neurodag.config import load_config, read_config
from neurodag.files import atomic_path
from neurodag.report.differences import FOLDERS, differences
from neurodag.report.distance import distances
from neurodag.report.jobs import failures, jobs
from neurodag.report.page import Report, render
from neurodag.report.parts import parts
from neurodag.report.recordings import recordings
from neurodag.report.training_runs import training_runs
from neurodag.report.versions import versions
from neurodag.status.survey import survey
from neurodag.tables.summary import summarise


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--settings", type=json.loads, required=True, help="JSON: all settings but folders"
    )
    options.add_argument(
        "--found", type=json.loads, required=True, help='JSON: {"dataset": ["session", …], …}'
    )
    options.add_argument(
        "--papers", type=Path, required=True, help="YAML: the settings of the papers"
    )
    options.add_argument("--sessions", type=Path, nargs="*", default=[], help="session files")
    options.add_argument(
        "--parts", type=Path, nargs="*", default=[], help="tables (Markdown) and figures (PNG)"
    )
    options.add_argument(
        "--published", type=Path, nargs="*", default=[], help="CSV: the papers' own numbers"
    )
    options.add_argument(
        "--output",
        type=Path,
        required=True,
        help="HTML page to write, in the folder of the results",
    )
    arguments = options.parse_args()

    results = arguments.output.parent
    config = load_config(arguments.settings | {"results": str(results)})
    tables = [path.with_suffix(".csv") for path in arguments.parts if path.suffix == ".md"]
    summary = summarise(path for path in tables if path.is_file())
    settings, papers = (
        each.model_dump(mode="json", exclude=FOLDERS, exclude_none=True)
        for each in (config, read_config([arguments.papers]))
    )
    page = render(
        Report(
            results=config.results,
            recordings=recordings(arguments.sessions, config),
            parts=parts(arguments.parts, arguments.output),
            summary=summary,
            distances=distances(summary, arguments.published),
            runs=training_runs(survey(config, arguments.found), results),
            jobs=jobs(results),
            failures=failures(results / layout.LOGS),
            differences=differences(settings, papers),
            settings=settings,
            versions=versions(),
        )
    )
    with atomic_path(arguments.output) as partial:
        partial.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    run(main)
