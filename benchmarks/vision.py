"""A training step of V1T on one animal, against the matrix products that it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import torch

from benchmarks import steps
from benchmarks.machine import Product, peak_memory
from benchmarks.steps import Variant, attention, dense
from neurodag.archives.sensorium.values import BEHAVIOR
from neurodag.config.vision import VisionNetwork, VisionTraining, ViTCore
from neurodag.models.vision import network
from neurodag.models.vision.tokens import patch_grid
from neurodag.training.devices import generator, seed_everything
from neurodag.training.fit import take_step
from neurodag.training.vision.recordings import Recording
from neurodag.training.vision.task import ImageResponses
from neurodag.training.workers import ALONE

VARIABLES = tuple(name for names in BEHAVIOR.values() for name in names)


@dataclass(frozen=True)
class Sizes:
    """Those of the V1T paper; its animals of Dataset S have some 8,000 units."""

    units: int = 8000
    batch: int = 16
    core: ViTCore = field(default_factory=lambda: ViTCore(kind="vit"))
    size: tuple[int, int] = (36, 64)
    square: int = 1536
    """Size of the square matrices that the machine's rate is measured with."""
    repetitions: int = 1
    """On a CPU, a step takes most of a minute."""

    @property
    def model(self) -> VisionNetwork:
        return VisionNetwork(core=self.core, size=self.size)

    @property
    def patches(self) -> int:
        rows, columns = patch_grid(self.size, self.core)
        return rows * columns

    @property
    def tokens(self) -> int:
        """Of an image: its patches, and [cls]."""
        return self.patches + 1


def variants(device: torch.device) -> list[Variant]:
    """On a CPU the first alone, for steps are long there."""
    return steps.variants(device)[: None if device.type == "cuda" else 1]


def made_up(sizes: Sizes, device: torch.device) -> Recording:
    """Noise, as many trials as a batch has."""
    trials = torch.arange(sizes.batch, device=device)
    one = torch.ones(1, 1, 1, device=device)
    return Recording(
        image=torch.randn(sizes.batch, 1, *sizes.size, device=device),
        image_mean=0 * one,
        image_std=one,
        image_index=trials,
        gray=False,
        response=torch.rand(sizes.batch, sizes.units, device=device),
        behavior=torch.randn(sizes.batch, len(VARIABLES), device=device),
        behavior_variables=VARIABLES,
        positions=torch.randn(sizes.units, 2, device=device),
        train=trials,
        validation=trials,
    )


def training_step(device: torch.device, sizes: Sizes, variant: Variant) -> Callable[[], object]:
    """One step at a time, as `neurodag.training.fit` does it."""
    settings = VisionTraining(
        batch_size=sizes.batch, precision=variant.precision, compile=variant.compile
    )
    seed_everything("benchmark")
    recordings = {"mouse": made_up(sizes, device)}
    animals = {session: recording.animal for session, recording in recordings.items()}
    model = network.VisionNetwork(animals, sizes.model).to(device).train()
    task = ImageResponses(model, recordings, settings)
    (batch,) = task.batches(generator("benchmark", "order"))
    draw = generator("benchmark", "places")
    return partial(take_step, task, batch, draw, task.schedule(settings, 1), ALONE)


def products(sizes: Sizes) -> list[Product]:
    """All matrix products of a step of V1T with a sliding window: forward, and those backward."""
    core, model, units, batch = sizes.core, sizes.model, sizes.units, sizes.batch
    width, heads, rows = core.width, core.heads * core.width, batch * sizes.tokens
    result = dense(batch * sizes.patches, core.patch**2, width, first=True)
    for inputs, outputs in [
        (width, 3 * heads),
        (heads, width),
        (width, core.feedforward),
        (core.feedforward, width),
    ]:
        result += dense(rows, inputs, outputs, core.blocks)
    result += attention(sizes.tokens, width, batch * core.heads, core.blocks)
    for number, layers, times in [
        (batch, [len(VARIABLES), core.behavior_units, width], core.blocks),
        (batch, [2, model.shifter_units, model.shifter_units, 2], 1),
        (units, [2, *[model.readout.position_units] * model.readout.position_layers, 2], 1),
    ]:
        for place, (inputs, outputs) in enumerate(pairwise(layers)):
            result += dense(number, inputs, outputs, times, first=place == 0)
    # Units read features at places of their own, which scatter.
    result += [Product(batch, width, 1, units), Product(batch, 1, width, units)]
    result += [Product(width, batch, 1, units)]
    result += [Product(batch, 2, 2, units), Product(2, batch, 2, units)]
    return result


def report(device: torch.device, sizes: Sizes) -> list[str]:
    return steps.report(device, sizes, products(sizes), training_step, variants(device))


def memory(device: torch.device, threads: int, sizes: Sizes) -> list[str]:
    """A line for each variant: its peak, in units of the attention weights of all blocks."""
    core = sizes.core
    weights = 4 * sizes.batch * core.blocks * core.heads * sizes.tokens**2
    lines = []
    for variant in variants(device):
        peak = peak_memory(training_step, str(device), threads, sizes, variant)
        lines.append(
            f"{'v1t':11} {variant.name:20} {peak / weights:.2f} × attention weights of all blocks "
            f"({peak / 2**20:.0f} MiB; those: {weights / 2**20:.0f} MiB)"
        )
    return lines
