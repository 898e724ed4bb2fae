"""What is left of signals that went through codes (QuantFormer paper, Figures A-6 and A-7)."""

from typing import NamedTuple

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.forecast.codes import Reconstructions
from neurodag.errors import SessionError
from neurodag.evaluation.forecast.examples import MEANING, choose
from neurodag.interpret.forecast.pretrained import Pretrained
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.quantizer import perplexity
from neurodag.training.devices import generator
from neurodag.training.forecast.observations import Cut, Observations, observations_of

ACTIVITIES = ("inactive", "active")
AT_ONCE = 4096
"""Observations that go through the network together: bounds the memory, not what comes out."""


class Remade(NamedTuple):
    """Some observations, and how well they came out."""

    codes: Tensor
    """Of each patch, `(observation, patch)`."""
    error: Tensor
    """Mean squared error over the frames, `(observation,)`."""
    variance: Tensor
    """Of the signal over its frames, `(observation,)`."""
    active: Tensor
    """`(observation,)`."""


@torch.no_grad()
def map_reconstructions(
    pretrained: Pretrained,
    session: xr.Dataset,
    stimulus: str,
    settings: Reconstructions,
    name: str,
) -> xr.Dataset:
    """The test observations of a `stimulus` through the codes of a network that sees all of them.

    `name`: what the network is called in figures. Examples are those that evaluations of forecasts
    keep, in the same order. Raises SessionError where no test presentation is of the stimulus.
    """
    network, session_id = pretrained.network, session.attrs["session_id"]
    codes = network.codebook.entries
    observed = observations_of(session, pretrained.windows, codes.device, [stimulus])
    test = observed.of("test")
    if not len(test):
        raise SessionError(
            f"Session {session_id} has no test presentation of {stimulus} (split) whose window "
            "lies within the recording; prepare it with a larger share of test presentations."
        )
    draw = generator(session_id, stimulus, "pick")
    picked = choose(observed.active[test].cpu(), settings.examples, draw)
    item, unit = (each.to(test.device) for each in picked)
    found = summary(through_codes(network, observed, test), len(codes))
    shown = shown_whole(pretrained, observed, test[item], unit)
    units = session["unit"].values if "unit" in session else np.arange(observed.units)
    shown["example_unit"] = "example", units[unit.cpu().numpy()]
    origin = {key: session.attrs[key] for key in ("dataset", "subject", "session_id")}
    about = origin | pretrained.about(name) | {"stimulus": stimulus}
    return found.merge(shown).assign_attrs(about)


def through_codes(network: QuantFormer, observed: Observations, presentations: Tensor) -> Remade:
    """All units in some presentations `(item,)`."""
    parts = presentations.split(max(AT_ONCE // observed.units, 1))
    found = [remade(network, observed.cut(*observed.every_unit(some))) for some in parts]
    return Remade(*map(torch.cat, zip(*found, strict=True)))


def remade(network: QuantFormer, cut: Cut) -> Remade:
    signals, _, codes, _ = network(cut.signal)
    error = (signals - cut.signal).square().mean(dim=1)
    return Remade(codes, error, cut.signal.var(dim=1, correction=0), cut.active)


def summary(observations: Remade, codes: int) -> xr.Dataset:
    """Errors, and how often each of so many codes is used, of active and inactive observations."""
    groups = [
        Remade(*(each[observations.active == active] for each in observations))
        for active in (False, True)
    ]
    of = ("activity",)
    return xr.Dataset(
        {
            "observations": (of, [len(group.active) for group in groups]),
            "squared_error": (of, [_mean(group.error) for group in groups], {"units": "1"}),
            "variance": (of, [_mean(group.variance) for group in groups], {"units": "1"}),
            "patches": (
                (*of, "code"),
                [_counts(group.codes, codes) for group in groups],
                {"long_name": "patches with a code"},
            ),
            "perplexity": (of, [float(perplexity(group.codes, codes)) for group in groups]),
        },
        {"activity": list(ACTIVITIES), "code": np.arange(codes)},
    )


def shown_whole(
    pretrained: Pretrained, observed: Observations, presentation: Tensor, unit: Tensor
) -> xr.Dataset:
    """Some observations frame by frame; `presentation` and `unit (example,)`."""
    network, windows = pretrained.network, pretrained.windows
    signal = observed.cut(presentation, unit).signal
    made = network(signal)
    quantity = {"long_name": MEANING[windows.signal], "units": "1"}
    frame = np.arange(-windows.baseline_frames, windows.response_frames)
    return xr.Dataset(
        {
            "signal": (("example", "frame"), signal.cpu().numpy(), quantity),
            "reconstruction": (("example", "frame"), made.signals.cpu().numpy(), quantity),
            "example_code": (("example", "patch"), made.codes.cpu().numpy()),
            "example_presentation": ("example", observed.position[presentation.cpu().numpy()]),
        },
        {"time": ("frame", frame / windows.frame_rate_hz, {"units": "s"})},
    )


def _mean(values: Tensor) -> float:
    """NaN of nothing."""
    return float(values.double().mean())


def _counts(codes: Tensor, number: int) -> np.ndarray:
    return torch.bincount(codes.flatten(), minlength=number).cpu().numpy()
