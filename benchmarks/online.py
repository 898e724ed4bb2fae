"""Forecasts while a mouse is watched: how long after the onset they are there."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from benchmarks.forecast import forward
from benchmarks.machine import Product, interleaved, multiply
from neurodag.config.forecast import Downstream, ForecastNetwork, Windows
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.downstream import ActivationClassifier, ResponseForecaster
from neurodag.training.devices import seed_everything


@dataclass(frozen=True)
class Sizes:
    """Those of the QuantFormer paper; its sessions have 241 units on average."""

    units: int = 250
    stimuli: int = 41
    network: ForecastNetwork = field(default_factory=ForecastNetwork)
    windows: Windows = field(default_factory=Windows)
    downstream: Downstream = field(default_factory=Downstream)
    repetitions: int = 30

    @property
    def baseline(self) -> int:
        """Patches before the onset."""
        return self.windows.baseline_frames // self.network.patch

    @property
    def response(self) -> int:
        """Patches from the onset on."""
        return self.windows.response_frames // self.network.patch


def forecasts(device: torch.device, sizes: Sizes) -> dict[str, Callable[[], Tensor]]:
    """Functions that forecast one presentation of all units, from baselines that come to the CPU
    to results that are there; units and stimulus are known. The networks are as they start."""
    seed_everything("benchmark")
    frames = sizes.windows.baseline_frames, sizes.windows.response_frames
    made_for = QuantFormer(*frames, sizes.network), sizes.units, sizes.stimuli, sizes.downstream
    forecaster = ResponseForecaster(*made_for).to(device).eval()
    classifier = ActivationClassifier(*made_for).to(device).eval()
    baseline = torch.randn(sizes.units, sizes.windows.baseline_frames)
    unit = torch.arange(sizes.units, device=device)
    stimulus = torch.zeros_like(unit)

    def response() -> Tensor:
        return forecaster.forecast(baseline.to(device), unit, stimulus).cpu()

    @torch.no_grad()
    def active() -> Tensor:
        return classifier(baseline.to(device), unit, stimulus).argmax(dim=1).cpu()

    return {"response": response, "active": active}


def products(sizes: Sizes) -> dict[str, list[Product]]:
    """All matrix products of each forecast.

    That of a response knows the baseline by its codes, forecasts those of the response, and decodes
    both; that of activity reads the baseline alone.
    """
    settings, transformer = sizes.network, sizes.network.transformer
    units, width, patches = sizes.units, transformer.width, sizes.baseline + sizes.response
    codes = settings.quantizer.codes if settings.quantizer else 0
    unit = int(sizes.downstream.unit_token)
    embedding = Product(units * patches, settings.patch, width)
    coder = forward(units, patches, transformer)
    answers = units * sizes.response
    hidden = [Product(answers, width, width)] if sizes.downstream.head == "mlp" else []
    return {
        "response": [
            *[embedding, *coder, Product(units * patches, width, codes)],
            *[embedding, *forward(units, patches + unit + 1, transformer)],
            *[*hidden, Product(answers, width, codes)],
            *[*coder, Product(units * patches, width, settings.patch)],
        ],
        "active": [
            Product(units * sizes.baseline, settings.patch, width),
            *forward(units, sizes.baseline + unit + 2, transformer),
            Product(units, width, 2),
        ],
    }


def report(devices: list[torch.device], sizes: Sizes) -> list[str]:
    """A line for each forecast on each device: how near it is to the rate of its products."""
    lines = []
    frame_ms = 1e3 / sizes.windows.frame_rate_hz
    needed = products(sizes)
    for device in devices:
        for name, forecast in forecasts(device, sizes).items():
            own = multiply(needed[name], device, "float32")
            tasks = {"forecast": forecast, "own": own}
            seconds = interleaved(tasks, device, sizes.repetitions)
            share = np.median(seconds["own"] / seconds["forecast"])
            median, late = 1e3 * np.quantile(seconds["forecast"], [0.5, 0.99])
            lines.append(
                f"{f'{name}, {device.type}':20} {share:.2f} of the rate of its own products, "
                f"{median / frame_ms:.2f} × the time of a frame (median {median:.3g} ms, 99th "
                f"percentile {late:.3g} ms, for {sizes.units} units; a frame at "
                f"{sizes.windows.frame_rate_hz:g} Hz: {frame_ms:.3g} ms)"
            )
    return lines
