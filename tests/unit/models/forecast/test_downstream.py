"""Activation and response from the baseline, the unit and the stimulus."""

import pytest
import torch

from neurodag.config.forecast import Downstream
from neurodag.models.forecast.downstream import (
    ActivationClassifier,
    ResponseForecaster,
    SignalForecaster,
    drawn,
)
from tests.unit.models.forecast.networks import (
    BASELINE,
    PATCH,
    PATCHES,
    RESPONSE,
    STIMULI,
    UNITS,
    network,
    some_baselines,
    some_signals,
    some_stimuli,
    some_units,
)

KINDS = {
    "activation": ActivationClassifier,
    "codes": ResponseForecaster,
    "signals": SignalForecaster,
}
every_kind = pytest.mark.parametrize("kind", KINDS)
RESPONSES = RESPONSE // PATCH


def downstream(kind: str = "codes", pretrained=None, **changes: object):
    """In evaluation; stimuli are told apart from the start."""
    pretrained = pretrained or network()
    torch.manual_seed(1)
    made = KINDS[kind](pretrained, UNITS, STIMULI, Downstream(**changes)).eval()
    torch.nn.init.normal_(made.prompts.stimulus.weight)
    return made


def some_observations():
    return some_baselines(), some_units(), some_stimuli()


def draw(seed: int = 0):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [("activation", (2,)), ("codes", (RESPONSES, 5)), ("signals", (RESPONSES, PATCH))],
)
@pytest.mark.parametrize("head", ["mlp", "linear"])
def test_shapes(kind, shape, head):
    assert downstream(kind, head=head)(*some_observations()).shape == (6, *shape)


@every_kind
@pytest.mark.parametrize("unit_token", [True, False])
def test_what_is_predicted_depends_on(kind, unit_token):
    made = downstream(kind, unit_token=unit_token)
    baseline, unit, stimulus = some_observations()
    before = made(baseline, unit, stimulus)
    assert torch.equal(made(baseline, unit.flip(0), stimulus), before) != unit_token
    assert not torch.equal(made(baseline, unit, stimulus.flip(0)), before)
    assert not torch.equal(made(baseline + 1, unit, stimulus), before)


@every_kind
def test_observations_do_not_mix(kind):
    made, order = downstream(kind), torch.tensor([3, 5, 1, 0, 4, 2])
    reordered = made(*(part[order] for part in some_observations()))
    torch.testing.assert_close(reordered, made(*some_observations())[order])


@every_kind
@pytest.mark.parametrize("tune", ["all", "prompts"])
def test_what_is_tuned_learns_and_nothing_else(kind, tune):
    made = downstream(kind, tune=tune).train()
    made(*some_observations()).square().sum().backward()
    for name, parameter in made.named_parameters():
        frozen = name.startswith("pretrained.") or (kind, name) == ("activation", "encoder.mask")
        learns = not frozen and (tune == "all" or not name.startswith("encoder."))
        assert parameter.requires_grad == learns, name
        assert (parameter.grad is not None and parameter.grad.ne(0).any()) == learns, name


@every_kind
def test_the_encoder_is_a_copy_of_the_pretrained_one(kind):
    pretrained = network()
    made = downstream(kind, pretrained)
    ours, theirs = made.encoder.state_dict(), pretrained.encoder.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    with torch.no_grad():
        made.encoder.position.add_(1)
    assert not torch.equal(made.encoder.position, pretrained.encoder.position)
    assert all(parameter.requires_grad for parameter in pretrained.parameters())


@every_kind
@pytest.mark.parametrize("unit_token", [True, False])
def test_attention_is_that_of_every_token(kind, unit_token):
    made = downstream(kind, unit_token=unit_token)
    prompts = (kind == "activation") + unit_token + 1
    patches = BASELINE // PATCH if kind == "activation" else PATCHES
    attention = made.attention(*some_observations())
    assert attention.shape == (2, 6, 2, prompts + patches, prompts + patches)
    torch.testing.assert_close(attention.sum(dim=-1), torch.ones(attention.shape[:-1]))


def test_prompts_stand_in_the_papers_order():
    prompts = downstream("activation").prompts
    expected = torch.stack([prompts.cls, prompts.unit.weight[3], prompts.stimulus.weight[1]])
    assert torch.equal(prompts(torch.tensor([3]), torch.tensor([1]))[0], expected)


def test_a_stimulus_that_was_never_shown_says_nothing():
    made = ActivationClassifier(network(), UNITS, STIMULI, Downstream())
    assert made.prompts.stimulus.weight.eq(0).all()


def test_targets_are_the_codes_of_the_whole_signal():
    pretrained, signals = network(), some_signals()
    expected = pretrained(signals).codes[:, -RESPONSES:]
    assert torch.equal(downstream(pretrained=pretrained).targets(signals), expected)


def test_forecasts_decode_predicted_codes_after_those_of_the_baseline():
    pretrained = network()
    made = downstream(pretrained=pretrained)
    baseline, unit, stimulus = some_observations()
    unknown = torch.arange(PATCHES).ge(BASELINE // PATCH).expand(6, -1)
    anything = torch.cat([baseline, 7 * torch.ones(6, RESPONSE)], dim=1)
    codes = pretrained(anything, unknown).codes
    codes[:, -RESPONSES:] = made(baseline, unit, stimulus).argmax(dim=-1)
    expected = pretrained.from_codes(codes)[:, BASELINE:]
    torch.testing.assert_close(made.forecast(baseline, unit, stimulus), expected)


def test_the_pretrained_network_stays_as_it_is():
    made = downstream().train()
    assert made.encoder.training
    assert not any(part.training for part in made.pretrained.modules())
    before = made.targets(some_signals())
    optimizer = torch.optim.Adam(made.parameters(), lr=0.1)
    made(*some_observations()).square().sum().backward()
    optimizer.step()
    assert torch.equal(made.targets(some_signals()), before)


def test_codes_need_a_quantizer_and_signals_do_not():
    plain = network(quantizer=None)
    with pytest.raises(ValueError, match="no quantizer"):
        downstream("codes", plain)
    made = downstream("signals", plain)
    forecast = made.forecast(*some_observations())
    assert torch.equal(forecast, made(*some_observations()).reshape(6, RESPONSE))


def test_samples_of_a_certain_forecast_are_the_forecast():
    made = downstream(head="linear")
    with torch.no_grad():
        made.head.weight.mul_(1e4)
    samples = made.samples(*some_observations(), 3, draw())
    assert samples.shape == (3, 6, RESPONSE)
    expected = made.forecast(*some_observations()).expand(3, -1, -1)
    torch.testing.assert_close(samples, expected)


def test_samples_depend_on_the_draw_alone():
    made = downstream()
    samples = [made.samples(*some_observations(), 4, draw(seed)) for seed in (0, 0, 1)]
    assert torch.equal(samples[0], samples[1])
    assert not torch.equal(samples[0], samples[2])
    assert samples[0].std(dim=0).max() > 0


def test_drawn_codes_are_as_frequent_as_they_are_likely():
    chances = torch.tensor([[0.5, 0.2, 0.3], [0.0, 1.0, 0.0], [0.05, 0.0, 0.95]])
    codes = drawn(chances, 20_000, draw())
    shares = torch.nn.functional.one_hot(codes, 3).double().mean(dim=0)
    torch.testing.assert_close(shares, chances.double(), atol=0.015, rtol=0)
    assert shares[chances == 0].eq(0).all()
