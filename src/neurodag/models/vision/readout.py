"""Gaussian readout: each unit reads the core at one place (Lurz et al. 2021)."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.vision import Readout
from neurodag.models.vision.animals import Animal
from neurodag.models.vision.places import LearnedPlaces, PlacesFromCortex
from neurodag.nn.rows import draw_rows

FIRST_SPREAD = 0.1
"""Entries of the spread begin between this and its negative."""


class GaussianReadout(nn.Module):
    """The response of a unit is linear in the core's features at one place of the image.

    In training, the place is drawn for each trial and unit from a Gaussian around the unit's own;
    otherwise it is the unit's own.
    """

    def __init__(self, width: int, animal: Animal, settings: Readout) -> None:
        """For features of so many channels."""
        super().__init__()
        units = animal.units
        self.l1 = settings.l1
        self.place = (
            LearnedPlaces(units)
            if animal.positions is None
            else PlacesFromCortex(animal.positions, settings)
        )
        self.spread = nn.Parameter(torch.empty(units, 2, 2).uniform_(-FIRST_SPREAD, FIRST_SPREAD))
        self.features = nn.Parameter(torch.full((units, width), 1 / width))
        self.bias = nn.Parameter(first_bias(animal, settings))

    def forward(self, features: Tensor, shift: Tensor | None = None) -> Tensor:
        """Drive `(trial, unit)` from `features (trial, width, row, column)`.

        `shift (trial, 2)`: along x and y, half the image being 1. Outside of the image, features
        are zero.
        """
        places = self.places(len(features))
        if shift is not None:
            places = places + shift[:, None]
        seen = functional.grid_sample(features, places[:, :, None], align_corners=True)[..., 0]
        return torch.einsum("tcu,uc->tu", seen, self.features) + self.bias

    def places(self, trials: int) -> Tensor:
        """Where units look in each trial, `(trial, unit, 2)`: x and y within −1 and 1."""
        own = self.place()
        places = own.expand(trials, -1, -1)
        if self.training:
            noise = draw_rows(trials, lambda rows: torch.randn(rows, *own.shape, device=own.device))
            places = own + torch.einsum("uij,tuj->tui", self.spread, noise)
        return places.clamp(-1, 1)

    def regulariser(self) -> Tensor:
        """Weighted sum of the features' absolute weights."""
        return self.l1 * self.features.abs().sum()


def first_bias(animal: Animal, settings: Readout) -> Tensor:
    if settings.initial_bias == "zero":
        return torch.zeros(animal.units)
    if animal.mean_response is None:
        raise ValueError("Biases are to begin with the mean response, which is not given.")
    return animal.mean_response.float().clone()
