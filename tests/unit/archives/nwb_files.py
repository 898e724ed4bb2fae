"""Small NWB files, written with pynwb as a laboratory would; each argument changes one fact."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

pynwb = pytest.importorskip("pynwb", reason="pynwb is not installed (pip install neurodag[nwb])")
from pynwb.behavior import BehavioralTimeSeries  # noqa: E402
from pynwb.epoch import TimeIntervals  # noqa: E402
from pynwb.ophys import Fluorescence, ImageSegmentation, OpticalChannel  # noqa: E402

REGIONS = ("CA1", "VISp", "ÀB ñ")


def empty_file() -> "pynwb.NWBFile":
    start = datetime(2024, 5, 1, tzinfo=UTC)
    return pynwb.NWBFile(
        "made for tests",
        "identifier-1",
        start,
        subject=pynwb.file.Subject(subject_id="mouse_1", species="Mus musculus", age="P90D"),
    )


def write(nwb: "pynwb.NWBFile", path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pynwb.NWBHDF5IO(path, "w") as file:
        file.write(nwb, cache_spec=False)
    return path


def spikes_file(
    spike_times: list[np.ndarray],
    events: np.ndarray,
    *,
    electrodes: str | list[list[int]] | None = "electrodes",
    quality: tuple[str, ...] = (),
    observed: list[np.ndarray] | None = None,
    choice: list | None = None,
) -> "pynwb.NWBFile":
    """Electrodes are in the REGIONS by turns; unit i is on electrode i unless they are listed.

    `electrodes` is also the column that says so: `electrodes`, `peak_channel_id`, or none.
    """
    nwb = empty_file()
    device = nwb.create_device("probe")
    group = nwb.create_electrode_group("shank", "a shank", "brain", device)
    for i in range(len(spike_times) + 2):
        nwb.add_electrode(group=group, location=REGIONS[i % len(REGIONS)], id=100 + i)
    if quality:
        nwb.add_unit_column("quality", "how well isolated")
    if electrodes == "peak_channel_id":
        nwb.add_unit_column("peak_channel_id", "electrode of the largest spike")
    for i, times in enumerate(spike_times):
        facts: dict = {"quality": quality[i]} if quality else {}
        if electrodes == "electrodes":
            facts["electrodes"] = [i]
        elif isinstance(electrodes, list):
            facts["electrodes"] = electrodes[i]
        elif electrodes == "peak_channel_id":
            facts["peak_channel_id"] = 100 + i
        if observed is not None:
            facts["obs_intervals"] = observed[i]
        nwb.add_unit(spike_times=times, id=10 + i, **facts)
    if choice is not None:
        nwb.add_trial_column("choice", "what the animal did")
    if len(events):
        nwb.add_trial_column("go_cue", "time of the cue")
    for i, event in enumerate(events):
        answer = {} if choice is None else {"choice": choice[i]}
        nwb.add_trial(start_time=i * 10.0, stop_time=i * 10.0 + 9, go_cue=event, **answer)
    return nwb


def add_trace(
    nwb: "pynwb.NWBFile",
    name: str,
    data: np.ndarray,
    *,
    timestamps: np.ndarray | None = None,
    rate: float | None = None,
    conversion: float = 1.0,
) -> None:
    """To processing/behavior/BehavioralTimeSeries."""
    clock = {"rate": rate} if timestamps is None else {"timestamps": timestamps}
    series = pynwb.TimeSeries(name=name, data=data, unit="mm", conversion=conversion, **clock)
    if "behavior" not in nwb.processing:
        module = nwb.create_processing_module("behavior", "behaviour")
        module.add(BehavioralTimeSeries(name="BehavioralTimeSeries"))
    nwb.processing["behavior"]["BehavioralTimeSeries"].add_timeseries(series)


def calcium_file(
    fluorescence: np.ndarray,
    *,
    names: tuple[str, ...] = ("dff",),
    accepted: tuple[bool, ...] = (),
    **clock: float | np.ndarray,
) -> "pynwb.NWBFile":
    """`fluorescence` (frame, roi) in processing/ophys/Fluorescence, once for each of `names`."""
    nwb = empty_file()
    plane = nwb.create_imaging_plane(
        name="plane",
        optical_channel=OpticalChannel(name="green", description="", emission_lambda=510.0),
        device=nwb.create_device("microscope"),
        description="",
        excitation_lambda=920.0,
        indicator="GCaMP6s",
        location="VISp",
    )
    module = nwb.create_processing_module("ophys", "imaging")
    segmentation = ImageSegmentation()
    module.add(segmentation)
    rois = segmentation.create_plane_segmentation("cells", plane, name="cells")
    if accepted:
        rois.add_column("accepted", "is it a cell")
    for i in range(fluorescence.shape[1]):
        verdict = {"accepted": accepted[i]} if accepted else {}
        rois.add_roi(pixel_mask=[(i, i, 1.0)], id=7 + i, **verdict)
    traces = Fluorescence()
    module.add(traces)
    for name in names:
        traces.create_roi_response_series(
            name=name,
            data=fluorescence,
            rois=rois.create_roi_table_region("all", region=list(range(fluorescence.shape[1]))),
            unit="a.u.",
            **(clock or {"rate": 10.0}),
        )
    return nwb


def add_intervals(
    nwb: "pynwb.NWBFile", name: str, start: np.ndarray, *, lasts_s: float = 1.0, **columns: list
) -> None:
    table = TimeIntervals(name=name, description="what was shown")
    for column in columns:
        table.add_column(column, column)
    for i, time in enumerate(start):
        cells = {column: values[i] for column, values in columns.items()}
        table.add_interval(start_time=time, stop_time=time + lasts_s, **cells)
    nwb.add_time_intervals(table)
