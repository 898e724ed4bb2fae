"""Forecasts without a network, linear ones, and the recurrent one."""

import pytest
import torch

from neurodag.models.forecast.competitors.base import Presentations
from tests.unit.models.forecast.competitors.tasks import (
    BASELINE,
    RESPONSE,
    UNITS,
    competitor,
    noise,
)


def test_the_last_frame_goes_on():
    shown = noise()
    forecast = competitor("persistence")(shown.baseline)
    assert all(torch.equal(frame, shown.baseline[:, -1]) for frame in forecast.unbind(1))


def test_the_mean_of_the_baseline_goes_on():
    shown = noise()
    forecast = competitor("mean")(shown.baseline)
    for frame in forecast.unbind(1):
        torch.testing.assert_close(frame, shown.baseline.mean(dim=1))


def batches(shown: Presentations) -> list[Presentations]:
    return [Presentations(*(part[rows] for part in shown)) for rows in (slice(2), slice(2, None))]


def test_mean_of_all_responses():
    shown, made = noise(), competitor("mean", over="responses")
    made.fit(batches(shown))
    forecast = made(shown.baseline, shown.stimulus)
    torch.testing.assert_close(forecast, shown.response.mean(dim=0).expand_as(forecast))


def test_mean_of_the_responses_to_a_stimulus():
    shown, made = noise(), competitor("mean", over="responses_to_stimulus")
    shown = shown._replace(stimulus=torch.tensor([0, 0, 0, 2, 2, 0]))
    made.fit(batches(shown))
    forecast = made(shown.baseline[:3], torch.tensor([0, 1, 2]))
    torch.testing.assert_close(forecast[0], shown.response[[0, 1, 2, 5]].mean(dim=0))
    torch.testing.assert_close(forecast[1], shown.response.mean(dim=0))  # not in training
    torch.testing.assert_close(forecast[2], shown.response[3:5].mean(dim=0))
    torch.testing.assert_close(made(shown.baseline[:1])[0], forecast[1])


def test_mean_responses_can_be_kept():
    shown, made, again = noise(), *(competitor("mean", over="responses") for _ in range(2))
    made.fit(batches(shown))
    again.load_state_dict(made.state_dict())
    assert torch.equal(again(shown.baseline), made(shown.baseline))


def test_a_mean_of_no_responses():
    with pytest.raises(ValueError, match="at least one training presentation"):
        competitor("mean", over="responses").fit([])


@pytest.mark.parametrize("each_unit", [False, True])
def test_linear_forecasts_by_hand(each_unit):
    shown, made = noise(), competitor("nlinear", each_unit=each_unit)
    with torch.no_grad():
        made.weight.normal_()
        made.bias.normal_()
        forecast = made(shown.baseline)
        assert made.weight.shape == (UNITS if each_unit else 1, RESPONSE, BASELINE)
        for unit in range(UNITS):
            layer = unit if each_unit else 0
            last = shown.baseline[:, -1:, unit]
            change = (shown.baseline[..., unit] - last) @ made.weight[layer].T + made.bias[layer]
            torch.testing.assert_close(forecast[..., unit], last + change)


def test_linear_forecasts_follow_a_shifted_baseline():
    shown, made = noise(), competitor("nlinear")
    shift = torch.tensor([1.0, -2, 3, 0.5])
    torch.testing.assert_close(made(shown.baseline + shift), made(shown.baseline) + shift)


def test_recurrent_forecasts_are_what_training_says_of_them():
    made, shown = competitor("lstm", layers=2), noise()
    with torch.no_grad():
        forecast = made(shown.baseline, shown.stimulus)
        taught = made.training_forward(shown._replace(response=forecast))
        other = made.training_forward(shown)
    torch.testing.assert_close(taught, forecast)
    torch.testing.assert_close(other[:, 0], forecast[:, 0])  # only the baseline is known yet
    assert not torch.allclose(other[:, 1:], forecast[:, 1:], atol=1e-3)
