"""Linear layers, in part."""

import torch
from torch import nn

from neurodag.nn.linear import own_outputs


def test_one_output_a_row():
    torch.manual_seed(0)
    layer, x, outputs = nn.Linear(4, 3), torch.randn(5, 6, 4), torch.tensor([2, 0, 0, 1, 2])
    expected = torch.stack([layer(x[row])[:, output] for row, output in enumerate(outputs)])
    torch.testing.assert_close(own_outputs(layer, x, outputs), expected)
