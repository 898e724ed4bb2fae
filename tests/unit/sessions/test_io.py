"""Opening and saving session files, real ones and damaged ones."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.sessions import add_split, open_session, save_session
from tests.factories import calcium_session, images_session, spikes_session

FACTORIES = [spikes_session, calcium_session, images_session]


@pytest.mark.parametrize("make", FACTORIES)
def test_round_trip(make, tmp_path):
    session = add_split(make(), seed=42)
    save_session(session, tmp_path / "a.nc")
    assert open_session(tmp_path / "a.nc").identical(session)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    trials=st.integers(1, 4),
    bins=st.integers(1, 3),
    regions=st.lists(st.text("äbC 1", min_size=1).filter(str.strip), min_size=1, max_size=3),
    highest=st.integers(0, 2**20),
)
def test_round_trip_of_any_size(tmp_path, trials, bins, regions, highest):
    session = spikes_session(trials, bins, regions)
    session["spike_count"] = session["spike_count"].astype("int64")
    session["spike_count"].values[0, 0, 0] = highest
    save_session(session, tmp_path / "a.nc")
    opened = open_session(tmp_path / "a.nc")
    assert opened.equals(session)
    assert opened["spike_count"].dtype.kind == "u"


@pytest.mark.parametrize(
    ("highest", "dtype"), [(255, "uint8"), (256, "uint16"), (70_000, "uint32")]
)
def test_counts_are_stored_in_the_smallest_type(tmp_path, highest, dtype):
    session = spikes_session()
    session["spike_count"] = session["spike_count"].astype("int64")
    session["spike_count"].values[0, 0, 0] = highest
    save_session(session, tmp_path / "a.nc")
    assert open_session(tmp_path / "a.nc")["spike_count"].dtype == dtype


@pytest.mark.parametrize("make", FACTORIES)
def test_a_session_gives_the_same_bytes_again(make, tmp_path):
    session = add_split(make(), seed=42)
    save_session(session, tmp_path / "a.nc")
    save_session(open_session(tmp_path / "a.nc"), tmp_path / "b.nc")
    assert (tmp_path / "a.nc").read_bytes() == (tmp_path / "b.nc").read_bytes()


def test_an_invalid_session_is_not_saved(tmp_path):
    with pytest.raises(SessionError, match=r"to be saved as .*a\.nc: the variable region"):
        save_session(spikes_session().drop_vars("region"), tmp_path / "a.nc")
    assert not list(tmp_path.iterdir())


def test_the_modality_that_is_asked_for(tmp_path):
    save_session(calcium_session(), tmp_path / "a.nc")
    assert open_session(tmp_path / "a.nc", "calcium").attrs["modality"] == "calcium"
    with pytest.raises(SessionError, match=r"a\.nc holds .* 'calcium' where 'spikes' is needed"):
        open_session(tmp_path / "a.nc", "spikes")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SessionError, match=r"nope\.nc does not exist"):
        open_session(tmp_path / "nope.nc")


def test_a_folder(tmp_path):
    with pytest.raises(SessionError, match="is a folder, not a session file"):
        open_session(tmp_path)


@pytest.mark.parametrize("content", [b"", b"trial,unit\n1,2\n", b"\x89HDF\r\n\x1a\n"])
def test_a_file_of_another_format(tmp_path, content):
    (tmp_path / "a.nc").write_bytes(content)
    with pytest.raises(SessionError, match=r"a\.nc cannot be read as NetCDF"):
        open_session(tmp_path / "a.nc")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_file(tmp_path, share):
    save_session(images_session(), tmp_path / "a.nc")
    whole = (tmp_path / "a.nc").read_bytes()
    (tmp_path / "a.nc").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(SessionError, match=r"a\.nc cannot be read as NetCDF.*truncated"):
        open_session(tmp_path / "a.nc")


def test_a_netcdf_file_that_is_no_session(tmp_path):
    xr.Dataset({"x": ("time", np.zeros(3))}).to_netcdf(tmp_path / "a.nc")
    with pytest.raises(SessionError, match=r"a\.nc: the attribute modality is missing"):
        open_session(tmp_path / "a.nc")


def test_real_recordings_are_valid_as_they_are(recordings):
    files = sorted(recordings.glob("*/*.nc"))
    assert files, f"{recordings} holds no session files (<folder>/<session>.nc)"
    for path in files:
        session = open_session(path)
        assert add_split(session, seed=42)["split"].max() == 2
