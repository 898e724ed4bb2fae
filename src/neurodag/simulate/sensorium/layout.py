"""The files of a scan, as the archive names, types and fills them."""

import hashlib
import re

import numpy as np

from neurodag.simulate.sensorium.recording import Recording
from neurodag.simulate.sensorium.write import Files

UNIT_IDS_FROM, IMAGE_IDS_FROM = 1, 1000
START = np.datetime64("2022-01-01T10:00:00")
"""Of the first trial; the others follow each second."""


def scan_name(recording: Recording) -> str:
    """The name of the folder, with a hash that depends on the session's id alone."""
    stimulus = "Color" if recording.settings.colour else "Gray"
    digest = hashlib.sha256(recording.session_id.encode()).hexdigest()[:32]
    return f"static{recording.session_id}-{stimulus}ImageNet-{digest}"


def unit_ids(recording: Recording) -> np.ndarray:
    """Identifier of each unit `(unit,)`."""
    return np.arange(UNIT_IDS_FROM, UNIT_IDS_FROM + recording.settings.units, dtype=np.uint16)


def scan_files(recording: Recording) -> Files:
    """Every file of the scan, and what it holds; what is withheld is zero, as in the archive."""
    design, settings = recording.design, recording.settings
    published = np.float32(settings.behaviour)
    data = {
        "responses": np.where(recording.withheld[:, None], np.float32(0), recording.response),
        "behavior": recording.behaviour.state * published,
        "pupil_center": recording.behaviour.pupil_centre * published,
    }
    for trial, picture in enumerate(design.picture):
        yield f"data/images/{trial}.npy", recording.pictures[picture]
    for kind, values in data.items():
        for trial, value in enumerate(values):
            yield f"data/{kind}/{trial}.npy", value
    yield from _neurons(recording)
    yield from _trials(recording)

    training = design.tier == "train"
    yield from _statistics(recording, "images", recording.pictures[design.picture[training]], None)
    for kind, values in data.items():
        yield from _statistics(recording, kind, values[training], 0)


def _stimulus(recording: Recording) -> str:
    return "colorframeprojector" if recording.settings.colour else "frame"


def _neurons(recording: Recording) -> Files:
    unit = unit_ids(recording)
    animal = re.match(r"\d{1,9}", recording.session_id)
    tables = {
        "unit_ids": unit,
        "animal_ids": np.full(unit.shape, int(animal[0]) if animal else 0, dtype=np.uint32),
        "cell_motor_coordinates": recording.fields.position,
        "area": np.full(unit.shape, b"V1"),
        "layer": np.full(unit.shape, b"L2/3"),
    }
    for name, table in tables.items():
        yield f"meta/neurons/{name}.npy", table


def _trials(recording: Recording) -> Files:
    design, stimulus = recording.design, _stimulus(recording)
    order = design.rank
    if recording.withheld.any():
        order = np.array([hashlib.md5(f"{rank}".encode()).hexdigest() for rank in order])
    times = START + design.rank.astype("timedelta64[s]")
    tables = {
        "tiers": design.tier,
        "trial_idx": order,
        f"{stimulus}_image_id": IMAGE_IDS_FROM + design.picture,
        f"{stimulus}_image_class": np.full(design.tier.shape, "imagenet"),
        f"{stimulus}_trial_ts": np.array([f"Timestamp('{time.item()}')" for time in times]),
    }
    for name, table in tables.items():
        yield f"meta/trials/{name}.npy", table


def _statistics(recording: Recording, kind: str, values: np.ndarray, axis: int | None) -> Files:
    """Of training trials; pictures have one number each, over trials, channels and pixels."""
    statistics = {
        "mean": values.mean(axis=axis, dtype=np.float64),
        "std": values.std(axis=axis, dtype=np.float64, ddof=1) if len(values) > 1 else 1,
        "median": np.median(values, axis=axis),
        "min": values.min(axis=axis),
        "max": values.max(axis=axis),
    }
    for stimuli in ("all", f"stimulus_{_stimulus(recording)}"):
        for name, value in statistics.items():
            yield f"meta/statistics/{kind}/{stimuli}/{name}.npy", np.asarray(value, np.float32)
