"""Simulating a scan: its files below a folder, and the truth that they were drawn from."""

import shutil
from pathlib import Path

import xarray as xr

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.sensorium.layout import scan_files, scan_name
from neurodag.simulate.sensorium.recording import simulate_recording
from neurodag.simulate.sensorium.truth import describe_truth
from neurodag.simulate.sensorium.write import write_folder, write_zip


def simulate_sensorium(folder: Path, session_id: str, settings: SensoriumTwin) -> xr.Dataset:
    """Writes the scan `session_id` below `folder`, and returns its truth.

    The same settings and id give the same bytes in every file. The scan is written whole or not at
    all, in place of an earlier one of its name.
    """
    recording = simulate_recording(session_id, settings)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / scan_name(recording)
    if settings.zipped:
        write_zip(path.with_name(f"{path.name}.zip"), scan_files(recording))
        shutil.rmtree(path, ignore_errors=True)  # an earlier folder would go before the zip
    else:
        write_folder(path, scan_files(recording))
    return describe_truth(recording)
