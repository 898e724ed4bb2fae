"""Small valid sessions of each modality, for tests; each argument changes one fact of them."""

from collections.abc import Sequence

import numpy as np
import xarray as xr


def spikes_session(
    trials: int = 10,
    bins: int = 5,
    regions: Sequence[str] = ("CA1", "CA1", "VIS", "VIS", "PO"),
    *,
    bin_width_s: float = 0.02,
    rate_hz: float = 20.0,
    behaviour: bool = True,
    session_id: str = "spikes_a",
    seed: int = 0,
) -> xr.Dataset:
    """Poisson counts of one unit for each of `regions`, with choice and traces if `behaviour`."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rate_hz * bin_width_s, (trials, bins, len(regions)))
    session = xr.Dataset(
        {"spike_count": (("trial", "time", "unit"), counts.astype("uint8"))},
        coords={
            "time": ("time", (np.arange(bins) + 0.5) * bin_width_s, {"units": "s"}),
            "unit": np.arange(len(regions)),
            "region": ("unit", list(regions)),
        },
        attrs=_attributes("spikes", session_id)
        | {"bin_width_s": bin_width_s, "alignment_event": "stimulus_onset"},
    )
    if behaviour:
        session["choice"] = "trial", np.resize([-1, 1], trials).astype("int8")
        for name in ("whisker_motion_energy", "wheel_speed"):
            trace = rng.gamma(2.0, size=(trials, bins)).astype("float32")
            session[name] = ("trial", "time"), trace
    return session


def calcium_session(
    units: int = 4,
    presentations: int = 12,
    *,
    epochs: int = 3,
    stimuli: Sequence[str] = ("drifting_gratings",),
    spacing: int = 40,
    frame_rate_hz: float = 30.0,
    session_id: str = "calcium_a",
    seed: int = 0,
) -> xr.Dataset:
    """Noise fluorescence; each stimulus has its own `epochs`, one after the other."""
    rng = np.random.default_rng(seed)
    total = presentations * len(stimuli)
    frames = (total + 1) * spacing
    position = np.arange(total)
    return xr.Dataset(
        {
            "fluorescence": (
                ("frame", "unit"),
                rng.normal(100.0, 5.0, (frames, units)).astype("float32"),
            ),
            "onset_frame": ("presentation", (position + 1) * spacing - spacing // 2),
            "stimulus": ("presentation", np.repeat(np.array(stimuli), presentations)),
            "condition": ("presentation", position % 4),
            "epoch": ("presentation", position * epochs // presentations),
        },
        coords={"unit": np.arange(units)},
        attrs=_attributes("calcium", session_id) | {"frame_rate_hz": frame_rate_hz},
    )


def images_session(
    images: int = 20,
    repeats: int = 2,
    units: int = 3,
    *,
    size: tuple[int, int] = (4, 6),
    behavior: bool = True,
    session_id: str = "images_a",
    seed: int = 0,
) -> xr.Dataset:
    """Noise pictures of `size` (y, x), each shown `repeats` times in random order."""
    rng = np.random.default_rng(seed)
    index = rng.permutation(np.repeat(np.arange(images), repeats))
    session = xr.Dataset(
        {
            "image": (
                ("image", "channel", "y", "x"),
                rng.integers(0, 256, (images, 1, *size)).astype("uint8"),
            ),
            "image_index": ("trial", index),
            "response": (("trial", "unit"), rng.gamma(2.0, size=(len(index), units))),
            "unit_position": (("unit", "axis"), rng.uniform(0, 500, (units, 2))),
        },
        coords={"unit": np.arange(units)},
        attrs=_attributes("images", session_id),
    )
    if behavior:
        names = ["pupil_size", "running_speed"]
        state = rng.normal(size=(len(index), len(names)))
        session["behavior"] = ("trial", "behavior_variable"), state
        session = session.assign_coords(behavior_variable=names)
    return session


def _attributes(modality: str, session_id: str) -> dict[str, str]:
    return {
        "modality": modality,
        "dataset": "factory",
        "subject": "mouse_1",
        "session_id": session_id,
        "species": "Mus musculus",
        "source": "tests/factories.py",
        "license": "CC0-1.0",
    }
