"""Spikes, regions, choices and traces of an NWB file become a session, as the settings say."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag.archives.nwb import units as units_module
from neurodag.archives.nwb.read import read_session
from neurodag.config.archives.nwb import NWBReader
from neurodag.errors import ArchiveError, ConfigError
from neurodag.sessions import validate

pytest.importorskip("pynwb", reason="pynwb is not installed (pip install neurodag[nwb])")
import h5py

from tests.unit.archives.nwb_files import add_trace, empty_file, spikes_file, write

EVENTS = np.array([5.0, 15.0, np.nan, 35.0])
WINDOW = {"alignment_column": "go_cue", "before_s": 1.0, "after_s": 2.0, "bin_width_s": 0.5}


def spike_trains(seed: int = 0) -> list[np.ndarray]:
    rng = np.random.default_rng(seed)
    return [np.sort(rng.uniform(0, 50, n)) for n in (200, 0, 500)]


def reader(unit_filter: dict | None = None, **spikes: object) -> NWBReader:
    return NWBReader.model_validate({"unit_filter": unit_filter or {}, "spikes": WINDOW | spikes})


def read(folder: Path, nwb: object, settings: NWBReader) -> xr.Dataset:
    write(nwb, folder / "m1.nwb")
    session = read_session(folder, "m1", settings)
    validate(session, "m1")
    return session


def test_counts_are_the_spikes_around_the_event(tmp_path: Path) -> None:
    trains = spike_trains()
    session = read(tmp_path, spikes_file(trains, EVENTS), reader())
    for trial, event in enumerate(EVENTS[[0, 1, 3]]):
        for unit, train in enumerate(trains):
            counted, _ = np.histogram(train, event + np.arange(-1, 2.1, 0.5))
            assert session["spike_count"].values[trial, :, unit].tolist() == counted.tolist()
    assert session["unit"].values.tolist() == [10, 11, 12]
    np.testing.assert_allclose(session["time"], np.arange(-0.75, 2, 0.5))


def test_attributes_say_where_the_session_is_from(tmp_path: Path) -> None:
    session = read(tmp_path, spikes_file(spike_trains(), EVENTS), reader())
    assert session.attrs == {
        "modality": "spikes",
        "dataset": "nwb",
        "session_id": "m1",
        "subject": "mouse_1",
        "species": "Mus musculus",
        "source": "m1.nwb (NWB, identifier identifier-1)",
        "license": "unknown",
        "bin_width_s": 0.5,
        "alignment_event": "go_cue",
        "left_out_trials": 1,
    }


def test_trials_without_the_event_are_left_out(tmp_path: Path) -> None:
    session = read(tmp_path, spikes_file(spike_trains(), EVENTS), reader())
    assert session["trial_id"].values.tolist() == [0, 1, 3]


def test_unit_by_unit_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(tmp_path, spikes_file(spike_trains(), EVENTS), reader())
    monkeypatch.setattr(units_module, "_BLOCK_SPIKES", 1)
    assert read_session(tmp_path, "m1", reader()).identical(whole)


def test_counts_of_a_later_block_may_need_a_wider_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(units_module, "_BLOCK_SPIKES", 10)
    trains = [np.array([5.1]), np.full(300, 5.1), np.array([5.1, 5.2])]
    session = read(tmp_path, spikes_file(trains, EVENTS), reader())
    assert session["spike_count"].values[0, 2].tolist() == [1, 300, 2]
    assert session["spike_count"].dtype == "uint16"


@pytest.mark.parametrize("column", ["location", "electrodes.location"])
@pytest.mark.parametrize("electrodes", ["electrodes", "peak_channel_id"])
def test_regions_are_those_of_the_electrodes(tmp_path: Path, electrodes: str, column: str) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, electrodes=electrodes)
    session = read(tmp_path, nwb, reader(region_column=column))
    assert session["region"].values.tolist() == ["CA1", "VISp", "ÀB ñ"]


def test_a_unit_of_many_electrodes_is_in_the_region_of_most(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, electrodes=[[0, 1, 4], [3, 0, 1], []])
    session = read(tmp_path, nwb, reader())
    assert session["region"].values.tolist() == ["VISp", "CA1", "unknown"]


def test_a_peak_channel_that_is_no_electrode_leaves_the_region_unknown(tmp_path: Path) -> None:
    path = write(
        spikes_file(spike_trains(), EVENTS, electrodes="peak_channel_id"), tmp_path / "m1.nwb"
    )
    with h5py.File(path, "r+") as file:
        file["units/peak_channel_id"][1] = 999
    regions = read_session(tmp_path, "m1", reader())["region"].values.tolist()
    assert regions == ["CA1", "unknown", "ÀB ñ"]


@pytest.mark.parametrize("column", ["quality", "units.quality"])
def test_regions_may_be_a_column_of_the_units(tmp_path: Path, column: str) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, quality=("good", "", "mua"))
    session = read(tmp_path, nwb, reader(region_column=column))
    assert session["region"].values.tolist() == ["good", "unknown", "mua"]


def test_the_filter_keeps_units_with_the_values_that_it_allows(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, quality=("good", "mua", "good"))
    session = read(tmp_path, nwb, reader({"quality": ["good"]}))
    everything = read_session(tmp_path, "m1", reader())
    assert session["unit"].values.tolist() == [10, 12]
    np.testing.assert_array_equal(session["spike_count"], everything["spike_count"][..., [0, 2]])
    assert session["region"].values.tolist() == ["CA1", "ÀB ñ"]


def test_the_filter_keeps_trials_with_the_values_that_it_allows(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, choice=[True, False, True, True])
    session = read(tmp_path, nwb, reader(trial_filter={"choice": [True]}))
    assert session["trial_id"].values.tolist() == [0, 3]
    assert session.attrs["left_out_trials"] == 2


def test_a_column_may_be_written_as_a_matrix_with_one_column(tmp_path: Path) -> None:
    expected = read(tmp_path, spikes_file(spike_trains(), EVENTS), reader())
    name = "intervals/trials/go_cue"
    with h5py.File(tmp_path / "m1.nwb", "r+") as file:
        values, attributes = file[name][:], dict(file[name].attrs)
        del file[name]
        file[name] = values[:, np.newaxis]
        file[name].attrs.update(attributes)
    assert read_session(tmp_path, "m1", reader()).identical(expected)


def test_trials_are_left_out_in_which_a_unit_was_not_observed(tmp_path: Path) -> None:
    """From 1 s before to 2 s after the events at 5, 15 and 35 s."""
    observed = [[[0.0, 10.0], [10.0, 50.0]], [[0.0, 50.0]], [[0.0, 16.9], [17.1, 40.0]]]
    nwb = spikes_file(spike_trains(), EVENTS, observed=list(map(np.array, observed)))
    assert read(tmp_path, nwb, reader())["trial_id"].values.tolist() == [0, 3]
    everything = read_session(tmp_path, "m1", reader(observed_only=False))
    assert everything["trial_id"].values.tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("values", "choice_values", "expected"),
    [
        (["left", "right", "left", ""], {"left": -1, "right": 1}, [-1, 1, 0]),
        ([1.0, -1.0, 1.0, np.nan], {1: -1, -1: 1}, [-1, 1, 0]),
        ([True, False, True, True], {True: 1, False: -1}, [1, -1, 1]),
    ],
    ids=["text", "numbers", "truth values"],
)
def test_choices_have_the_meaning_that_settings_give(
    tmp_path: Path, values: list, choice_values: dict, expected: list
) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, choice=values)
    settings = reader(choice_column="choice", choice_values=choice_values)
    assert read(tmp_path, nwb, settings)["choice"].values.tolist() == expected


@pytest.mark.parametrize("by_rate", [True, False])
@pytest.mark.parametrize("path", ["wheel", "/processing/behavior/BehavioralTimeSeries/wheel"])
def test_traces_are_sampled_at_the_bins(tmp_path: Path, path: str, by_rate: bool) -> None:
    nwb = spikes_file(spike_trains(), EVENTS)
    times = np.arange(0, 36, 0.1)
    add_trace(nwb, "other_wheel", times, rate=10.0)
    if by_rate:
        add_trace(nwb, "wheel", times, rate=10.0, conversion=2.0)
    else:
        add_trace(nwb, "wheel", times[:, np.newaxis], timestamps=times, conversion=2.0)
    session = read(tmp_path, nwb, reader(traces={"wheel_speed": path}))
    expected = 2 * (EVENTS[[0, 1], np.newaxis] + session["time"].values)
    np.testing.assert_allclose(session["wheel_speed"][:2], expected, rtol=1e-6)
    assert session["decodable"].values.tolist() == [1, 1, 0]  # it stops before the last trial ends
    assert session["wheel_speed"].attrs["units"] == "mm"


def test_a_gap_in_a_trace_takes_its_trial_out_of_decoding(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS)
    times = np.arange(0, 50, 0.1)
    times = times[(times < 14.5) | (times > 15.5)]
    add_trace(nwb, "wheel", np.ones_like(times), timestamps=times)
    session = read(tmp_path, nwb, reader(traces={"wheel_speed": "wheel"}))
    assert session["decodable"].values.tolist() == [1, 0, 1]


def error_of(folder: Path, settings: NWBReader) -> str:
    """The sentence by which `m1.nwb` is refused, which names the file."""
    with pytest.raises(ArchiveError) as raised:
        read_session(folder, "m1", settings)
    assert str(folder / "m1.nwb") in str(raised.value)
    return str(raised.value)


def refused(folder: Path, nwb: object, settings: NWBReader) -> str:
    write(nwb, folder / "m1.nwb")
    return error_of(folder, settings)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a file with units, trials, choices and traces."""
    folder = tmp_path_factory.mktemp("rich")
    choice = ["left", "right", "left", "right"]
    nwb = spikes_file(spike_trains(), EVENTS, quality=("a", "b", "c"), choice=choice)
    add_trace(nwb, "paw", np.zeros((400, 2)), rate=10.0)
    add_trace(nwb, "late", np.zeros(9), timestamps=np.arange(900.0, 909.0))
    write(nwb, folder / "m1.nwb")
    return folder


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            {"alignment_column": "go_queue"},
            "the table trials has no column go_queue. Did you mean 'go_cue'? It has choice, "
            "go_cue, start_time, stop_time.",
        ),
        (
            {"region_column": "area"},
            "has no column area of units or electrodes; the setting region_column must name one. "
            "units has electrodes, quality, spike_times; electrodes has group, group_name, "
            "location.",
        ),
        ({"choice_column": "chosen", "choice_values": {"a": 1}}, "has no column chosen."),
        (
            {"choice_column": "choice", "choice_values": {"left": -1}},
            "the column trials.choice has the values right, to which the setting choice_values",
        ),
        (
            {"traces": {"wheel_speed": "weel"}},
            "has no TimeSeries weel. Name one in the settings by its path. The file has "
            "processing/behavior/BehavioralTimeSeries/late, "
            "processing/behavior/BehavioralTimeSeries/paw",
        ),
        ({"traces": {"paw_speed": "paw"}}, "/paw has 2 dimensions (shape (400, 2)), but must"),
        ({"traces": {"paw_speed": "late"}}, "/late covers no trial from beginning to end"),
        ({"alignment_column": "spikes", "region_column": "x"}, "has no column spikes"),
        ({"region_column": "electrodes.group"}, "electrodes.group holds other objects of the file"),
        ({"region_column": "units.spike_times"}, "spike_times has several values in a row"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(rich: Path, settings: dict, said: str) -> None:
    assert said in error_of(rich, reader(**settings))


def test_a_filter_that_leaves_nothing_lists_the_values(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, quality=("mua", "noise", "mua"))
    said = refused(tmp_path, nwb, reader({"quality": ["good"]}))
    assert "the filter on quality (good). The column has the values mua, noise." in said


def test_units_without_electrodes_need_a_column_of_their_own(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, electrodes=None, quality=("a", "b", "c"))
    said = refused(tmp_path, nwb, reader())
    assert "the setting region_column must be one of units: quality, spike_times." in said


def test_a_file_needs_units_and_trials(tmp_path: Path) -> None:
    assert "has no table units" in refused(tmp_path, empty_file(), reader())
    without_trials = spikes_file(spike_trains(), np.zeros(0))
    assert "has no table trials, which a session" in refused(tmp_path, without_trials, reader())


def test_some_trial_must_have_the_event(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), np.full(4, np.nan))
    assert "trials.go_cue has no time in any of 4 trials" in refused(tmp_path, nwb, reader())


def test_some_trial_must_be_observed(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS, observed=[np.array([[0.0, 5.5]])] * 3)
    assert "in no trial were all units observed" in refused(tmp_path, nwb, reader())


@pytest.mark.parametrize("time", [np.nan, np.inf])
def test_spike_times_must_be_finite(tmp_path: Path, time: float) -> None:
    nwb = spikes_file([np.array([1.0, time])], EVENTS)
    assert "units.spike_times has 1 values that are not" in refused(tmp_path, nwb, reader())


def test_times_of_a_trace_must_ascend(tmp_path: Path) -> None:
    nwb = spikes_file(spike_trains(), EVENTS)
    add_trace(nwb, "wheel", np.zeros(3), timestamps=np.array([0.0, 2.0, 1.0]))
    said = refused(tmp_path, nwb, reader(traces={"wheel_speed": "wheel"}))
    assert "the timestamps of processing/behavior/BehavioralTimeSeries/wheel must ascend" in said


def test_a_window_must_be_whole_bins(tmp_path: Path) -> None:
    write(spikes_file(spike_trains(), EVENTS), tmp_path / "m1.nwb")
    with pytest.raises(ConfigError, match="make it a whole number of bins"):
        read_session(tmp_path, "m1", reader(bin_width_s=0.7))
