"""What was measured in each trial: responses and behaviour."""

import numpy as np

from neurodag.archives.sensorium.scan import Scan
from neurodag.archives.sensorium.trials import Trials, check_trial_files
from neurodag.errors import ArchiveError

BEHAVIOR = {
    "behavior": ("pupil_dilation", "pupil_dilation_derivative", "running_speed"),
    "pupil_center": ("pupil_center_x", "pupil_center_y"),
}
"""The variables in a file of each kind of behaviour, in the archive's order."""


def read_values(scan: Scan, kind: str, trials: Trials, width: int) -> np.ndarray:
    """The `width` values of one kind of data in each trial, float32 `(trial, width)`.

    Raises ArchiveError, naming the file, at values of another number, shape or dtype, and at NaN.
    """
    values = np.empty((len(trials.number), width), dtype=np.float32)
    dtype = None
    for row, number in zip(values, trials.number, strict=True):
        name = f"data/{kind}/{number}.npy"
        value = scan.load(name)
        if dtype is None:
            dtype = value.dtype
        if value.shape not in ((width,), (1, width)) or value.dtype != dtype:
            raise ArchiveError(
                f"{scan.where(name)} holds {value.dtype} of the shape {value.shape}, but must hold "
                f"{width} values of {dtype}: it is damaged. Copy it from the archive again."
            )
        row[:] = value
    return values


def read_behavior(scan: Scan, trials: Trials) -> dict[str, np.ndarray]:
    """The values of each kind of `BEHAVIOR`; nothing where the archive keeps them back.

    The competition's scan without behaviour holds zeros instead. Raises ArchiveError as
    `read_values` does.
    """
    if not any(name.startswith(f"data/{kind}/") for kind in BEHAVIOR for name in scan.names):
        return {}
    for kind in BEHAVIOR:
        check_trial_files(scan, kind, len(trials.number) + trials.withheld)
    values = {kind: read_values(scan, kind, trials, len(names)) for kind, names in BEHAVIOR.items()}
    return values if any(each.any() for each in values.values()) else {}
