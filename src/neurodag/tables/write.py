"""Tables as files."""

from pathlib import Path

import pandas as pd

from neurodag.files import atomic_path
from neurodag.tables.markdown import to_markdown


def write_table(
    table: pd.DataFrame, csv_path: Path, markdown_path: Path, caption: str, head: str = "Model"
) -> None:
    """Write a `score_table` as tidy CSV, and as Markdown for people; `head`: what its rows are."""
    write_files(table, to_markdown(table, caption, head), csv_path, markdown_path)


def write_files(table: pd.DataFrame, text: str, csv_path: Path, markdown_path: Path) -> None:
    """Write a tidy table as CSV, and the `text` that shows it to people."""
    with atomic_path(csv_path) as temporary:
        table.to_csv(temporary, index=False)
    with atomic_path(markdown_path) as temporary:
        temporary.write_text(text, encoding="utf-8")
