"""Random numbers for the rows of a batch."""

import torch

from neurodag.nn.rows import draw_rows, rows_of_batch


def test_processes_that_share_a_batch_draw_what_one_would():
    torch.manual_seed(0)
    alone = draw_rows(5, lambda rows: torch.randn(rows, 2))
    shares = []
    for rows in (slice(0, 2), slice(2, 5)):
        torch.manual_seed(0)
        with rows_of_batch(rows, 5):
            shares.append(draw_rows(rows.stop - rows.start, lambda n: torch.randn(n, 2)))
    assert torch.equal(torch.cat(shares), alone)
