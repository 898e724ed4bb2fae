"""Figures: evaluations or tables in, a matplotlib figure and the arrays that it shows out."""
