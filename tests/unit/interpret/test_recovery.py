"""The receptive fields of a simulated scan are found again from what its true model responds."""

import numpy as np
import pytest
import torch
import xarray as xr

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.config.vision import ReceptiveFields
from neurodag.errors import NeurodagError
from neurodag.interpret.field_fits import fit_fields
from neurodag.interpret.receptive_fields import receptive_fields
from neurodag.interpret.recovery import recovery
from neurodag.simulate.sensorium.fields import filters
from neurodag.simulate.sensorium.recording import Recording, simulate_recording
from neurodag.simulate.sensorium.truth import describe_truth

UNITS, SIZE = 60, (36, 64)
SESSION = xr.Dataset({"image": (("y", "x"), np.zeros(SIZE))}, attrs={"session_id": "twin"})
SETTINGS = ReceptiveFields(images=10_000, centred=True)


@pytest.fixture(scope="module")
def recording() -> Recording:
    twin = SensoriumTwin(units=UNITS, train_images=40, validation_images=10, test_images=4)
    return simulate_recording("twin", twin)


@pytest.fixture(scope="module")
def gabors(recording) -> torch.Tensor:
    """The true fields `(unit, channel, y, x)`."""
    return torch.from_numpy(filters(recording.fields, SIZE))[:, None]


@pytest.fixture(scope="module")
def found(recording) -> xr.Dataset:
    """Fits to the fields that white noise gives for the true model, without its noise."""
    tuning, field = recording.tuning, filters(recording.fields, SIZE).reshape(UNITS, -1)
    gain, spread, baseline, weight = (
        torch.from_numpy(np.asarray(values, dtype=np.float32))
        for values in (tuning.scale * tuning.amplitude, tuning.drive_spread, tuning.baseline, field)
    )

    def respond(images: torch.Tensor) -> torch.Tensor:
        return gain * (baseline + (images.flatten(1) @ weight.T / spread).relu())

    fields = receptive_fields(
        respond,
        UNITS,
        (1, *SIZE),
        images=SETTINGS.images,
        seed=0,
        device=torch.device("cpu"),
        centred=True,
    )
    fits = fit_fields(fields, SETTINGS).assign_attrs(crop=1.0)
    fits["receptive_field"] = ("unit", "channel", "y", "x"), fields
    return fits.assign_coords(unit=describe_truth(recording)["unit"])


@pytest.fixture(scope="module")
def errors(recording, found) -> xr.Dataset:
    return recovery(found, describe_truth(recording), SESSION).where(found["kept"] == 1)


def test_centres_are_found_to_within_a_pixel(errors):
    assert errors["centre_error"].median() < 0.5
    assert (errors["centre_error"].dropna("unit") < 1).mean() > 0.85


def test_what_remains_is_what_one_gaussian_makes_of_a_gabor_function(recording, found, gabors):
    """Fits to the true fields err in the same way: white noise adds little."""
    best = fit_fields(gabors, ReceptiveFields(drop=0.0))
    away = np.hypot(found["centre_x"] - best["centre_x"], found["centre_y"] - best["centre_y"])
    away = away.where(found["kept"] == 1).dropna("unit")
    assert away.median() < 0.2
    assert (away < 1).mean() > 0.95


def test_sizes_and_orientations_are_found(errors):
    assert errors["size_ratio"].quantile(0.1) > 0.5
    assert errors["size_ratio"].quantile(0.9) < 1.1
    assert errors["orientation_error"].median() < np.deg2rad(2)
    assert errors["orientation_error"].max() < np.deg2rad(10)


def test_errors_are_those_of_plain_geometry():
    truth = xr.Dataset(
        {
            "field_centre": (("unit", "image_axis"), [[30.0, 40.0]]),
            "field_size": ("unit", [4.0]),
            "field_orientation": ("unit", [0.1]),
        },
        {"unit": [7], "image_axis": ["y", "x"]},
        {"session_id": "twin"},
    )
    # The core sees the middle 40 × 60 of 80 × 120 pixels, at half their size.
    session = SESSION.drop_vars("image").assign(image=(("y", "x"), np.zeros((80, 120))))
    values = {"centre_x": 4.25, "centre_y": 6.75, "sigma_x": 1.0, "sigma_y": 4.0}
    fits = xr.Dataset(
        {name: ("unit", [value]) for name, value in {**values, "orientation": 3.1}.items()}
        | {"receptive_field": (("unit", "y", "x"), np.zeros((1, 20, 30)))},
        {"unit": [7]},
        {"crop": 0.5},
    )
    errors = recovery(fits, truth, session)
    assert errors["centre_error"].item() == pytest.approx(np.hypot(34 - 30, 39 - 40))
    assert errors["size_ratio"].item() == pytest.approx(1)
    assert errors["orientation_error"].item() == pytest.approx(np.pi - 3.0)


@pytest.mark.parametrize("what", ["units", "session"])
def test_the_truth_of_something_else_is_refused(recording, found, what):
    truth, session = describe_truth(recording), SESSION
    if what == "units":
        truth = truth.isel(unit=slice(10))
    else:
        session = SESSION.assign_attrs(session_id="other")
    with pytest.raises(NeurodagError, match=r"truth given is of session 'twin' with \d+ units"):
        recovery(found, truth, session)


def test_what_is_no_truth_of_fields_is_refused(recording, found):
    truth = describe_truth(recording).drop_vars(["field_size", "field_centre"])
    with pytest.raises(NeurodagError, match="truth given has no field_centre, field_size: name"):
        recovery(found, truth, SESSION)
