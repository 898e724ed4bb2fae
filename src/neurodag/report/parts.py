"""The tables and figures of the report, each as far as it is there."""

import base64
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markdown_it import MarkdownIt
from PIL import Image

from neurodag.errors import NeurodagError
from neurodag.labels import PAPERS
from neurodag.report.behind import Step, behind
from neurodag.report.titles import caption_of_part, in_order, paper_of, title_of

FILES = {
    "table": {"csv": "CSV", "md": "Markdown"},
    "figure": {"pdf": "PDF", "png": "PNG", "nc": "NetCDF"},
}
"""What lies beside each other, by suffix, and what it is called."""
PIXELS_PER_INCH = 140
"""Of a figure in print."""


@dataclass(frozen=True)
class Part:
    paper: str
    """A key of `PAPERS`."""
    kind: Literal["table", "figure"]
    path: Path
    """Markdown of a table, PNG of a figure."""
    links: dict[str, str]
    """To the files that are there, relative to the page, by what they are called."""
    content: str | None
    """Of a table HTML, of a figure an address that holds the picture; None if it is missing."""
    width: int | None
    """Of a picture, in pixels of the page."""
    steps: list[Step]
    """What lies behind it."""

    @property
    def title(self) -> str:
        """With its kind, where the name of the file does not tell it from a table's."""
        title = title_of(self.path.stem)
        told = self.kind == "table" or title.startswith("Figure")
        return title if told else f"{title} (figure)"

    @property
    def anchor(self) -> str:
        return f"{self.paper}-{self.kind}-{self.path.stem}"

    @property
    def caption(self) -> str:
        """Of a figure; a table begins with its own."""
        return caption_of_part(self.path) if self.kind == "figure" else ""


def parts(paths: Iterable[Path], page: Path) -> list[Part]:
    """Of each paper first the tables, then the figures, as they are numbered.

    A path lies in `PAPER/tables` or `PAPER/figures`.
    """
    found = [_part(path, page) for path in paths]
    papers = [*PAPERS]
    return sorted(
        found,
        key=lambda part: (
            papers.index(part.paper),
            part.kind == "figure",
            in_order(part.path.stem),
        ),
    )


def _part(path: Path, page: Path) -> Part:
    kind: Literal["table", "figure"] = "table" if path.suffix == ".md" else "figure"
    there = path.is_file()
    beside = {name: path.with_suffix(f".{suffix}") for suffix, name in FILES[kind].items()}
    return Part(
        paper=paper_of(path),
        kind=kind,
        path=path,
        links={
            name: os.path.relpath(file, page.parent)
            for name, file in beside.items()
            if file.is_file()
        },
        content=_content(path) if there else None,
        width=_width(path) if there and kind == "figure" else None,
        steps=behind(path) if there else [],
    )


def _width(picture: Path) -> int:
    """So that letters are of one size in all figures, as in print, and a little larger."""
    try:
        with Image.open(picture, formats=["PNG"]) as image:
            return round(image.width / image.info["dpi"][0] * PIXELS_PER_INCH)
    except (OSError, KeyError) as error:
        raise NeurodagError(
            f"{picture} cannot be shown, for it is no figure of neurodag ({error}); it is damaged, "
            "or of others: delete it and make it again."
        ) from error


def _content(path: Path) -> str:
    if path.suffix == ".png":
        return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    return markdown.render(path.read_text(encoding="utf-8"))
