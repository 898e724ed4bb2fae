"""Write a page of the documentation: tables and figures, and what they were made from."""

import json
import shutil
from pathlib import Path
from typing import Any

import yaml

from neurodag.command import parser, run
from neurodag.files import atomic_path
from neurodag.labels import PAPERS
from neurodag.report.titles import caption_of_part, paper_of
from neurodag.sessions import open_session
from neurodag.sessions.describe import describe


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--settings", type=json.loads, required=True, help="JSON")
    options.add_argument("--sessions", type=Path, nargs="+", required=True)
    options.add_argument("--tables", type=Path, nargs="*", default=[], help="Markdown")
    options.add_argument("--figures", type=Path, nargs="*", default=[], help="PNG")
    options.add_argument("--output", type=Path, required=True, help="Markdown page to write")
    arguments = options.parse_args()

    page = [
        "# Results",
        "This page is written by the workflow; nothing in it is typed in.",
        "## What was run",
        show_settings(arguments.settings),
        *(f"```\n{describe(open_session(path)).strip()}\n```" for path in arguments.sessions),
    ]
    for paper, name in PAPERS.items():
        page += part_of_page(
            name,
            [path for path in arguments.tables if paper_of(path) == paper],
            [path for path in arguments.figures if paper_of(path) == paper],
            arguments.output,
        )
    with atomic_path(arguments.output) as partial:
        partial.write_text("\n\n".join(page) + "\n", encoding="utf-8")


def show_settings(settings: dict[str, Any]) -> str:
    """The settings of the networks, folded up."""
    text = yaml.safe_dump(settings, sort_keys=False, default_flow_style=None, width=100).strip()
    head = "<details><summary>Settings of the networks</summary>"
    return f"{head}\n\n```yaml\n{text}\n```\n\n</details>"


def part_of_page(name: str, tables: list[Path], figures: list[Path], page: Path) -> list[str]:
    """The tables and figures of a paper, below its name; nothing where it has none."""
    if not tables and not figures:
        return []
    return [
        f"## {name}",
        *(path.read_text(encoding="utf-8").strip() for path in tables),
        *(show(path, page) for path in figures),
    ]


def show(figure: Path, page: Path) -> str:
    """The figure, copied to a folder beside the page."""
    caption = caption_of_part(figure)
    copy = page.with_suffix("") / f"{paper_of(figure)}_{figure.name}"
    with atomic_path(copy) as partial:
        shutil.copyfile(figure, partial)
    return f"![{caption}]({copy.relative_to(page.parent)})\n\n{caption}"


if __name__ == "__main__":
    run(main)
