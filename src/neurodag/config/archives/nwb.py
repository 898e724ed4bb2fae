"""Settings of NWB files: which of a file's columns, tables and series mean what."""

from typing import Annotated, Literal

from pydantic import Field, Strict, model_validator

from neurodag.config.archives.words import Cell, Words
from neurodag.config.base import Flag, NonNegative, OrNull, Positive, Settings, Several

Trace = Literal["whisker_motion_energy", "wheel_speed", "pupil_diameter", "paw_speed"]


class NWBSpikes(Settings):
    """Trials of spike counts, of the tables `units` and `trials`."""

    region_column: Words = "location"
    """Column with the region of a unit: `units.<column>`, `electrodes.<column>`, or a column's name
    alone, which is looked for in `units` first. Of `electrodes`, the region is that of the unit's
    `peak_channel_id`, or that of most of its `electrodes`."""
    alignment_column: Words = "start_time"
    """Column of `trials` with the time of the event that trials are aligned to."""
    before_s: NonNegative = 0.5
    """Seconds of a trial before the event."""
    after_s: Positive = 1.5
    """Seconds of a trial after the event."""
    bin_width_s: Positive = 0.02
    """Width of a bin in seconds."""
    trial_filter: dict[Words, Several[Cell]] = Field({})
    """Columns of `trials`, each with the values that a trial may have."""
    observed_only: Flag = True
    """Leave out trials in which a unit was not observed all the time, where `units` says so
    (`obs_intervals`)."""
    choice_column: OrNull[Words] = None
    """Column of `trials` with the animal's choice."""
    choice_values: dict[Cell, Literal[-1, 0, 1]] = Field({})
    """What each value of that column means: -1 left, 1 right, 0 unknown."""
    traces: dict[Trace, Words] = Field({})
    """Path of the time series of each trace of behaviour, as in `processing/behavior/wheel`."""
    longest_gap_s: Positive = 0.5
    """Seconds between samples of a trace beyond which it counts as not recorded in between."""

    @model_validator(mode="after")
    def _choice_has_a_meaning(self) -> "NWBSpikes":
        if (self.choice_column is None) != (not self.choice_values):
            raise ValueError("choice_column and choice_values belong together; give both or none.")
        return self


class NWBCalcium(Settings):
    """Fluorescence of ROIs, and the presentations of stimuli in tables of intervals."""

    series: OrNull[Words] = None
    """Name or path of the series of ROI responses; not needed where there is one only."""
    intervals: OrNull[Several[Words]] = None
    """Tables of the presentations; where not given, all `*_presentations`, else `trials`, else the
    only table there is."""
    stimulus_column: OrNull[Words] = None
    """Column with the name of the stimulus."""
    stimulus: OrNull[Words] = None
    """Name of the stimulus, instead of a column; without both it is the name of the table, without
    `_presentations`."""
    condition_columns: Annotated[tuple[Words, ...], Strict(False)] = ()
    """Columns whose combinations of values are the stimulus conditions."""
    epoch_gap_s: Positive = 60.0
    """Seconds between presentations of a stimulus beyond which a new epoch begins."""

    @model_validator(mode="after")
    def _stimulus_is_named_once(self) -> "NWBCalcium":
        if self.stimulus_column is not None and self.stimulus is not None:
            raise ValueError("stimulus_column and stimulus both name the stimulus; give one.")
        return self


class NWBReader(Settings):
    """How sessions are made of NWB files."""

    modality: Literal["spikes", "calcium"] = "spikes"
    """What the sessions hold."""
    spikes: NWBSpikes = NWBSpikes()
    """Where a file has its trials of spikes."""
    calcium: NWBCalcium = NWBCalcium()
    """Where a file has its fluorescence and stimuli."""
    unit_filter: dict[Words, Several[Cell]] = Field({})
    """Columns of the units (calcium: of the ROIs), each with the values that a unit may have."""
    dataset: Words = "nwb"
    """What the sessions are called together, such as `DANDI:000017`."""
    license: Words = "unknown"
    """The licence of the recordings, such as `CC-BY-4.0`."""
