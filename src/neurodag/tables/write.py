"""Tables as files."""

from pathlib import Path

import pandas as pd

from neurodag.files import atomic_path
from neurodag.tables.markdown import to_markdown


def write_table(
    table: pd.DataFrame, csv_path: Path, markdown_path: Path, caption: str, head: str = "Model"
) -> None:
    """Write a `score_table` as tidy CSV, and as Markdown for people; `head`: what its rows are."""
    with atomic_path(csv_path) as temporary:
        table.to_csv(temporary, index=False)
    with atomic_path(markdown_path) as temporary:
        temporary.write_text(to_markdown(table, caption, head), encoding="utf-8")
