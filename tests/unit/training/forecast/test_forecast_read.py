"""Session files that forecasters learn from."""

import pytest

from neurodag.errors import SessionError
from neurodag.sessions import save_session
from neurodag.training.forecast.read import read_observations
from tests.unit.training.forecast.planted import CPU, WINDOWS, session


def test_sessions_come_in_the_order_of_their_ids(tmp_path):
    for name in ("b", "a"):
        save_session(session(session_id=name), tmp_path / f"{name}.nc")
    paths = [tmp_path / "b.nc", tmp_path / "a.nc"]
    assert list(read_observations(paths, WINDOWS, CPU)) == ["a", "b"]


def test_windows_that_fill_the_gaps_between_epochs_are_refused(tmp_path):
    made = session(presentations=3, stimuli=("drifting_gratings",))
    save_session(made, tmp_path / "a.nc")
    with pytest.raises(SessionError, match=r"a\.nc has no validation presentations whose windows"):
        read_observations([tmp_path / "a.nc"], WINDOWS, CPU)
