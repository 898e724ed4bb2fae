"""The rate of training."""

from itertools import count
from types import SimpleNamespace

import pytest
import torch

from neurodag.plan import rate
from neurodag.plan.rate import given_rate, measured_rates, multiply_rate


def test_hours_of_a_given_rate() -> None:
    assert given_rate(2.0).hours(3600 * 6e12) == 3.0


def test_the_fastest_product_counts_and_the_first_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter([0.001, 0.5, 0.25, 0.5])
    clock = SimpleNamespace(perf_counter=count(0.0, rate.SECONDS / 2).__next__)
    monkeypatch.setattr(rate, "seconds_of_product", lambda left, right: next(seconds))
    monkeypatch.setattr(rate, "time", clock)
    assert multiply_rate(torch.device("cpu"), "float32") == 2 * 1152**3 / 0.25


def test_a_share_of_what_is_measured_is_sustained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(rate, "multiply_rate", lambda device, precision: len(precision) * 1e9)
    rates = measured_rates(["float32", "bfloat16"], share=0.5)
    assert [known.sustained for known in rates.values()] == [3.5e9, 4e9]
    assert not any(known.gpu for known in rates.values())


def test_this_machine_multiplies() -> None:
    known = multiply_rate(torch.device("cpu"), "float32")
    assert 1e7 < known < 1e16
