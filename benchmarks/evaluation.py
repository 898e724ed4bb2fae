"""Co-smoothing of all units, against a plain loop over them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from benchmarks.machine import interleaved, peak_memory
from neurodag import config
from neurodag.config.simulation import SpikeSimulation
from neurodag.evaluation.trained import TrainedNetwork
from neurodag.masking import MTM_SCHEMES
from neurodag.models.ndt1 import NDT1
from neurodag.simulate import simulate_spikes
from neurodag.training.devices import seed_everything

REGIONS = ("CA1", "DG", "LP", "PO")
SCHEME = "neuron"


@dataclass(frozen=True)
class Sizes:
    """The MtM paper's sizes; rates are as sparse as in the recordings of its laboratory."""

    units: int = 676
    """Divided between four regions."""
    bins: int = 100
    trials: int = 16
    units_a_turn: int = 24
    """How many units, drawn at random, each repetition hides one at a time."""
    median_rate_hz: float = 1.0
    rate_spread: float = 1.8
    model: config.NDT1 = field(default_factory=config.NDT1)


def simulated_counts(sizes: Sizes) -> Tensor:
    """Float `(trial, time, unit)`."""
    units = {region: sizes.units // len(REGIONS) for region in REGIONS}
    settings = SpikeSimulation(
        trials=sizes.trials,
        bins=sizes.bins,
        units=units,
        pre_stimulus_s=0,
        median_rate_hz=sizes.median_rate_hz,
        rate_spread=sizes.rate_spread,
    )
    session, _ = simulate_spikes(settings, "benchmark")
    return torch.from_numpy(session["spike_count"].values).float()


def untrained(sizes: Sizes, device: torch.device) -> TrainedNetwork:
    """A model as it starts, which costs as much as a trained one."""
    seed_everything("benchmark")
    model = NDT1(sizes.units, sizes.bins, sizes.model, len(MTM_SCHEMES)).eval().to(device)
    return TrainedNetwork(model, "mtm_prompted", "benchmark")


def plain_loop(trained: TrainedNetwork, counts: Tensor, units: Tensor) -> Tensor:
    """What `log_rates_of_hidden_units` gives: a whole pass for each unit, one row of it kept."""
    rows = []
    for unit in units:
        hidden = counts.clone()
        hidden[..., unit] = 0
        rows.append(trained.log_rates(hidden, SCHEME)[..., unit])
    return torch.stack(rows, dim=-1)


def hide_at_once(trained: TrainedNetwork, counts: Tensor, units: Tensor) -> Tensor:
    return trained.log_rates_of_hidden_units(counts, units, SCHEME)


WAYS = {"at once": hide_at_once, "plain loop": plain_loop}


def co_smoothing(device: torch.device, sizes: Sizes, way: str) -> Callable[[], Tensor]:
    """Each call hides the next few units, in random order, one at a time."""
    trained, counts = untrained(sizes, device), simulated_counts(sizes).to(device)
    order = torch.randperm(sizes.units, generator=torch.Generator().manual_seed(0)).to(device)
    turn = 0

    def run() -> Tensor:
        nonlocal turn
        places = torch.arange(sizes.units_a_turn, device=device) + turn * sizes.units_a_turn
        turn += 1
        return WAYS[way](trained, counts, order[places % sizes.units])

    return run


def report(device: torch.device, sizes: Sizes, repetitions: int) -> list[str]:
    """Units a second of both ways, and how far their results differ at most."""
    results: dict[str, list[Tensor]] = {way: [] for way in WAYS}

    def keep(way: str) -> Callable[[], None]:
        run = co_smoothing(device, sizes, way)
        return lambda: results[way].append(run())

    seconds = interleaved({way: keep(way) for way in WAYS}, device, repetitions)
    fast, plain = (torch.cat(results[way], dim=-1) for way in WAYS)
    torch.testing.assert_close(fast, plain)
    spiking = (simulated_counts(sizes) > 0).any(dim=1).float().mean().item()
    rate = {way: np.median(sizes.units_a_turn / seconds[way]) for way in WAYS}
    return [
        f"co-smoothing         {np.median(seconds['plain loop'] / seconds['at once']):.2f} × the "
        f"units a second of a plain loop ({rate['at once']:.3g} and {rate['plain loop']:.3g} of "
        f"{sizes.units} units, {sizes.trials} trials of {sizes.bins} bins; a unit spikes in "
        f"{spiking:.0%} of the trials; log-rates differ by {(fast - plain).abs().max():.0e})"
    ]


def memory(device: torch.device, threads: int, sizes: Sizes) -> list[str]:
    """The peak of both ways."""
    fast, plain = (peak_memory(co_smoothing, str(device), threads, sizes, way) for way in WAYS)
    return [
        f"co-smoothing                     {fast / plain:.2f} × the memory of a plain loop "
        f"({fast / 2**20:.0f} and {plain / 2**20:.0f} MiB)"
    ]
