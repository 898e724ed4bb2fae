"""Write one page with the tables and figures of a study, and what they were made from."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import yaml

from neurodag.command import parser, run
from neurodag.figures.captions import caption_of
from neurodag.files import atomic_path
from neurodag.sessions import open_session
from neurodag.sessions.describe import describe

PAPERS = {"mtm": "MtM", "v1t": "V1T", "quantformer": "QuantFormer"}


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


def paper_of(path: Path) -> str:
    """The paper that a table or figure belongs to: it lies in `PAPER/tables` or `PAPER/figures`."""
    return path.parent.parent.name


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
    """The figure, linked where it lies; copied to a folder beside a page of the documentation."""
    paper = paper_of(figure)
    caption = caption_of(paper, figure.stem)
    if page.parent.name == "docs":
        copied = page.with_suffix("") / f"{paper}_{figure.name}"
        with atomic_path(copied) as partial:
            shutil.copyfile(figure, partial)
        figure = copied
    link = os.path.relpath(figure, page.parent)
    return f"![{caption}]({link})\n\n{caption}"


if __name__ == "__main__":
    run(main)
