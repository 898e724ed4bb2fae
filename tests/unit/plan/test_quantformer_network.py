"""The arithmetic of QuantFormer and its competitors, against sums by hand and real steps."""

from dataclasses import replace

import pytest
import torch
from pydantic import TypeAdapter

from benchmarks import forecast, online
from benchmarks.steps import Variant
from neurodag.config.forecast import Competitor, Downstream, ForecastNetwork, Windows
from neurodag.models.forecast.competitors.build import COMPETITORS
from neurodag.plan.arithmetic import Arithmetic, flop_counter
from neurodag.plan.quantformer_network import Network, count

SMALL = ForecastNetwork.model_validate(
    {"patch": 2, "transformer": {"blocks": 2, "width": 8, "heads": 2}, "quantizer": {"codes": 5}}
)
FRAMES = {"baseline_frames": 8, "response_frames": 6, "f0_frames": 5, "active_frames": 3}
WINDOWS = Windows(**FRAMES, active_frames_of={})
STEP = forecast.Sizes(
    units=3, presentations=2, frames=200, network=SMALL, windows=WINDOWS, square=8
)
WATCHED = online.Sizes(units=4, stimuli=2, network=SMALL, windows=WINDOWS, repetitions=1)


def adapted(predicts: str, **changes: str | bool) -> Arithmetic:
    return count(Network(SMALL, 8, 6, predicts, Downstream(**changes)))


def test_a_real_pretraining_step_has_the_products_that_are_listed() -> None:
    step = forecast.training_step(torch.device("cpu"), STEP, Variant())
    with flop_counter() as counter:
        step()
    assert counter.get_total_flops() == sum(product.flops for product in forecast.products(STEP))


@pytest.mark.parametrize("sizes", [STEP, forecast.Sizes()], ids=["small", "the paper's"])
def test_pretraining_has_the_products_that_are_listed(sizes: forecast.Sizes) -> None:
    frames = sizes.windows.baseline_frames, sizes.windows.response_frames
    listed = sum(product.flops for product in forecast.products(sizes))
    assert sizes.batch * count(Network(sizes.network, *frames)).training == listed


@pytest.mark.parametrize("name", ["response", "active"])
def test_real_forecasts_have_the_products_that_are_listed_and_planned(name: str) -> None:
    with flop_counter() as counter:
        online.forecasts(torch.device("cpu"), WATCHED)[name]()
    listed = sum(product.flops for product in online.products(WATCHED)[name])
    assert counter.get_total_flops() == listed
    predicts = {"response": "codes", "active": "activation"}[name]
    assert WATCHED.units * adapted(predicts).validation == listed


def test_codes_are_found_without_gradients() -> None:
    codes, signals = adapted("codes", head="linear"), adapted("signals", head="linear")
    encoder = 2 * 7 * (2 * 8 + 2 * (8 * 24 + 8 * 8 + 2 * 8 * 32 + 2 * 7 * 8))
    nearest = 2 * 7 * 8 * 5
    outputs = 3 * 2 * 3 * 8 * (5 - 2)  # a row of logits for each patch, in the place of its frames
    assert codes.training - signals.training == encoder + nearest + outputs


def test_prompts_alone_take_fewer_gradients() -> None:
    assert adapted("activation", tune="prompts").training < adapted("activation").training
    assert adapted("activation", tune="prompts").validation == adapted("activation").validation


def competitor(kind: str, units: int = 3, **settings: int) -> Network:
    chosen: Competitor = TypeAdapter(Competitor).validate_python({"kind": kind, **settings})
    return Network(chosen, 96, 64, "signals", units=units)


def test_an_lstm_by_hand() -> None:
    width, units, layers = 8, 3, 2
    frame = 2 * 4 * width * (units + width + (layers - 1) * 2 * width)
    read = 2 * width * units
    arithmetic = count(competitor("lstm", units, width=width))
    assert arithmetic.validation == (96 + 64 - 1) * frame + 64 * read
    assert arithmetic.training > 2 * arithmetic.validation


@pytest.mark.parametrize("kind", ["persistence", "mean"])
def test_what_learns_nothing_has_no_arithmetic(kind: str) -> None:
    assert count(competitor(kind)) == (0, 0)
    assert count(replace(competitor(kind), predicts="activation")).validation == 2 * 3 * 64 * 2


@pytest.mark.parametrize("kind", sorted(set(COMPETITORS) - {"persistence", "mean", "lstm"}))
def test_every_competitor_can_be_counted(kind: str) -> None:
    few, many = count(competitor(kind)), count(competitor(kind, units=6))
    assert 0 < few.validation < few.training
    assert few.training < many.training
