"""A training step of each network, against the matrix products that it is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle, pairwise

import numpy as np
import torch

from benchmarks import steps
from benchmarks.machine import Product, peak_memory
from benchmarks.steps import Variant, attention, dense, variants
from neurodag import config
from neurodag.masking import MTM_SCHEMES, build_scheme
from neurodag.models.build import Network
from neurodag.models.ndt1 import NDT1
from neurodag.models.ndt1_stitch import NDT1Stitch
from neurodag.models.ndt2 import NDT2
from neurodag.training.devices import generator, seed_everything
from neurodag.training.masked import MaskedModelling
from neurodag.training.recordings import Recording

SPIKES_PER_BIN = 0.1
Model = config.NDT1 | config.NDT1Stitch | config.NDT2


@dataclass(frozen=True)
class Sizes:
    """Those of the MtM paper; its sessions have 676 units on average."""

    units: int = 676
    bins: int = 100
    batch: int = 16
    model: Model = field(default_factory=config.NDT1)
    sessions: int = 1
    """All of as many units."""
    square: int = 1536
    """Size of the square matrices that the machine's rate is measured with."""
    repetitions: int = 9

    @property
    def names(self) -> list[str]:
        return [f"session {number}" for number in range(self.sessions)]

    @property
    def patches(self) -> int:
        """Tokens of a bin."""
        return -(-self.units // self.model.patch) if isinstance(self.model, config.NDT2) else 1

    @property
    def tokens(self) -> int:
        """Of a trial: those of its bins, the prompt, the session's where sessions are many."""
        return self.bins * self.patches + (1 if isinstance(self.model, config.NDT1) else 2)


def networks() -> dict[str, Sizes]:
    """Of all architectures; those for many sessions have those of the paper's largest pretraining.

    A step of NDT2 takes six times as long as one of the others, and is repeated less often.
    """
    return {
        "ndt1": Sizes(),
        "ndt1_stitch": Sizes(model=config.NDT1Stitch(), sessions=34),
        "ndt2": Sizes(model=config.NDT2(), sessions=34, repetitions=3),
    }


def network(sizes: Sizes) -> Network:
    units = dict.fromkeys(sizes.names, sizes.units)
    match sizes.model:
        case config.NDT1():
            return NDT1(sizes.units, sizes.bins, sizes.model, len(MTM_SCHEMES))
        case config.NDT1Stitch():
            return NDT1Stitch(units, sizes.bins, sizes.model, len(MTM_SCHEMES))
        case config.NDT2():
            return NDT2(units, sizes.bins, sizes.model, len(MTM_SCHEMES))


def training_step(device: torch.device, sizes: Sizes, variant: Variant) -> Callable[[], None]:
    """One step of prompted multi-task masking at a time, as `neurodag.training.fit` does it.

    Sessions take turns.
    """
    settings = config.Training(
        batch_size=sizes.batch, precision=variant.precision, compile=variant.compile
    )
    seed_everything("benchmark")
    model = network(sizes).to(device).train()
    shape = (sizes.batch, sizes.bins, sizes.units)
    counts = torch.poisson(torch.full(shape, SPIKES_PER_BIN)).to(device, torch.uint8)
    region = np.arange(sizes.units) % 4
    scheme = build_scheme("mtm_prompted", config.Masking(), region)
    recordings = dict.fromkeys(sizes.names, Recording(counts, counts, scheme))
    task = MaskedModelling(model, recordings, settings, seed=0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=settings.learning_rate, fused=True)
    batches = cycle(task.batches(generator("benchmark", "order")))
    draw = generator("benchmark", "mask")

    def step() -> None:
        loss, _ = task.loss(next(batches), draw)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()

    return step


def products(sizes: Sizes) -> list[Product]:
    """All matrix products of a step: forward, and twice as many backward.

    The first layer's input needs no gradient.
    """
    model, width = sizes.model, sizes.model.width
    counts, tokens = sizes.batch * sizes.bins * sizes.patches, sizes.batch * sizes.tokens
    units = model.patch if isinstance(model, config.NDT2) else sizes.units  # of a token
    stitched = [model.channels] if isinstance(model, config.NDT1Stitch) else []
    inputs = [units, *stitched]
    embedding = [*inputs, model.embedding_factor * inputs[-1], width]
    return [
        *(
            product
            for place, sides in enumerate(pairwise(embedding))
            for product in dense(counts, *sides, first=place == 0)
        ),
        *dense(tokens, width, 3 * width, model.blocks),
        *dense(tokens, width, width, model.blocks),
        *dense(tokens, width, model.feedforward, model.blocks),
        *dense(tokens, model.feedforward, width, model.blocks),
        *dense(counts, width, units),
        *attention(sizes.tokens, width // model.heads, sizes.batch * model.heads, model.blocks),
    ]


def report(device: torch.device, sizes: Sizes) -> list[str]:
    """A line for each variant: its share of the matrix-multiply rate, then the numbers behind."""
    return steps.report(device, sizes, products(sizes), training_step, variants(device))


def memory(device: torch.device, threads: int, name: str, sizes: Sizes) -> list[str]:
    """A line for each variant of the network `name`: its peak, in units of what the weights take
    with their gradients and AdamW's two averages."""
    with torch.device("meta"):
        model = network(sizes)
    lasting = 4 * sum(parameter.nbytes for parameter in model.parameters())
    lines = []
    for variant in variants(device):
        peak = peak_memory(training_step, str(device), threads, sizes, variant)
        lines.append(
            f"{name:11} {variant.name:20} {peak / lasting:.2f} × weights, gradients and averages "
            f"({peak / 2**20:.0f} MiB; those: {lasting / 2**20:.0f} MiB)"
        )
    return lines
