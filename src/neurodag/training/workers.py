"""Processes that train one model together: on one machine, one GPU each, under torchrun."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

Item = TypeVar("Item")


class Workers:
    """This process among those that share the work; by default it is alone.

    Every process goes through the same steps with the same weights. It computes its share of each
    batch; gradients, losses and scores are summed over all of them.
    """

    def __init__(self, rank: int = 0, size: int = 1) -> None:
        self.rank = rank
        self.size = size
        # Agreements between the processes travel apart from the devices, which run ahead of them.
        self._host = distributed.new_group(backend="gloo") if size > 1 else None

    @property
    def first(self) -> bool:
        """Whether it is this process that writes and prints."""
        return self.rank == 0

    def say(self, text: str) -> None:
        """Print `text` once, to the log."""
        if self.first:
            print(text, file=sys.stderr, flush=True)

    def rows(self, items: int) -> slice:
        """This process' share of a batch of `items`: neighbours, at most one more than others."""
        return slice(self.rank * items // self.size, (self.rank + 1) * items // self.size)

    def share(self, items: Sequence[Item]) -> Sequence[Item]:
        """This process' share of `items`, which are dealt out in turn."""
        return items[self.rank :: self.size]

    def replicate(self, model: nn.Module, *, all_used: bool = True) -> nn.Module:
        """`model`, whose gradients become the mean over all processes when they are computed.

        Unless `all_used`, a batch may leave parameters unused, the same ones in all processes. They
        then have no gradient, as they have none where one process computes alone; to find them,
        and to send zeros in their place, costs time.
        """
        if self.size == 1:
            return model
        return DistributedDataParallel(
            model, gradient_as_bucket_view=True, find_unused_parameters=not all_used
        )

    def average_gradients(self, model: nn.Module) -> None:
        """Make each gradient its mean over all processes; where a process has none, it is zero.

        For models that are no replicas, after all gradients of a step are added up.
        """
        if self.size == 1:
            return
        learnt = [parameter for parameter in model.parameters() if parameter.requires_grad]
        gradients = [
            torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            for parameter in learnt
        ]
        together = torch.cat([gradient.flatten() for gradient in gradients])
        means = self.total(together).div_(self.size).split([one.numel() for one in learnt])
        for parameter, mean in zip(learnt, means, strict=True):
            parameter.grad = mean.view_as(parameter)

    def total(self, numbers: Tensor) -> Tensor:
        """The sum of `numbers`, in place, over all processes."""
        if self.size > 1:
            distributed.all_reduce(numbers)
        return numbers

    def any(self, flag: bool) -> bool:
        """Whether `flag` is raised in any process."""
        if self.size == 1:
            return flag
        raised = torch.tensor(int(flag))
        distributed.all_reduce(raised, op=distributed.ReduceOp.MAX, group=self._host)
        return bool(raised)


ALONE = Workers()


@contextmanager
def workers(device: torch.device) -> Iterator[Workers]:
    """The processes that torchrun started, which compute on devices like `device`; or this one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        yield ALONE
        return
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield Workers(distributed.get_rank(), size)
    finally:
        distributed.destroy_process_group()


def start_workers(processes: int) -> None:
    """Become torchrun, and run this very command in so many processes; nothing to do for one.

    torchrun leaves the signal that announces the end of a job's time to the processes, which save
    their state.
    """
    if processes <= 1 or "TORCHELASTIC_RUN_ID" in os.environ:
        return
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    options = ["--standalone", f"--nproc-per-node={processes}"]
    command = [sys.executable, "-m", "torch.distributed.run", *options, *sys.argv]
    sys.stdout.flush()
    os.execv(sys.executable, command)
