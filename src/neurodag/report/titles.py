"""What tables and figures are called, what stands with them, and in which order they come, by the
names of their files, which lie in `PAPER/tables` and `PAPER/figures`."""

import re
from pathlib import Path

from neurodag.figures.captions import caption_of
from neurodag.tables.captions import CAPTIONS as TABLES

NUMBER = r"a?\d+(?:[a-z](?!\d))*"
"""`7`, `2ab` or `a6`, as the papers number their tables and figures."""
NUMBERED = re.compile(rf"(table|figure)_?((?:{NUMBER})+)")


def title_of(name: str) -> str:
    """`Figure A6, A7` for figure_a6a7, `Receptive fields` for receptive_fields."""
    if numbered := NUMBERED.fullmatch(name):
        return f"{numbered[1].capitalize()} {', '.join(re.findall(NUMBER, numbered[2])).upper()}"
    return name.replace("_", " ").capitalize()


def in_order(name: str) -> tuple[int, int, str]:
    """A key to sort by: numbers of the text, of the appendix, and then names without one."""
    numbered = NUMBERED.fullmatch(name)
    if numbered is None:
        return 2, 0, name
    appendix, number = re.findall(r"(a?)(\d+)", numbered[2])[0]
    return int(appendix == "a"), int(number), name


def paper_of(path: Path) -> str:
    return path.parent.parent.name


def caption_of_part(path: Path) -> str:
    """Of a figure (PNG), or of a table (Markdown), which begins with it."""
    paper, name = paper_of(path), path.stem
    return TABLES[paper][name] if path.suffix == ".md" else caption_of(paper, name)
