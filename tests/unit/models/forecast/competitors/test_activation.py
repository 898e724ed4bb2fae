"""From forecasts to active units."""

import torch
from torch.nn import functional

from neurodag.models.forecast.competitors.activation import ActivationHead, active_in_forecast
from tests.unit.models.forecast.competitors.tasks import RESPONSE, WINDOWS, competitor, noise


def test_units_are_active_in_forecasts_by_the_rule_for_recordings():
    forecast = torch.zeros(2, RESPONSE, 3)
    forecast[:, :2, 0] = 0.3  # above the threshold on average over 4 frames, not over 8
    forecast[:, :, 1] = -0.2
    forecast[:, 6:, 2] = 9  # after the frames that count in the first presentation
    active = active_in_forecast(forecast, torch.tensor([4, 8]), WINDOWS)
    assert active.tolist() == [[True, False, False], [False, False, True]]
    absolute = WINDOWS.model_copy(update={"active_by": "absolute"})
    active = active_in_forecast(forecast, torch.tensor([4, 8]), absolute)
    assert active.tolist() == [[True, True, False], [False, True, True]]


def test_labels_are_learned_through_the_network():
    classifier, shown = ActivationHead(competitor("patchtst"), RESPONSE), noise()
    logits = classifier(shown.baseline, shown.stimulus)
    assert logits.shape == (*shown.response[:, 0].shape, 2)
    active = shown.response.mean(dim=1) > 0
    functional.cross_entropy(logits.flatten(0, 1), active.long().flatten()).backward()
    assert all(parameter.grad.any() for parameter in classifier.head.parameters())
    assert classifier.competitor.embedding.weight.grad.any()


def test_a_head_can_say_what_the_rule_says():
    shown, classifier = noise(), ActivationHead(competitor("persistence"), RESPONSE)
    with torch.no_grad():
        classifier.head.weight.copy_(torch.tensor([[0.0], [1 / RESPONSE]]).expand(-1, RESPONSE))
        classifier.head.bias.copy_(torch.tensor([0, -WINDOWS.active_gain]))
        said = classifier(shown.baseline).argmax(dim=-1).bool()
    forecast = classifier.competitor(shown.baseline)
    frames = torch.full((len(forecast),), RESPONSE)
    assert torch.equal(said, active_in_forecast(forecast, frames, WINDOWS))
