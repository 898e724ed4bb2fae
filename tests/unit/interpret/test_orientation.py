"""Orientation of gratings and of nothing."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.interpret import orientation

ROWS, COLUMNS = np.indices((31, 31)) - 15
WINDOW = np.exp(-(ROWS**2 + COLUMNS**2) / (2 * 5.0**2))


def orientations(fields, weight):
    return orientation.orientations(torch.from_numpy(fields), torch.from_numpy(weight)).numpy()


def difference(one, other):
    return np.abs((one - other + np.pi / 2) % np.pi - np.pi / 2)


@settings(max_examples=30, deadline=None)
@given(direction=st.floats(0, np.pi), phase=st.floats(0, 2 * np.pi))
def test_orientation_is_across_the_stripes(direction, phase):
    cycles = 0.08 * (COLUMNS * np.cos(direction) + ROWS * np.sin(direction))
    grating = WINDOW * np.cos(2 * np.pi * cycles + phase)
    found = orientations(grating[None, None], WINDOW[None])
    assert 0 <= found[0] <= np.pi
    assert difference(found[0], direction) < np.deg2rad(3)


def test_noise_does_not_turn_it():
    cycles = 0.08 * (COLUMNS * np.cos(0.5) + ROWS * np.sin(0.5))
    noise = np.random.default_rng(0).normal(scale=0.2, size=(50, 1, 31, 31))
    found = orientations(
        WINDOW * np.cos(2 * np.pi * cycles) + noise, np.repeat(WINDOW[None], 50, 0)
    )
    signed = (found - 0.5 + np.pi / 2) % np.pi - np.pi / 2
    assert abs(signed.mean()) < 3 * signed.std() / np.sqrt(50) + np.deg2rad(0.5)
    assert signed.std() < np.deg2rad(10)


def test_channels_add_up_and_only_what_has_weight_counts():
    field = np.zeros((1, 2, 31, 31))
    field[0, 0, :, :15] = np.cos(COLUMNS[:, :15])
    field[0, 1, :, :15] = 0.1 * np.cos(ROWS[:, :15])
    field[0, 1, :, 17:] = 10 * np.cos(ROWS[:, 17:])
    weight = (COLUMNS < -1)[None].astype(float)
    assert difference(orientations(field, weight)[0], 0) < 1e-6
