"""Means and standard deviations of the training trials, by which models standardise."""

from collections.abc import Callable

import numpy as np

from neurodag.archives.sensorium.scan import Scan
from neurodag.errors import ArchiveError

Moments = tuple[np.ndarray, np.ndarray]
"""Mean and standard deviation, float32 `(width,)` each."""


class Statistics:
    """The moments that the archive has published, or the same computed where it has none."""

    def __init__(self, scan: Scan, training_trials: int) -> None:
        self._scan = scan
        self._training_trials = training_trials
        self._computed: list[str] = []

    @property
    def origin(self) -> str:
        """Where the moments that were asked for are from."""
        if not self._computed:
            return "published"
        return f"computed from the training trials for {', '.join(self._computed)}"

    def of(self, kind: str, width: int, compute: Callable[[], Moments]) -> Moments:
        """The moments of a kind of data: the archive's, else what `compute` returns.

        Raises ArchiveError when those of the archive are damaged, or when it has none and too few
        training trials to compute them from.
        """
        published = read_moments(self._scan, kind, width)
        if published is not None:
            return published
        if self._training_trials < 2:
            raise ArchiveError(
                f"{self._scan.where(f'meta/statistics/{kind}/all')} is missing, and with "
                f"{self._training_trials} trials of the tier train it cannot be computed. Copy it "
                "from the archive again."
            )
        self._computed.append(kind)
        return compute()


def read_moments(scan: Scan, kind: str, width: int) -> Moments | None:
    """What the archive has in `meta/statistics/<kind>/all`, of the training trials, or None.

    Raises ArchiveError when only one of mean and deviation is there, at another number of values
    than `width`, and at a deviation below 0.
    """
    names = [f"meta/statistics/{kind}/all/{what}.npy" for what in ("mean", "std")]
    if not any(name in scan.names for name in names):
        return None
    mean, std = (scan.load(name) for name in names)
    for name, values in zip(names, (mean, std), strict=True):
        if values.size != width:
            raise ArchiveError(
                f"{scan.where(name)} has {values.size} values, but must have {width}. Copy it from "
                "the archive again."
            )
    if std.min() < 0:
        raise ArchiveError(
            f"{scan.where(names[1])} has the standard deviation {std.min()}, but none is below 0. "
            "Copy it from the archive again."
        )
    return mean.reshape(width).astype(np.float32), std.reshape(width).astype(np.float32)


def moments_of(values: np.ndarray) -> Moments:
    """Mean and standard deviation over trials of `values` `(trial, width)`."""
    mean = values.mean(axis=0, dtype=np.float64)
    std = values.std(axis=0, ddof=1, dtype=np.float64)
    return mean.astype(np.float32), std.astype(np.float32)
