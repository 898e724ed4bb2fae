"""Fits of receptive fields: their pictures, which of them count, and units without a field."""

import numpy as np
import pytest
import torch

from neurodag.config.vision import ReceptiveFields
from neurodag.interpret.field_fits import MEANING, absolute_values, fit_fields

ROWS, COLUMNS = np.indices((18, 32))


def blobs(units: int = 20, channels: int = 1, seed: int = 0) -> tuple[torch.Tensor, np.ndarray]:
    """Fields of one sign `(unit, channel, y, x)` in noise that grows, and their centres (x, y)."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform((8, 6), (24, 12), (units, 2))
    away = np.hypot(COLUMNS - centre[:, :1, None], ROWS - centre[:, 1:, None])
    signal = 5 * np.exp(-(away**2) / (2 * 2.0**2))[:, None]
    noise = np.linspace(0.05, 1, units)[:, None, None, None]
    shape = (units, channels, *ROWS.shape)
    return torch.from_numpy(signal + noise * rng.standard_normal(shape)).float(), centre


def test_fields_are_standardised_before_their_absolute_values_are_taken():
    fields, _ = blobs(3)
    images = absolute_values(7 * fields - 2)
    single = fields[1, 0].numpy()
    expected = np.abs((single - single.mean()) / single.std())
    np.testing.assert_allclose(images[1].numpy(), expected, rtol=1e-4, atol=1e-5)


def test_channels_are_averaged_after_their_absolute_values_are_taken():
    field = blobs(2)[0]
    opponent = torch.cat([field, -field], dim=1)  # mean 0, and no mean of channels either
    root_mean_square = field.square().mean(dim=(1, 2, 3)).sqrt()
    expected = field[:, 0].abs() / root_mean_square[:, None, None]
    torch.testing.assert_close(absolute_values(opponent), expected)


def test_fits_say_what_they_are_and_find_the_fields():
    fields, centre = blobs()
    fits = fit_fields(fields, ReceptiveFields())
    assert list(fits) == list(MEANING)
    assert all(fits[name].attrs["units"] for name in fits)
    np.testing.assert_allclose(fits["centre_x"], centre[:, 0], atol=0.4)
    np.testing.assert_allclose(fits["centre_y"], centre[:, 1], atol=0.4)
    np.testing.assert_allclose(fits["width_x"], 1.7, atol=0.3)  # the mean is taken off a blob of 2
    assert fits["explained"][0] > 0.95
    assert fits["explained"].values.argmin() > 10


def test_the_share_that_is_explained_worst_is_left_out():
    fields, _ = blobs()
    fits = fit_fields(fields, ReceptiveFields(drop=0.2))
    order = np.argsort(fits["explained"].values)
    assert np.flatnonzero(fits["kept"].values == 0).tolist() == sorted(order[:4].tolist())


def test_by_size_the_widest_in_either_direction_are_left_out():
    wide, tall, usual = ((COLUMNS - 16) / 6) ** 2, ((ROWS - 9) / 4) ** 2, 0.3
    distance = [wide + usual * (ROWS - 9) ** 2, tall + usual * (COLUMNS - 16) ** 2]
    distance += [usual * ((ROWS - 9) ** 2 + (COLUMNS - 16 + shift) ** 2) for shift in range(8)]
    fields = torch.from_numpy(np.exp(-np.array(distance) / 2))[:, None]
    fits = fit_fields(fields, ReceptiveFields(drop=0.1, drop_by="size"))
    assert np.flatnonzero(fits["kept"].values == 0).tolist() == [0, 1]


def test_nothing_is_left_out_without_a_share():
    assert fit_fields(blobs()[0], ReceptiveFields(drop=0.0))["kept"].all()


@pytest.mark.parametrize("drop_by", ["fit", "size"])
def test_a_unit_without_a_field_has_no_fit_and_does_not_count(drop_by):
    fields, _ = blobs()
    fields[3] = 0.25
    fits = fit_fields(fields, ReceptiveFields(drop=0.0, drop_by=drop_by))
    assert np.isnan([fits[name][3] for name in MEANING if name != "kept"]).all()
    assert fits["kept"].values.tolist() == [1] * 3 + [0] + [1] * 16


def test_a_fit_that_leaves_the_image_does_not_count():
    slope = torch.from_numpy(np.exp(-((COLUMNS + 20) ** 2) / (2 * 12.0**2)))
    fields = torch.cat([blobs(3)[0], slope[None, None]])
    fits = fit_fields(fields, ReceptiveFields(drop=0.0))
    assert fits["kept"].values.tolist() == [1, 1, 1, 0]


def test_added_noise_depends_on_the_seed_alone():
    fields, _ = blobs(4)
    noisy = ReceptiveFields(added_noise=0.2)
    first = fit_fields(fields, noisy, seed=1)
    assert first.identical(fit_fields(fields, noisy, seed=1))
    assert not first.equals(fit_fields(fields, noisy, seed=2))
    np.testing.assert_allclose(
        first["centre_x"], fit_fields(fields, ReceptiveFields())["centre_x"], atol=0.5
    )
