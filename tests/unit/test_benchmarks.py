"""Benchmarks: the arithmetic that they count, the work that they compare, the lines they print."""

import re
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import __main__ as command
from benchmarks import activity, evaluation, forecast, machine, online, training
from neurodag import config
from neurodag.config.forecast import ForecastNetwork, Transformer, Windows

CPU = torch.device("cpu")
TINY = config.NDT1(blocks=2, width=16, heads=2, feedforward=24)
STITCH = config.NDT1Stitch(**TINY.model_dump(), channels=10)
STEP = training.Sizes(units=12, bins=6, batch=4, model=TINY, square=8)
MANY = replace(STEP, model=STITCH, sessions=3)
PATCHES = replace(STEP, model=config.NDT2(**TINY.model_dump(), patch=5), sessions=3)
SESSION = evaluation.Sizes(units=12, bins=6, trials=5, units_a_turn=4, model=TINY)
ALL_METRICS = activity.Session(units=12, bins=6, trials=5, trials_a_turn=2, model=TINY)


@pytest.mark.parametrize("blocks", [1, 3])
@pytest.mark.parametrize("sizes", [STEP, MANY, PATCHES], ids=training.networks())
def test_products_are_all_those_that_torch_counts_in_a_step(sizes, blocks):
    sizes = replace(sizes, model=sizes.model.model_copy(update={"blocks": blocks}))
    step = training.training_step(CPU, sizes, training.Variant())
    with FlopCounterMode(display=False) as counter:
        step()
    assert sum(product.flops for product in training.products(sizes)) == counter.get_total_flops()


def test_arithmetic_at_the_papers_sizes():
    flops = {
        name: sum(product.flops for product in training.products(sizes))
        for name, sizes in training.networks().items()
    }
    parameters = 12.52e6  # each is used once a token, forward and twice backward
    assert flops["ndt1"] == pytest.approx(6 * parameters * 1600, rel=0.05)
    parameters, attention = 10.8e6, 12 * 5 * 602**2 * 512 * 16  # of five blocks, for 16 trials
    assert flops["ndt2"] == pytest.approx(6 * parameters * 9600 + attention, rel=0.05)


def test_squares_make_about_the_arithmetic_asked_for():
    products = machine.square(10, 10_000)
    assert products == [machine.Product(10, 10, 10, times=5)]
    assert products[0].flops == 10_000
    assert machine.square(100, 1) == [machine.Product(100, 100, 100)]


def test_tasks_take_turns_and_the_first_turn_is_not_counted():
    order = []
    tasks = {name: lambda name=name: order.append(name) for name in "ab"}
    seconds = machine.interleaved(tasks, CPU, repetitions=2)
    assert order == ["a", "b"] * 3
    assert {name: len(values) for name, values in seconds.items()} == {"a": 2, "b": 2}


def test_ways_of_co_smoothing_agree_and_hide_the_unit():
    trained, counts = evaluation.untrained(SESSION, CPU), evaluation.simulated_counts(SESSION)
    units = counts.sum(dim=(0, 1)).argsort(descending=True)[:3]
    plain, fast = (way(trained, counts, units) for way in evaluation.WAYS.values())
    torch.testing.assert_close(fast, plain)
    assert not torch.allclose(fast, trained.log_rates(counts, "neuron")[..., units])


def test_turns_hide_every_unit_once_before_any_twice(monkeypatch):
    seen = []
    monkeypatch.setitem(
        evaluation.WAYS, "at once", lambda trained, counts, units: seen.extend(units.tolist())
    )
    run = evaluation.co_smoothing(CPU, SESSION, "at once")
    for _ in range(3):
        run()
    assert sorted(seen) == list(range(12))


def test_turns_predict_every_trial(monkeypatch):
    seen = []
    monkeypatch.setattr(activity, "predict_activity", lambda _, counts, *rest: seen.append(counts))
    metrics = activity.tasks(CPU, ALL_METRICS)["metrics"]
    for _ in range(3):
        metrics()
    counts = evaluation.simulated_counts(ALL_METRICS)
    assert torch.equal(torch.cat(seen), counts[[0, 1, 2, 3, 4, 0]])


def test_plain_loop_passes_every_trial_once_for_all_that_is_hidden():
    assert ALL_METRICS.passes == 12 + 12 + 1 + 4


def hold(device, size):
    """Takes `size` bytes as `run` is called."""
    return lambda: np.ones(size, dtype=np.uint8).sum()


def test_peak_memory_is_what_a_task_holds_at_most():
    size = 64 << 20
    assert machine.peak_memory(hold, "cpu", 1, size) == pytest.approx(size, rel=0.2)


def test_lines_begin_with_ratios(monkeypatch, capsys):
    tiny = {"ndt1": STEP, "ndt1_stitch": MANY, "ndt2": PATCHES}
    monkeypatch.setattr(command.training, "networks", lambda: tiny)
    monkeypatch.setattr(command.evaluation, "Sizes", lambda: SESSION)
    monkeypatch.setattr(command.activity, "Session", lambda: ALL_METRICS)
    options = ["--device", "cpu", "--threads", str(torch.get_num_threads()), "--quick"]
    for part in (*tiny, "co_smoothing", "activity"):
        monkeypatch.setattr(sys, "argv", ["benchmarks", *options, "--only", part])
        command.main()
    lines = [line[21:] for line in capsys.readouterr().out.splitlines()]
    ratios = [line for line in lines if re.match(r"\d+\.\d\d (of|×) the", line)]
    assert len(ratios) == 8, "three networks in two precisions, co-smoothing, all metrics"


def test_unknown_part(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--device", "cpu", "--only", "ndt3"])
    with pytest.raises(SystemExit):
        command.main()
    assert "no part ndt3; the parts are ndt1, ndt1_stitch, ndt2, co_" in capsys.readouterr().err


def test_a_step_of_quantformer_and_forecasts_online_are_told():
    frames = {"baseline_frames": 8, "response_frames": 6, "f0_frames": 5, "active_frames": 3}
    tiny = {
        "windows": Windows(**frames, active_frames_of={}),
        "network": ForecastNetwork(patch=2, transformer=Transformer(blocks=1, width=8, heads=2)),
        "repetitions": 1,
    }
    step = forecast.Sizes(units=3, presentations=2, frames=200, square=8, **tiny)
    lines = forecast.report(CPU, step)
    assert [bool(re.search(r"\d+\.\d\d of the matrix", line)) for line in lines] == [
        True,
        True,
        False,
    ]
    assert "6 sequences of 14 frames" in lines[-1]
    response, active = online.report([CPU], online.Sizes(units=4, **tiny))
    for line, name in ((response, "response, cpu"), (active, "active, cpu")):
        assert re.match(rf"{name} +\d+\.\d\d of the rate of its own products", line)
        median, late = map(float, re.findall(r"(?:median|percentile) (\S+) ms", line))
        assert 0 < median <= late
