"""The truth comes back as it was saved, and only beside the session that it belongs to."""

from pathlib import Path

import pytest
import xarray as xr

from neurodag.config.simulation import SpikeSimulation
from neurodag.errors import NeurodagError
from neurodag.sessions import open_session, save_session
from neurodag.simulate import open_truth, save_truth, simulate_spikes

SETTINGS = SpikeSimulation(trials=20, bins=40, units={"CA1": 3, "VIS": 2})


@pytest.fixture
def session() -> xr.Dataset:
    return simulate_spikes(SETTINGS, "mouse-1")[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "truth" / "mouse-1.nc"
    save_truth(simulate_spikes(SETTINGS, "mouse-1")[1], path)
    return path


def test_truth_comes_back_unchanged(session, path):
    xr.testing.assert_identical(open_truth(path, session), simulate_spikes(SETTINGS, "mouse-1")[1])


def test_truth_belongs_to_the_saved_session_too(session, path, tmp_path):
    split = session.assign(split=("trial", [0] * 10 + [1] * 5 + [2] * 5))
    save_session(split, tmp_path / "session.nc")
    assert "rate_hz" in open_truth(path, open_session(tmp_path / "session.nc", "spikes"))


def test_files_have_the_same_bytes_every_time(path, tmp_path):
    save_truth(simulate_spikes(SETTINGS, "mouse-1")[1], tmp_path / "again.nc")
    assert (tmp_path / "again.nc").read_bytes() == path.read_bytes()


def test_another_session_is_refused(path):
    other = simulate_spikes(SETTINGS, "mouse-2")[0]
    with pytest.raises(NeurodagError, match="truth of session 'mouse-1', not of 'mouse-2'"):
        open_truth(path, other)


@pytest.mark.parametrize("dimension", ["trial", "time", "unit"])
def test_part_of_the_session_is_refused(session, path, dimension):
    with pytest.raises(NeurodagError, match=f"another '{dimension}' than session 'mouse-1'"):
        open_truth(path, session.isel({dimension: slice(1, None)}))


def test_other_regions_are_refused(session, path):
    renamed = session.assign_coords(region=("unit", ["CA1"] * 5))
    with pytest.raises(NeurodagError, match="another 'region'"):
        open_truth(path, renamed)


def test_session_simulated_anew_is_refused(path):
    other = simulate_spikes(SETTINGS.model_copy(update={"seed": 1}), "mouse-1")[0]
    with pytest.raises(NeurodagError, match="truth of other spikes"):
        open_truth(path, other)


def test_file_that_is_no_truth_is_refused(session, tmp_path):
    save_session(session, tmp_path / "session.nc")
    with pytest.raises(NeurodagError, match=r"without rate_hz, spikes\)"):
        open_truth(tmp_path / "session.nc", session)


@pytest.mark.parametrize("content", [None, b"no NetCDF"])
def test_unreadable_file_is_refused(session, tmp_path, content):
    path = tmp_path / "truth.nc"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NeurodagError, match="cannot be read as the truth"):
        open_truth(path, session)
