"""Linear layers, in part."""

from torch import Tensor, nn


def own_outputs(layer: nn.Linear, x: Tensor, outputs: Tensor) -> Tensor:
    """One output of the layer a row: `x (row, time, width)`, `outputs (row,)` to `(row, time)`."""
    weight, bias = layer.weight[outputs], layer.bias[outputs]
    return (x @ weight[:, :, None]).squeeze(-1) + bias[:, None]
