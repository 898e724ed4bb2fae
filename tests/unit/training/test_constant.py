"""Adam with a constant learning rate: what moves, and how far."""

import pytest
import torch
from torch import nn

from neurodag.config.forecast import ForecastTraining
from neurodag.training.constant import Constant


def after_a_step(weight_decay, *, gradient=(0.0, 0.0), frozen=False):
    model = nn.Linear(2, 1, bias=False).requires_grad_(not frozen)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[1.0, -2.0]]))
    other = nn.Linear(2, 1, bias=False)
    settings = ForecastTraining(learning_rate=0.1, weight_decay=weight_decay)
    schedule = Constant(nn.ModuleList([model, other]), settings)
    for layer in (model, other):
        layer.weight.grad = torch.tensor([gradient])
    schedule.optimizer.step()
    schedule.finish_step()
    assert schedule.rate == 0.1
    return model.weight[0].tolist()


def test_a_first_step_is_as_long_as_the_learning_rate():
    assert after_a_step(0.0, gradient=(3.0, -0.01)) == pytest.approx([0.9, -1.9], abs=1e-4)


def test_weight_decay_is_part_of_the_gradient():
    """As Adam has it; AdamW would move by the learning rate times the decay."""
    assert after_a_step(0.01) == pytest.approx([0.9, -1.9], abs=1e-4)


def test_what_is_frozen_does_not_move():
    assert after_a_step(0.01, gradient=(3.0, 1.0), frozen=True) == [1.0, -2.0]
