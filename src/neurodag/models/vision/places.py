"""Where in the image a unit looks, before its readout has seen an eye move."""

import torch
from torch import Tensor, nn

from neurodag.config.vision import Readout

FIRST_PLACES = 0.3
"""Places that are learned one by one begin within this distance of the centre, along x and y."""


class LearnedPlaces(nn.Module):
    """A place for each unit, where its position in the cortex is not known."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.empty(units, 2).uniform_(-FIRST_PLACES, FIRST_PLACES))

    def forward(self) -> Tensor:
        """`(unit, 2)`: x and y, −1 and 1 being the edges of the image."""
        return self.places


class PlacesFromCortex(nn.Module):
    """Neighbours in the cortex look at neighbouring places: these are a function of positions."""

    positions: Tensor

    def __init__(self, positions: Tensor, settings: Readout) -> None:
        """`positions (unit, 2)` in the cortex, in any unit of length."""
        super().__init__()
        self.register_buffer("positions", relative(positions))
        layers: list[nn.Module] = []
        inputs = 2
        for _ in range(settings.position_layers):
            layers += [nn.Linear(inputs, settings.position_units), nn.ELU()]
            inputs = settings.position_units
        self.layers = nn.Sequential(*layers, nn.Linear(inputs, 2), nn.Tanh())

    def forward(self) -> Tensor:
        """`(unit, 2)`: x and y, −1 and 1 being the edges of the image."""
        return self.layers(self.positions)


def relative(positions: Tensor) -> Tensor:
    """Positions from their mean, in units of the largest distance along an axis."""
    centred = positions.float() - positions.float().mean(dim=0)
    return centred / centred.abs().max().clamp(min=torch.finfo(centred.dtype).tiny)
