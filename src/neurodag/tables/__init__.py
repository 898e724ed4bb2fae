"""Tables: evaluations in, tidy CSV and Markdown with the papers' numbers out."""
