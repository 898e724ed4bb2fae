"""Readouts follow the eye (V1T paper, section 3; Franke et al. 2022)."""

from torch import Tensor, nn


class Shifter(nn.Module):
    """From the pupil's centre to how far places in the image move, within −1 and 1."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, hidden),
            nn.Tanh(),
            nn.Linear(hidden, hidden),
            nn.Tanh(),
            nn.Linear(hidden, 2),
            nn.Tanh(),
        )

    def forward(self, pupil: Tensor) -> Tensor:
        """`(trial, 2)` to `(trial, 2)`, along x and y, half the image being 1."""
        return self.layers(pupil)
