"""Random numbers for the rows of a batch, of which a process may have only some."""

from collections.abc import Callable

from torch import Tensor

from neurodag.nn import dropout


def draw_rows(rows: int, draw: Callable[[int], Tensor]) -> Tensor:
    """The `rows` at hand of what `draw(number of rows)` gives for the whole batch.

    Within `rows_of_batch`, processes that share a batch so draw together what one process would.
    """
    first, total = dropout._batch or (0, rows)
    return draw(total)[first : first + rows]
