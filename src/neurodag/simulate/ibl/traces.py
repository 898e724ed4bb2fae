"""The wheel and the cameras."""

from pathlib import Path

import numpy as np
import xarray as xr

from neurodag.config.archives.ibl import IBLTwin
from neurodag.simulate.ibl.clock import Clock

FAILED = {"none": (), "left": ("left",), "both": ("left", "right")}


def write_wheel(alf: Path, truth: xr.Dataset, clock: Clock) -> None:
    """Position in radians at the edges of all bins; the wheel rests between trials."""
    turn_rad = truth["wheel_velocity"].values.astype(np.float64) * clock.bin_width_s
    before_rad = np.append(0, np.cumsum(turn_rad.sum(axis=1)))
    within_rad = np.pad(np.cumsum(turn_rad, axis=1), [(0, 0), (1, 0)])
    position_rad = before_rad[:-1, np.newaxis] + within_rad
    times_s = np.concatenate([[0.0], clock.edges_s.ravel(), [clock.end_s]])
    np.save(alf / "_ibl_wheel.timestamps.npy", times_s)
    np.save(
        alf / "_ibl_wheel.position.npy",
        np.concatenate([[0.0], position_rad.ravel(), [before_rad[-1]]]),
    )


def write_cameras(alf: Path, session: xr.Dataset, settings: IBLTwin, clock: Clock) -> None:
    """Times of the frames and the motion energy in them, which has its values at the bins' ends."""
    rates_hz = {"left": settings.left_camera_hz, "right": settings.right_camera_hz}
    for camera, rate_hz in rates_hz.items():
        times_s = np.arange(0, clock.end_s, 1 / rate_hz)
        np.save(alf / f"_ibl_{camera}Camera.times.npy", times_s)
        if camera not in FAILED[settings.failed_cameras]:
            ends_s = clock.edges_s[:, 1:].ravel()
            energy = np.interp(times_s, ends_s, session["whisker_motion_energy"].values.ravel())
            np.save(alf / f"{camera}Camera.ROIMotionEnergy.npy", energy)
