"""The machine: its devices, a fair clock, its matrix-multiply rate, the memory a task takes."""

import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch

from neurodag.training.memory import keep_freed_memory

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


class Product(NamedTuple):
    """A matrix product `(rows, inner) @ (inner, columns)`, batched, done several times."""

    rows: int
    inner: int
    columns: int
    batch: int = 1
    times: int = 1

    @property
    def flops(self) -> int:
        """Two for each multiply-add."""
        return 2 * self.rows * self.inner * self.columns * self.batch * self.times


def multiply(
    products: list[Product], device: torch.device, precision: str
) -> Callable[[], torch.Tensor]:
    """A function that computes all `products`, of numbers drawn beforehand."""
    dtype = DTYPES[precision]
    operands = [
        (
            torch.randn(product.batch, product.rows, product.inner, device=device, dtype=dtype),
            torch.randn(product.batch, product.inner, product.columns, device=device, dtype=dtype),
            product.times,
        )
        for product in products
    ]

    def run() -> torch.Tensor:
        for left, right, times in operands:
            for _ in range(times):
                result = left @ right
        return result

    return run


def square(size: int, flops: int) -> list[Product]:
    """As many products of square matrices as make about `flops`, at least one."""
    one = Product(size, size, size)
    return [one._replace(times=max(1, round(flops / one.flops)))]


def interleaved(
    tasks: dict[str, Callable[[], object]], device: torch.device, repetitions: int
) -> dict[str, np.ndarray]:
    """Seconds of every repetition of each task.

    The tasks take turns, so that what else the machine does weighs on all of them alike: divide
    the seconds of the same repetition, then take the median. A first turn of all is not counted.
    """
    seconds: dict[str, list[float]] = {name: [] for name in tasks}
    for repetition in range(repetitions + 1):
        for name, task in tasks.items():
            synchronise(device)
            start = time.perf_counter()
            task()
            synchronise(device)
            if repetition:
                seconds[name].append(time.perf_counter() - start)
    return {name: np.array(values) for name, values in seconds.items()}


def synchronise(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def describe(device: torch.device) -> str:
    threads = torch.get_num_threads()
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)}, torch {torch.__version__}"
    return f"{device.type} with {threads} thread(s), torch {torch.__version__}"


def peak_memory(
    task: Callable[..., Callable[[], object]], device: str, threads: int, *args: Any
) -> int:
    """Bytes that `task(device, *args)` and then a call of what it returns take at most.

    Both happen in a fresh process. On a CPU it is the growth of what the process holds, on a GPU
    what torch allocates there.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(_peak_memory, task, device, threads, *args).result()


def _peak_memory(
    task: Callable[..., Callable[[], object]], name: str, threads: int, *args: Any
) -> int:
    device = torch.device(name)
    torch.set_num_threads(threads)
    keep_freed_memory()
    before = _most_held()
    task(device, *args)()
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return _most_held() - before


def _most_held() -> int:
    """The most memory that this process has held, in bytes."""
    if sys.platform == "linux":  # where getrusage goes on from what the parent process held
        lines = Path("/proc/self/status").read_text().splitlines()
        status = dict(line.split(":", 1) for line in lines)
        return int(status["VmHWM"].split()[0]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS
