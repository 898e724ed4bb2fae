"""A recording read back is what was written, in the conventions of session files."""

import shutil

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from neurodag.archives.ibl import counts
from neurodag.archives.ibl.read import read_session
from neurodag.config.archives.ibl import IBLReader
from neurodag.sessions import save_session, validate
from neurodag.simulate import open_truth, save_truth
from tests.unit.archives.ibl_twins import (
    SESSION,
    TABLE,
    alf_of,
    edit_array,
    edit_trials,
    write_twin,
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return tmp_path_factory.mktemp("ibl")


@pytest.fixture(scope="module")
def truth(archive) -> xr.Dataset:
    return write_twin(archive)


@pytest.fixture(scope="module")
def session(archive, truth) -> xr.Dataset:
    return read_session(archive, SESSION, IBLReader())


@pytest.fixture
def folder(archive, truth, tmp_path):
    """A copy of the archive, to be changed."""
    return shutil.copytree(archive, tmp_path / "copy")


def read(folder, **settings) -> xr.Dataset:
    return read_session(folder, SESSION, IBLReader(**settings))


def test_session_is_valid_and_says_what_was_read(session):
    validate(session, "the session")
    assert dict(session.sizes) == {"trial": 12, "time": 100, "unit": 5}
    assert session.attrs["session_id"] == SESSION
    assert session.attrs["subject"] == "twin-1"
    assert session.attrs["spike_sorting"] == (
        "probe00: pykilosort, revision none; probe01: pykilosort, revision none"
    )
    assert session.attrs["whisker_camera"] == "left"
    assert session.attrs["trials_without_stimulus_onset"] == 0
    assert session["wheel_speed"].attrs["units"] == "rad/s"


def test_units_of_all_probes_follow_one_another_under_names_of_their_own(session):
    names = ["probe00_0", "probe00_1", "probe00_2", "probe01_0", "probe01_1"]
    assert session.unit.values.tolist() == names
    assert session.region.values.tolist() == ["CA1"] * 3 + ["VISp5"] * 2


def test_truth_belongs_to_the_session(session, truth, tmp_path):
    save_truth(truth, tmp_path / "truth.nc")
    save_session(session, tmp_path / "session.nc")
    opened = open_truth(tmp_path / "truth.nc", session)
    assert opened["rate_hz"].dims == session["spike_count"].dims


def test_choice_is_turned_round_and_the_rest_of_the_trial_is_kept(session, archive):
    table = pd.read_parquet(alf_of(archive) / TABLE)
    assert np.array_equal(session.choice, -table["choice"])
    assert np.array_equal(session.reward, table["feedbackType"] == 1)
    assert np.array_equal(session.block, table["probabilityLeft"])
    rewarded = table[table["feedbackType"] == 1]
    on_the_right = rewarded["contrastRight"].notna()
    assert np.array_equal(on_the_right, -rewarded["choice"] == 1), "a correct choice is its side"


def test_wheel_speed_is_the_planted_one_without_its_sign(session, truth):
    speed = np.abs(truth.wheel_velocity.values)
    np.testing.assert_allclose(session.wheel_speed, speed, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(
    ("camera", "failed", "rate_hz"), [("left", "none", 60), ("right", "left", 150)]
)
def test_motion_energy_is_the_planted_one_within_a_frame(tmp_path, camera, failed, rate_hz):
    """Linear interpolation between frames h apart errs at a kink by at most h/4 of its change of
    slope, if no two kinks lie in one frame."""
    planted = write_twin(tmp_path, failed_cameras=failed)["whisker_motion_energy"].values
    session = read(tmp_path)
    assert session.attrs["whisker_camera"].startswith(camera)
    slope = np.diff(planted, axis=1) / 0.02
    bound = np.abs(np.diff(slope, axis=1)) / (4 * rate_hz) + 1e-5
    error = np.abs(session.whisker_motion_energy.values - planted)[:, 1:-1]
    assert np.all(error <= bound)
    assert error.max() > 0


def test_without_cameras_there_is_no_motion_energy_and_an_attribute_says_so(tmp_path):
    write_twin(tmp_path, failed_cameras="both")
    session = read(tmp_path)
    validate(session, "the session")
    assert "whisker_motion_energy" not in session
    assert session.attrs["whisker_camera"] == "none; left: no files; right: no files"
    assert session.decodable.any()


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (lambda energy: energy[:-1], "times for"),
        (lambda energy: np.full_like(energy, np.nan), "not finite"),
        (lambda energy: energy[:0], "times for 0 frames"),
    ],
)
def test_camera_that_failed_is_replaced_and_the_reason_is_kept(folder, values, reason):
    path = alf_of(folder) / "leftCamera.ROIMotionEnergy.npy"
    edit_array(path, by=values(np.load(path)))
    session = read(folder)
    assert session.attrs["whisker_camera"].startswith("right; left: ")
    assert reason in session.attrs["whisker_camera"]
    assert "whisker_motion_energy" in session


def test_trials_without_stimulus_are_left_out_and_counted(folder, session):
    onset = pd.read_parquet(alf_of(folder) / TABLE)["stimOn_times"].to_numpy(copy=True)
    onset[[2, 7]] = np.nan
    edit_trials(folder, stimOn_times=onset)
    fewer = read(folder)
    assert fewer.attrs["trials_without_stimulus_onset"] == 2
    kept = np.delete(np.arange(12), [2, 7])
    assert np.array_equal(fewer.trial, kept)
    assert np.array_equal(fewer.spike_count, session.spike_count.values[kept])


