"""Session files that forecasters learn from."""

import pytest

from neurodag.errors import SessionError
from neurodag.sessions import save_session
from neurodag.training.forecast.read import read_observations
from tests.unit.training.forecast import counted
from tests.unit.training.forecast.planted import CPU, WINDOWS, session


def test_sessions_come_in_the_order_of_their_ids(tmp_path):
    for name in ("b", "a"):
        save_session(session(session_id=name), tmp_path / f"{name}.nc")
    paths = [tmp_path / "b.nc", tmp_path / "a.nc"]
    assert list(read_observations(paths, WINDOWS, CPU)) == ["a", "b"]


def test_any_of_the_stimuli_is_enough_where_not_all_must_be_shown(tmp_path):
    both = session(session_id="both")
    save_session(both, tmp_path / "both.nc")
    save_session(session(session_id="one", stimuli=("dots",)), tmp_path / "one.nc")
    paths, asked = [tmp_path / "both.nc", tmp_path / "one.nc"], ["dots", "natural_scenes"]
    seen = read_observations(paths, WINDOWS, CPU, asked, must_show="any")
    names = [{name for name, _ in each.conditions} for each in seen.values()]
    assert names == [{"natural_scenes"}, {"dots"}]
    shown = both["stimulus"].values[seen["both"].position]
    assert set(shown) == {"natural_scenes"}
    with pytest.raises(SessionError, match=r"both does not show dots; what it shows is drifting_"):
        read_observations(paths, WINDOWS, CPU, asked)


def test_a_session_that_shows_none_of_the_stimuli_is_refused(tmp_path):
    save_session(session(), tmp_path / "a.nc")
    said = r"calcium_a does not show bars, dots; what it shows is drifting_gratings, natural_scenes"
    with pytest.raises(SessionError, match=said):
        read_observations([tmp_path / "a.nc"], WINDOWS, CPU, ["dots", "bars"], must_show="any")


def test_sessions_of_spikes_are_read_as_well(tmp_path):
    save_session(counted.session(counted.poisson()), tmp_path / "a.nc")
    seen = read_observations([tmp_path / "a.nc"], counted.WINDOWS, CPU)
    assert len(seen["spikes_a"].of("train")) == 14


def test_windows_that_fill_the_gaps_between_epochs_are_refused(tmp_path):
    made = session(presentations=3, stimuli=("drifting_gratings",))
    save_session(made, tmp_path / "a.nc")
    with pytest.raises(SessionError, match=r"a\.nc has no validation presentations whose windows"):
        read_observations([tmp_path / "a.nc"], WINDOWS, CPU)
