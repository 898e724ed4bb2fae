"""Small networks of fluorescence, and what they are given."""

import torch

from neurodag.config import forecast as config
from neurodag.models.forecast.autoencoder import QuantFormer

BASELINE, RESPONSE, PATCH = 12, 8, 4
PATCHES = (BASELINE + RESPONSE) // PATCH
UNITS, STIMULI = 4, 3
SMALL = {"blocks": 2, "heads": 2, "width": 8, "feedforward_factor": 2}


def settings(**changes: object) -> config.ForecastNetwork:
    small = {"patch": PATCH, "transformer": SMALL, "quantizer": {"codes": 5}}
    return config.ForecastNetwork(**small | changes)


def network(seed: int = 0, **changes: object) -> QuantFormer:
    """In evaluation, and with every code in use: each is at a token of `some_signals`."""
    torch.manual_seed(seed)
    made = QuantFormer(BASELINE, RESPONSE, settings(**changes)).eval()
    if made.quantizer is not None:
        spread_codes(made)
    return made


@torch.no_grad()
def spread_codes(of: QuantFormer) -> None:
    tokens = of(some_signals(seed=9)).tokens.flatten(0, 1)
    order = torch.randperm(len(tokens), generator=torch.Generator().manual_seed(0))
    of.codebook.entries.copy_(tokens[order[: len(of.codebook.entries)]])


def some_signals(observations: int = 6, frames: int = BASELINE + RESPONSE, seed: int = 1):
    return torch.randn(observations, frames, generator=torch.Generator().manual_seed(seed))


def some_baselines():
    return some_signals()[:, :BASELINE]


def some_units():
    return torch.tensor([0, 1, 2, 3, 0, 1])


def some_stimuli():
    return torch.tensor([0, 1, 2, 0, 1, 2])
