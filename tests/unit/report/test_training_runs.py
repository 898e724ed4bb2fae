"""What every training run was like."""

from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr
from safetensors.torch import save_file

from neurodag.files import save_netcdf
from neurodag.pretraining import PretrainedId
from neurodag.report.training_runs import POINTS, Curve, TrainingRun, parameters, training_runs
from neurodag.runs import RunId, VariantId
from neurodag.status.look import AnyRun, RunStatus
from neurodag.status.trial import TrialId
from neurodag.vision_runs import VisionRunId

RUN = RunId("ndt1", "m1", "neuron", 0.3, 2)
RESULTS = Path("results")
FOLDER = RESULTS / RUN.path(RUN.place.folder)
HEAD = "s\th:m:s\tmax_rss\tmax_vms\tmean_load\tcpu_time"


def told(run: AnyRun = RUN) -> TrainingRun:
    (found,) = training_runs([RunStatus(run, ("ablation",), "done", 3, 3)], RESULTS)
    return found


def history(loss: np.ndarray, score: np.ndarray, name: str = "validation_r2") -> None:
    variables = {"train_loss": ("epoch", loss), name: ("epoch", score)}
    epochs = np.arange(1, len(loss) + 1)
    save_netcdf(xr.Dataset(variables, {"epoch": epochs}), FOLDER / "history.nc")


def benchmark(*lines: str, run: AnyRun = RUN) -> None:
    path = (RESULTS / run.path(run.place.log)).with_suffix(".tsv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines))


def test_a_run_that_has_not_begun_is_known_by_name_only() -> None:
    nothing = Curve([], [])
    assert told() == TrainingRun(
        status=told().status,
        paper="mtm",
        name="mtm/runs/ndt1/m1/neuron_ratio-0.3_seed-2",
        network="ndt1",
        loss=nothing,
        score=nothing,
        parameters=None,
        seconds=None,
        memory_mb=None,
        cores=None,
    )


@pytest.mark.parametrize(
    ("run", "network"),
    [
        (PretrainedId("ndt2", 3, "temporal", 1), "ndt2"),
        (VariantId("wide", "m1", "temporal", 1), "ndt1 (wide)"),
        (VisionRunId("mice", "cnn", "all", 1), "cnn"),
        (TrialId("v1t", "mice", 4, None), "v1t"),
    ],
)
def test_networks_are_named(run: AnyRun, network: str) -> None:
    assert told(run).network == network


@pytest.mark.parametrize("name", ["validation_r2", "validation_correlation"])
def test_curves_leave_out_what_was_not_measured(name: str) -> None:
    history(np.array([3.0, np.inf, 2.5, 2.0]), np.array([np.nan, 0.25, np.nan, 0.5]), name)
    assert told().loss == Curve([1, 3, 4], [3.0, 2.5, 2.0])
    assert told().score == Curve([2, 4], [0.25, 0.5])


@pytest.mark.parametrize("epochs", [0, 1, POINTS, POINTS + 1, 1000])
def test_long_curves_are_thinned_to_their_ends(epochs: int) -> None:
    loss = np.arange(epochs, dtype=float)
    history(loss, loss)
    epoch, value = told().loss
    assert len(epoch) == len(set(epoch)) == min(epochs, POINTS)
    assert value == [each - 1 for each in epoch]
    assert {*epoch[:1], *epoch[-1:]} == ({1, epochs} if epochs else set())


def test_a_history_that_is_cut_off_gives_no_curves() -> None:
    history(np.ones(50), np.ones(50))
    path = FOLDER / "history.nc"
    path.write_bytes(path.read_bytes()[:-200])
    assert told().loss == told().score == Curve([], [])


def test_cost_is_that_of_the_last_job() -> None:
    benchmark(HEAD, "1\t0:00:01\t2\t3\t100\t5", "90.5\t0:01:30\t512.25\t900\t250.00\t226")
    assert (told().seconds, told().memory_mb, told().cores) == (90.5, 512.25, 2.5)


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ([], None),
        ([HEAD], None),
        ([HEAD, "0.5\t0:00:00\tNA\tNA\tNA\tNA"], 0.5),
        ([HEAD, "0.5\t0:00:00\t-\t-\t-\t-"], 0.5),
        ([HEAD, "0.5\t0:0"], 0.5),
    ],
)
def test_what_snakemake_did_not_measure_is_not_known(
    lines: list[str], seconds: float | None
) -> None:
    benchmark(*lines)
    assert (told().seconds, told().memory_mb, told().cores) == (seconds, None, None)


def test_the_job_of_a_search_is_not_that_of_each_trial() -> None:
    trial = TrialId("v1t", "mice", 4, 0)
    benchmark(HEAD, "90.5\t0:01:30\t512.25\t900\t250.00\t226", run=trial)
    assert (told(trial).seconds, told(trial).memory_mb, told(trial).cores) == (None, None, None)


@pytest.mark.parametrize("metadata", [None, {"neurodag": "{}"}])
def test_parameters_are_those_of_the_network(tmp_path: Path, metadata: dict | None) -> None:
    layers = torch.nn.Linear(3, 5), torch.nn.BatchNorm1d(5), torch.nn.Conv2d(2, 4, 3)
    network = torch.nn.Sequential(*layers)
    save_file(network.state_dict(), tmp_path / "a.safetensors", metadata)
    counted = sum(tensor.numel() for tensor in network.state_dict().values())
    assert parameters(tmp_path / "a.safetensors") == counted


@pytest.mark.parametrize("kept", [slice(0), slice(5), slice(40), slice(-1), slice(9, None)])
def test_weights_that_are_damaged_are_not_counted(tmp_path: Path, kept: slice) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"a": torch.ones(100)}, path)
    path.write_bytes(path.read_bytes()[kept])
    assert parameters(path) is None
    assert parameters(tmp_path / "none.safetensors") is None
