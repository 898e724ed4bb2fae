"""What all competitors have in common."""

import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from neurodag.config.forecast import Competitor, Windows
from neurodag.errors import ConfigError
from neurodag.models.forecast.competitors.build import build_competitor
from tests.unit.models.forecast.competitors.tasks import (
    MULTIVARIATE,
    NETWORKS,
    RESPONSE,
    SINGLE_UNITS,
    SMALL,
    UNITS,
    competitor,
    noise,
    settings,
    spread,
)

WITHOUT_STIMULUS = ("nlinear",)


@pytest.mark.parametrize("kind", SMALL)
def test_presentations_are_forecast_one_by_one(kind):
    made, shown = spread(competitor(kind)), noise()
    with torch.no_grad():
        forecast = made(shown.baseline, shown.stimulus)
        assert forecast.shape == shown.response.shape == (6, RESPONSE, UNITS)
        order = torch.tensor([3, 0, 5])
        some = made(shown.baseline[order], shown.stimulus[order])
    torch.testing.assert_close(some, forecast[order], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", ["persistence", "mean", *SINGLE_UNITS])
def test_forecasts_of_single_units_do_not_know_the_others(kind):
    made, shown = spread(competitor(kind)), noise()
    order = [2, 0, 3, 1]
    with torch.no_grad():
        forecast = made(shown.baseline, shown.stimulus)
        turned = made(shown.baseline[..., order], shown.stimulus)
    torch.testing.assert_close(turned, forecast[..., order], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", MULTIVARIATE)
def test_forecasts_of_populations_know_the_other_units(kind):
    made, baseline = spread(competitor(kind)), noise(1).baseline.requires_grad_()
    made(baseline)[..., 0].square().sum().backward()
    assert (baseline.grad.abs().sum(dim=(0, 1)) > 0).all()


@pytest.mark.parametrize("kind", NETWORKS)
def test_gradients_reach_all_parameters(kind):
    made, shown = spread(competitor(kind)).train(), noise()
    made.training_forward(shown).square().sum().backward()
    gradients = {name: parameter.grad for name, parameter in made.named_parameters()}
    assert [name for name, g in gradients.items() if g is None or not g.any()] == []


@pytest.mark.parametrize("kind", [kind for kind in NETWORKS if kind not in WITHOUT_STIMULUS])
def test_stimuli_matter_once_they_are_learned(kind):
    made, shown = competitor(kind), noise()
    with torch.no_grad():
        torch.testing.assert_close(made(shown.baseline, shown.stimulus), made(shown.baseline))
        spread(made)
        known, unknown = made(shown.baseline, shown.stimulus), made(shown.baseline)
    assert (known - unknown).abs().amax(dim=(1, 2)).min() > 1e-4


@pytest.mark.parametrize("kind", NETWORKS)
def test_weights_can_be_kept(kind):
    made, shown = competitor(kind, seed=1), noise()
    again = competitor(kind, seed=2)
    again.load_state_dict(made.state_dict())
    with torch.no_grad():
        torch.testing.assert_close(again(shown.baseline), made(shown.baseline))


@pytest.mark.parametrize("kind", ["autoformer", "informer", "patchtst", "poco", "brainlm"])
def test_forecasts_in_half_precision(kind):
    made, shown = competitor(kind), noise()
    with torch.no_grad():
        with torch.autocast("cpu", torch.bfloat16):
            forecast = made(shown.baseline, shown.stimulus)
        difference = forecast - made(shown.baseline)
    assert difference.abs().mean() < 0.05


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("autoformer", {"context_frames": 30}, "context_frames 30 is more than the 24 frames"),
        ("informer", {"context_frames": 30}, "context_frames 30 is more than the 24 frames"),
        ("patchtst", {"patch": 32}, "patch 32 is more than the 24 frames"),
        ("crossformer", {"patch": 5}, "The baseline has 24 frames, which patches of 5 frames"),
        ("brainlm", {"patch": 12}, "The response has 8 frames, which patches of 12 frames"),
        ("poco", {"patch": 7}, "The baseline has 24 frames, which patches of 7 frames"),
    ],
)
def test_settings_that_do_not_fit_the_windows(kind, changes, message):
    with pytest.raises(ConfigError, match=message):
        competitor(kind, **changes)


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("informer", {"width": 30, "heads": 4}, "width 30 cannot be shared by 4 heads; .* 32"),
        ("patchtst", {"stride": 9}, "stride 9 is larger than the patch, 8"),
        ("lstm", {"heads": 4}, "heads"),
    ],
)
def test_settings_that_contradict_each_other(kind, changes, message):
    with pytest.raises(ValidationError, match=message):
        settings(kind, **changes)


@pytest.mark.parametrize("kind", SMALL)
def test_sizes_of_the_papers_fit_its_windows(kind):
    papers = TypeAdapter(Competitor).validate_python({"kind": kind})
    with torch.device("meta"):
        made = build_competitor(papers, units=241, stimuli=41, windows=Windows())
        assert made(torch.empty(2, 96, 241)).shape == (2, 64, 241)