@pytest.mark.parametrize(
    ("column", "value", "from_column"),
    [
        ("firstMovement_times", 0.079, "stimOn_times"),
        ("firstMovement_times", 2.001, "stimOn_times"),
        ("feedback_times", 10.001, "goCue_times"),
        ("choice", 0.0, None),
        *[
            (name, np.nan, None)
            for name in ("choice", "feedback_times", "probabilityLeft", "firstMovement_times")
        ],
        ("feedbackType", np.nan, None),
    ],
)
def test_trials_outside_the_mask_do_not_count_for_decoding(folder, column, value, from_column):
    table = pd.read_parquet(alf_of(folder) / TABLE)
    good = {
        "firstMovement_times": table["stimOn_times"] + 0.3,
        "feedback_times": table["goCue_times"] + 1.0,
    }
    edit_trials(folder, **good)
    assert read(folder).decodable.all()
    changed = {**table, **good}[column].to_numpy(copy=True)
    changed[4] = value + (table[from_column][4] if from_column else 0)
    edit_trials(folder, **{column: changed})
    decodable = read(folder).decodable.values
    assert np.flatnonzero(decodable == 0).tolist() == [4]


def test_trial_before_the_wheel_was_recorded_does_not_count(folder):
    edit_array(alf_of(folder) / "_ibl_wheel.timestamps.npy", at=0, to=0.0)
    for name in ("timestamps", "position"):
        path = alf_of(folder) / f"_ibl_wheel.{name}.npy"
        edit_array(path, by=np.load(path)[50:])
    session = read(folder)
    validate(session, "the session")
    assert session.decodable.values[0] == 0
    assert np.isnan(session.wheel_speed[0]).any()
    assert np.isfinite(session.wheel_speed[1:]).all()


def brute_force(folder, onset_s, before_s, after_s, width_s) -> np.ndarray:
    """Counts by comparing every spike with every edge."""
    bins = round((before_s + after_s) / width_s)
    found = []
    for probe in sorted(alf_of(folder).glob("probe*/pykilosort")):
        times = np.load(probe / "spikes.times.npy")
        cluster = np.load(probe / "spikes.clusters.npy")
        for unit in range(len(np.load(probe / "clusters.channels.npy"))):
            edges = onset_s[:, None] - before_s + np.arange(bins + 1) * width_s
            below = (times[cluster == unit] < edges[..., None] - 1e-9).sum(axis=-1)
            found.append(np.diff(below, axis=1))
    return np.stack(found, axis=2)


def test_windows_that_overlap_count_a_spike_in_each(folder, monkeypatch):
    onset = pd.read_parquet(alf_of(folder) / TABLE)["stimOn_times"].to_numpy(copy=True)
    onset[5] = onset[4] + 0.333  # within the window of the trial before
    edit_trials(folder, stimOn_times=onset)
    expected = brute_force(folder, onset, 0.2, 0.7, 0.03)
    counted = read(folder, before_s=0.2, after_s=0.7, bin_width_s=0.03).spike_count
    assert np.array_equal(counted, expected)
    assert counted.sum() > 100
    monkeypatch.setattr(counts, "TRIALS_AT_ONCE", 5)
    again = read(folder, before_s=0.2, after_s=0.7, bin_width_s=0.03).spike_count
    assert np.array_equal(again, expected)


def test_more_than_255_spikes_in_a_bin_are_counted(folder):
    probe = alf_of(folder) / "probe00" / "pykilosort"
    onset = pd.read_parquet(alf_of(folder) / TABLE)["stimOn_times"][0]
    edit_array(probe / "spikes.times.npy", by=np.full(300, onset + 0.001))
    edit_array(probe / "spikes.clusters.npy", by=np.ones(300, dtype=np.uint32))
    session = read(folder)
    assert session.spike_count.dtype == np.uint16
    assert session.spike_count[0, 25, 1] == 300
    assert session.spike_count[:, :, :3].sum() == 300


def test_old_sessions_keep_their_trials_in_separate_files(folder, session):
    table = pd.read_parquet(alf_of(folder) / TABLE)
    (alf_of(folder) / TABLE).unlink()
    for name in table:
        np.save(alf_of(folder) / f"_ibl_trials.{name}.npy", table[name].to_numpy())
    xr.testing.assert_identical(read(folder), session)


def test_units_lie_where_the_sites_of_the_probe_are_if_channels_have_no_place(folder, session):
    for probe in alf_of(folder).glob("probe*"):
        path = probe / "pykilosort" / "channels.brainLocationIds_ccf_2017.npy"
        ids = np.load(path)
        path.unlink()
        sites = np.concatenate([[0, 0], -ids])  # two more sites, and the left hemisphere
        np.save(probe / "electrodeSites.brainLocationIds_ccf_2017.npy", sites)
        np.save(probe / "pykilosort" / "channels.rawInd.npy", np.arange(len(ids)) + 2)
    assert np.array_equal(read(folder).region, session.region)


def test_regions_can_be_those_of_beryl(archive, truth):
    names = read_session(archive, SESSION, IBLReader(regions="beryl")).region.values
    assert names.tolist() == ["CA1"] * 3 + ["VISp"] * 2


def test_same_files_give_the_same_session(archive, session):
    xr.testing.assert_identical(read_session(archive, SESSION, IBLReader()), session)


def test_window_must_be_whole_bins():
    with pytest.raises(ValueError, match="not whole bins of bin_width_s"):
        IBLReader(bin_width_s=0.03)
