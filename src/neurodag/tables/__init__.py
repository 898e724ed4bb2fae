"""Tables: evaluations in, tidy CSV and Markdown with the papers' numbers out."""

from neurodag.tables.scores import read_published, score_table
from neurodag.tables.write import write_table

__all__ = ["read_published", "score_table", "write_table"]
