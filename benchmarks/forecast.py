"""A step of QuantFormer's pre-training, against the matrix products that it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain, cycle

import numpy as np
import torch

from benchmarks import steps
from benchmarks.machine import Product, interleaved
from benchmarks.steps import Variant, dense
from neurodag.config.forecast import (
    ForecastNetwork,
    ForecastTraining,
    PretrainingRun,
    Transformer,
    Windows,
)
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.training.devices import generator, seed_everything
from neurodag.training.fit import take_step
from neurodag.training.forecast.observations import Observations
from neurodag.training.forecast.pretraining import Batch, Pretraining
from neurodag.training.forecast.traces import traces_of
from neurodag.training.workers import ALONE

ACTIVE = 0.05
"""Share of the observations."""


@dataclass(frozen=True)
class Sizes:
    """Those of the QuantFormer paper; its sessions have 241 units on average."""

    units: int = 256
    presentations: int = 2
    """Of a batch; each is shown with all units. The paper's batches have 32."""
    frames: int = 108_000
    """Of the recording: an hour."""
    network: ForecastNetwork = field(default_factory=ForecastNetwork)
    windows: Windows = field(default_factory=Windows)
    square: int = 1536
    """Size of the square matrices that the machine's rate is measured with."""
    repetitions: int = 7
    """On a CPU, a step takes a second or two."""

    @property
    def batch(self) -> int:
        """Sequences, which are the signals of one unit around one onset."""
        return self.presentations * self.units

    @property
    def patches(self) -> int:
        """Of a sequence."""
        return (self.windows.baseline_frames + self.windows.response_frames) // self.network.patch


def variants(device: torch.device) -> list[Variant]:
    """Those that pre-training has settings for."""
    return [variant for variant in steps.variants(device) if not variant.compile]


def made_up(sizes: Sizes, device: torch.device) -> Observations:
    """Noise, and onsets anywhere in it."""
    rng = np.random.default_rng(0)
    before, after = sizes.windows.baseline_frames, sizes.windows.response_frames
    fluorescence = rng.normal(100, 5, (sizes.frames, sizes.units)).astype(np.float32)
    shown = 8 * sizes.presentations
    none = torch.zeros(shown, dtype=torch.int64, device=device)
    start = np.sort(rng.integers(0, sizes.frames - before - after, shown))
    return Observations(
        traces=traces_of(fluorescence, sizes.windows, device),
        position=np.arange(shown),
        start=torch.from_numpy(start).to(device),
        part=none,
        stimulus=none,
        conditions=(("noise", 0),),
        active_frames=none + sizes.windows.active_frames,
        active=torch.from_numpy(rng.random((shown, sizes.units)) < ACTIVE).to(device),
    )


def pretraining(device: torch.device, sizes: Sizes, variant: Variant) -> Pretraining:
    training = ForecastTraining(batch_size=sizes.presentations, precision=variant.precision)
    run = PretrainingRun(windows=sizes.windows, network=sizes.network, training=training)
    seed_everything("benchmark")
    frames = sizes.windows.baseline_frames, sizes.windows.response_frames
    model = QuantFormer(*frames, sizes.network).to(device).train()
    return Pretraining(model, {"session": made_up(sizes, device)}, run, seed=0)


def training_step(device: torch.device, sizes: Sizes, variant: Variant) -> Callable[[], object]:
    """One step at a time, as `neurodag.training.fit` does it."""
    task = pretraining(device, sizes, variant)
    schedule = task.schedule(task.settings.training, 1)
    draw = generator("benchmark", "hidden")
    batches = cycle(task.batches(generator("benchmark", "order")))
    return lambda: take_step(task, next(batches), draw, schedule, ALONE)


def cutting(device: torch.device, sizes: Sizes, variant: Variant) -> Callable[[], object]:
    """Cuts the windows of one batch at a time, and does no more of a step than that."""
    task = pretraining(device, sizes, variant)
    draw = generator("benchmark", "hidden")
    batches: cycle[Batch] = cycle(task.batches(generator("benchmark", "order")))
    return lambda: task.observations(next(batches), task.settings.balance, draw)


def forward(sequences: int, tokens: int, settings: Transformer) -> list[Product]:
    """The products of all blocks of an encoder or decoder."""
    width, rows = settings.width, sequences * tokens
    hidden = settings.feedforward_factor * width
    layers = (width, 3 * width), (width, width), (width, hidden), (hidden, width)
    head, heads = width // settings.heads, sequences * settings.heads
    return [
        *(Product(rows, inputs, outputs, times=settings.blocks) for inputs, outputs in layers),
        Product(tokens, head, tokens, heads, settings.blocks),
        Product(tokens, tokens, head, heads, settings.blocks),
    ]


def with_gradients(product: Product) -> list[Product]:
    """A product, and the gradients of both of its sides."""
    rows, inner, columns, *often = product
    return [product, Product(columns, rows, inner, *often), Product(rows, columns, inner, *often)]


def products(sizes: Sizes) -> list[Product]:
    """All matrix products of a step: forward, and those backward.

    Distances from codes have no gradient: what counts is which is the least.
    """
    settings = sizes.network
    width, rows = settings.transformer.width, sizes.batch * sizes.patches
    coder = forward(sizes.batch, sizes.patches, settings.transformer)
    learned = [*coder, *coder, Product(rows, width, settings.patch)]
    codes = settings.quantizer.codes if settings.quantizer else 0
    return [
        *dense(rows, settings.patch, width, first=True),
        *chain.from_iterable(map(with_gradients, learned)),
        Product(rows, width, codes),
    ]


def report(device: torch.device, sizes: Sizes) -> list[str]:
    """A line for each variant, then one for the share of a step in which windows are cut."""
    chosen = variants(device)
    lines = steps.report(device, sizes, products(sizes), training_step, chosen, "sequences")
    ways = {"step": training_step, "windows": cutting}
    tasks = {name: way(device, sizes, chosen[0]) for name, way in ways.items()}
    seconds = interleaved(tasks, device, sizes.repetitions)
    share = np.median(seconds["windows"] / seconds["step"])
    return [
        *lines,
        f"{'windows':20} {share:.2g} of the step's time is spent in cutting them "
        f"({1e3 * np.median(seconds['windows']):.3g} ms for {sizes.batch} sequences of "
        f"{sizes.patches * sizes.network.patch} frames)",
    ]
