"""Training steps of any network, against the matrix products that they are made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import torch

from benchmarks.machine import Product, interleaved, multiply, square


class Sizes(Protocol):
    """What is common to the sizes of all networks."""

    @property
    def batch(self) -> int: ...
    @property
    def square(self) -> int:
        """Size of the square matrices that the machine's rate is measured with."""

    @property
    def repetitions(self) -> int: ...


@dataclass(frozen=True)
class Variant:
    """How a step is computed."""

    precision: Literal["float32", "bfloat16"] = "float32"
    compile: bool = False

    @property
    def name(self) -> str:
        return self.precision + (", compiled" if self.compile else "")


def variants(device: torch.device) -> list[Variant]:
    """Compiling is for GPUs: on a CPU the products take most of the time."""
    eager = [Variant("float32"), Variant("bfloat16")]
    compiled = [Variant("float32", True), Variant("bfloat16", True)]
    return eager + compiled if device.type == "cuda" else eager


Step = Callable[[torch.device, Any, Variant], Callable[[], object]]
"""Makes a function that does one training step, given the sizes."""


def dense(
    rows: int, inputs: int, outputs: int, times: int = 1, *, first: bool = False
) -> list[Product]:
    """The products of a linear layer: output, and gradients of weights and of input.

    The input of the `first` needs no gradient.
    """
    forward = Product(rows, inputs, outputs, times=times)
    weights = Product(outputs, rows, inputs, times=times)
    return [forward, weights, *([] if first else [Product(rows, outputs, inputs, times=times)])]


def attention(tokens: int, head: int, heads: int, blocks: int) -> list[Product]:
    """Scores and gradient of the weights; heads and gradients of values, queries and keys.

    `head` is the width of a head; `heads` are those of all trials.
    """
    return [
        Product(tokens, head, tokens, heads, times=2 * blocks),
        Product(tokens, tokens, head, heads, times=4 * blocks),
    ]


def report(
    device: torch.device,
    sizes: Sizes,
    needed: list[Product],
    step_of: Step,
    chosen: list[Variant],
    items: str = "trials",
) -> list[str]:
    """A line for each variant: its share of the matrix-multiply rate, then the numbers behind.

    `needed` are all products of a step; `items` is what a batch consists of.
    """
    flops = sum(product.flops for product in needed)
    squares = square(sizes.square, flops)
    work = sum(product.flops for product in squares)
    tasks: dict[str, Callable[[], object]] = {}
    for precision in dict.fromkeys(variant.precision for variant in chosen):
        tasks[f"square {precision}"] = multiply(squares, device, precision)
        tasks[f"own {precision}"] = multiply(needed, device, precision)
    for variant in chosen:
        tasks[variant.name] = step_of(device, sizes, variant)
    seconds = interleaved(tasks, device, sizes.repetitions)

    lines = []
    for variant in chosen:
        step, large = seconds[variant.name], seconds[f"square {variant.precision}"]
        share = np.median((flops / step) / (work / large))
        own = np.median(seconds[f"own {variant.precision}"] / step)
        faster = np.median(seconds[chosen[0].name] / step)
        lines.append(
            f"{variant.name:20} {share:.2f} of the matrix-multiply rate, {own:.2f} of its own "
            f"products' rate, {faster:.2f} × the speed of {chosen[0].name} "
            f"({np.median(step):.3g} s a step of {flops / 1e9:.4g} GFLOP; squares of "
            f"{sizes.square}: {np.median(work / large) / 1e9:.4g} GFLOP/s; "
            f"{sizes.batch / np.median(step):.4g} {items}/s)"
        )
    return lines
