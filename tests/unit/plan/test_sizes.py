"""The sizes of sessions, and where they are from."""

from pathlib import Path

import pytest

from neurodag import layout
from neurodag.config import Config, load_config
from neurodag.errors import SessionError
from neurodag.plan.options import Assumed
from neurodag.plan.sizes import SessionSize, session_sizes
from neurodag.sessions import add_split, save_session
from tests.factories import images_session, spikes_session
from tests.unit.plan.conftest import SETTINGS

ASSUMED = Assumed(trials=40, units=7)


def size(config: Config, session: str = "m1", dataset: str = "mice") -> SessionSize:
    return session_sizes(config, dataset, [session], ASSUMED)[session]


@pytest.fixture
def config(folder: Path) -> Config:
    return load_config(SETTINGS)


def test_without_a_file_they_are_assumed(config: Config) -> None:
    assert size(config) == SessionSize(20, 10, bins=100, units=7, assumed=True)


@pytest.mark.parametrize("trials", [8, 9, 10, 11])
def test_a_file_tells_them_and_trials_are_parted_as_preparation_does(
    config: Config, trials: int
) -> None:
    session = spikes_session(trials, session_id="m1")
    save_session(session, Path("data/mice/deeper/m1.nc"))
    prepared = add_split(session, seed=42, fractions=(0.5, 0.25, 0.25))["split"].values.tolist()
    assert size(config) == SessionSize(
        prepared.count(0), prepared.count(1), bins=5, units=5, assumed=False
    )


def test_a_prepared_session_tells_more_than_its_recording_and_this_than_its_source(
    config: Config,
) -> None:
    places = ["data/mice/m1.nc"]
    for place in (layout.RECORDING, layout.SESSION):
        places.append(f"results/{place.format(dataset='mice', session='m1')}")
    for bins, place in enumerate(places, start=2):
        save_session(spikes_session(bins=bins), Path(place))
        assert size(config).bins == bins


def test_a_simulation_tells_them() -> None:
    twins = {
        "source": "ibl",
        "reader": {"before_s": 0.2, "after_s": 0.6},
        "twin": {"trials": 100, "bins": 40, "pre_stimulus_s": 0.2, "units": {"CA1": 3, "PO": 4}},
        "sessions": {"many": ["t1"]},
    }
    mtm = {"dataset": "twins"}
    config = load_config({"datasets": {"twins": twins}, "mtm": mtm})
    assert size(config, "t1", "twins") == SessionSize(70, 10, bins=40, units=7, assumed=False)


def test_an_archive_without_its_sessions_tells_the_bins() -> None:
    reader = {"before_s": 0.2, "after_s": 0.4}
    ibl = {"source": "ibl", "folder": "ibl", "reader": reader, "sessions": {"many": ["i1"]}}
    config = load_config({"datasets": {"ibl": ibl}, "mtm": {"dataset": "ibl"}})
    assert size(config, "i1", "ibl") == SessionSize(28, 4, bins=30, units=7, assumed=True)


def test_a_file_that_tells_nothing_is_named(config: Config) -> None:
    path = Path("data/mice/m1.nc")
    save_session(images_session(), path)
    with pytest.raises(SessionError, match=f"{path} is no session of spikes"):
        size(config)
    path.write_bytes(b"half a fi")
    with pytest.raises(SessionError, match=f"describe {path}"):
        size(config)
