"""Figures: evaluations or tables in, the arrays of a figure out; these in, matplotlib's out."""
