"""Rows of a batch, which several processes may share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from torch import Tensor

_batch: tuple[int, int] | None = None
"""First row that this process has of a batch that several share, and the rows of all of it."""


@contextmanager
def rows_of_batch(rows: slice, total: int) -> Iterator[None]:
    """Within, random numbers for the `rows` are those that all `total` rows would be given.

    So processes that share a batch, each with its rows, draw together what one process would. On a
    CPU only: the kernels of GPUs draw as they please.
    """
    global _batch
    _batch = (rows.start, total)
    try:
        yield
    finally:
        _batch = None


def place_in_batch(rows: int) -> tuple[int, int]:
    """The first of the `rows` at hand in the batch that they are of, and the rows of all of it."""
    return _batch or (0, rows)


def draw_rows(rows: int, draw: Callable[[int], Tensor]) -> Tensor:
    """The `rows` at hand of what `draw(number of rows)` gives for the whole batch."""
    first, total = place_in_batch(rows)
    return draw(total)[first : first + rows]
