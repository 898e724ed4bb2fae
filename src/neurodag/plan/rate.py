"""How fast networks are trained: what the user says, or a share of what this machine can do."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from neurodag.command import threads
from neurodag.plan.planned import Precision
from neurodag.training.devices import pick_device

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
SECONDS = 0.5
"""How long the rate of one precision is measured."""


@dataclass(frozen=True)
class Rate:
    """Floating-point operations a second that training sustains, and how that is known."""

    sustained: float
    measured: float | None = None
    """Of matrix products alone, by the device; None where the user gives the rate."""
    share: float | None = None
    """`sustained` as a share of `measured`."""
    device: str | None = None
    gpu: bool = True

    def hours(self, flops: float) -> float:
        """How long so many operations take."""
        return flops / self.sustained / 3600


def given_rate(teraflops: float) -> Rate:
    return Rate(teraflops * 1e12)


def measured_rates(precisions: Iterable[Precision], share: float) -> dict[Precision, Rate]:
    """The rate of each precision on the first GPU, or the CPU where there is none."""
    device = pick_device()
    gpu = device.type == "cuda"
    torch.set_num_threads(threads())  # as many as a training run takes
    name = torch.cuda.get_device_name(device) if gpu else f"this CPU, {threads()} thread(s)"
    rates = {}
    for precision in precisions:
        measured = multiply_rate(device, precision)
        rates[precision] = Rate(share * measured, measured, share, name, gpu)
    return rates


def multiply_rate(device: torch.device, precision: Precision) -> float:
    """Operations a second of products of large square matrices, the fastest of a few."""
    size = 8192 if device.type == "cuda" else 1152
    left, right = torch.randn(2, size, size, device=device).to(DTYPES[precision])
    multiply = partial(seconds_of_product, left, right)
    multiply()  # the first is slower than all others
    fastest, end = multiply(), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        fastest = min(fastest, multiply())
    return 2 * size**3 / fastest


def seconds_of_product(left: Tensor, right: Tensor) -> float:
    begin = time.perf_counter()
    left @ right
    if left.is_cuda:
        torch.cuda.synchronize(left.device)
    return time.perf_counter() - begin
