"""Several processes that train one model end with what one process ends with."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
import torch
from safetensors.torch import load_file

from neurodag.config import NDT1
from neurodag.files import load_netcdf
from neurodag.training.fit import fit
from neurodag.training.masked import Batch
from neurodag.training.workers import Workers
from tests.unit.training import tiny_run
from tests.unit.training.tiny_run import SETTINGS, TASKS, make_task, write

FILES = ("weights.safetensors", "history.nc")


class OneOf(Workers):
    """One of several processes, whose share is looked at without starting them."""

    def __init__(self, rank, size):
        self.rank, self.size = rank, size

    def replicate(self, model, all_used=True):
        return model


def start(folder, processes, *options):
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, tiny_run.__file__, folder, f"--processes={processes}", *options],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("items", [0, 1, 2, 3, 7, 16])
@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_shares_are_disjoint_and_nearly_equal(items, size):
    shares = [range(items)[OneOf(rank, size).rows(items)] for rank in range(size)]
    assert [item for share in shares for item in share] == list(range(items))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_gradients_are_averaged_where_learnt_and_zero_where_missing():
    model = torch.nn.ParameterDict({name: torch.ones(2, 1) for name in ("a", "b", "frozen")})
    model["frozen"].requires_grad_(False)
    model["a"].grad = torch.tensor([[4.0], [8.0]])
    worker = OneOf(0, 2)
    worker.total = lambda numbers: numbers.add_(torch.tensor([2.0, -2, 10, 0]))  # of the other
    worker.average_gradients(model)
    assert model["a"].grad.tolist() == [[3.0], [3.0]]
    assert model["b"].grad.tolist() == [[5.0], [0.0]]
    assert model["frozen"].grad is None


@pytest.mark.parametrize("scheme", ["temporal", "intra_region", "inter_region", "causal"])
def test_losses_and_gradients_of_the_shares_add_up(scheme):
    """Masks and dropout are those of the whole batch, whoever computes it."""
    model = NDT1(blocks=1, width=16, heads=2, feedforward=16, dropout=0.3, embedding_dropout=0.2)

    def loss_of(worker):
        task = make_task(scheme, model=model, workers=worker)
        torch.manual_seed(5)
        batch = Batch("a", torch.tensor([9, 3, 20, 4, 11]))
        loss, entries = task.loss(batch, torch.Generator().manual_seed(1))
        loss.backward()
        gradients = [parameter.grad for parameter in task.model.parameters()]
        return loss.detach(), entries, torch.cat([gradient.flatten() for gradient in gradients])

    whole = loss_of(OneOf(0, 1))
    shares = [loss_of(OneOf(rank, 3)) for rank in range(3)]
    for together, alone in zip(map(sum, zip(*shares, strict=True)), whole, strict=True):
        torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)
    assert whole[1] > 0


@pytest.mark.parametrize(("sessions", "epochs"), [("one", 50), ("many", 12)])
def test_three_processes_end_with_the_weights_of_one(tmp_path, sessions, epochs):
    """Also in batches of fewer trials than processes, and where other sessions have no part."""
    run = start(tmp_path / "three", 3, f"--sessions={sessions}", f"--epochs={epochs}")
    assert run.wait(120) == 0
    settings = SETTINGS.model_copy(update={"epochs": epochs})
    task = TASKS[sessions](settings=settings)
    write(fit(task, settings, seed=0, state=tmp_path / "never saved"), tmp_path)
    three, one = (load_netcdf(folder / "history.nc") for folder in (tmp_path / "three", tmp_path))
    np.testing.assert_allclose(three["train_loss"], one["train_loss"], rtol=1e-4)
    np.testing.assert_allclose(three["validation_r2"], one["validation_r2"], atol=1e-4)
    ours = load_file(tmp_path / "three" / "weights.safetensors")
    for name, weight in load_file(tmp_path / "weights.safetensors").items():
        if name.endswith("query_key_value.bias"):
            # The bias of keys has no effect and no gradient but rounding, which Adam blows up.
            ours[name], weight = (torch.cat(bias.chunk(3)[::2]) for bias in (ours[name], weight))
        torch.testing.assert_close(ours[name], weight, rtol=1e-3, atol=1e-4)


def test_stopped_together_they_go_on_together(tmp_path):
    folder = tmp_path / "stopped"
    run = start(folder, 2, "--pause=0.02")
    while not (folder / "state.pt").exists():
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    for process in [psutil.Process(run.pid), *psutil.Process(run.pid).children()]:
        process.send_signal(signal.SIGUSR2)
    assert run.wait(60) > 0, "torchrun should outlive the signal, and say that the run was stopped"
    step = torch.load(folder / "state.pt", weights_only=True)["record"]["step"]
    assert 0 < step < 4 * SETTINGS.epochs
    assert not (folder / "history.nc").exists()
    runs = [start(folder, 2), start(tmp_path / "undisturbed", 2)]
    assert [run.wait(120) for run in runs] == [0, 0]
    for name in FILES:
        assert (folder / name).read_bytes() == (tmp_path / "undisturbed" / name).read_bytes(), name
