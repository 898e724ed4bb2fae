"""The truth of a simulated scan, on the coordinates that its session will have."""

import numpy as np
import xarray as xr

from neurodag.simulate.sensorium.ceilings import ceilings, ceilings_by_theory
from neurodag.simulate.sensorium.layout import unit_ids
from neurodag.simulate.sensorium.recording import Recording

MODEL_VERSION = 1
"""Counts up whenever the same settings begin to give other scans."""


def describe_truth(recording: Recording) -> xr.Dataset:
    """Everything that was planted, and the scores that a model could reach at most.

    Ceilings are those of the test trials, also where their responses are not published; `_theory`
    marks those that follow from variances alone.
    """
    parts = [_fields(recording), _tuning(recording), _trials(recording), _scores(recording)]
    truth = xr.merge(parts, compat="no_conflicts", join="exact")
    return truth.assign_attrs(
        session_id=recording.session_id,
        source=f"neurodag.simulate.sensorium, model version {MODEL_VERSION}",
        settings=recording.settings.model_dump_json(),
    )


def _fields(recording: Recording) -> xr.Dataset:
    fields, gaze = recording.fields, recording.gaze
    pixels, radians = {"units": "px"}, {"units": "rad"}
    return xr.Dataset(
        {
            "field_centre": (("unit", "image_axis"), fields.centre, pixels),
            "field_size": ("unit", fields.size, pixels),
            "field_orientation": ("unit", fields.orientation, radians),
            "field_frequency": ("unit", fields.frequency, {"units": "px-1"}),
            "field_phase": ("unit", fields.phase, radians),
            "colour_weight": (("unit", "channel"), fields.colour),
            "retinotopic_map": (("image_axis", "cortical_axis"), fields.map, {"units": "px um-1"}),
            "retinotopic_origin": ("image_axis", fields.map_origin, pixels),
            "gaze_matrix": (("image_axis", "pupil_axis"), gaze.matrix, {"units": "1"}),
            "pupil_mean": ("pupil_axis", gaze.pupil_mean, pixels),
        },
        coords={
            "unit": unit_ids(recording).astype(np.int64),
            "image_axis": ["y", "x"],
            "cortical_axis": ["x", "y"],
            "pupil_axis": ["x", "y"],
        },
    )


def _tuning(recording: Recording) -> xr.Dataset:
    tuning = recording.tuning
    return xr.Dataset(
        {
            "drive_spread": ("unit", tuning.drive_spread),
            "baseline": ("unit", tuning.baseline),
            "arousal_weight": ("unit", tuning.arousal_weight),
            "amplitude": ("unit", tuning.amplitude),
            "response_scale": ("unit", tuning.scale),
        }
    )


def _trials(recording: Recording) -> xr.Dataset:
    published = np.flatnonzero(~recording.withheld)
    return xr.Dataset(
        {
            "expected_response": (("trial", "unit"), recording.expected[published]),
            "arousal": ("trial", recording.behaviour.arousal[published]),
            "gaze_shift": (
                ("trial", "image_axis"),
                recording.gaze.shift[published],
                {"units": "px"},
            ),
        },
        coords={"trial": published},
    )


def _scores(recording: Recording) -> xr.Dataset:
    test = recording.design.tier == "test"
    image, expected = recording.design.picture[test], recording.expected[test]
    noise = expected * recording.tuning.scale * recording.settings.fano
    by_theory = ceilings_by_theory(expected, noise, image)
    return ceilings(expected, recording.response[test], image).assign(
        {f"{name}_theory": score for name, score in by_theory.items()}
    )
