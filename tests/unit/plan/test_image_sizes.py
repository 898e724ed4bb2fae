"""The sizes of sessions of images, and where they are from."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurodag import layout
from neurodag.config import Config, load_config
from neurodag.errors import SessionError
from neurodag.plan.image_sizes import VARIABLES, ImageSize, image_sizes
from neurodag.plan.options import Assumed
from neurodag.sessions import add_split, save_session
from tests.factories import images_session, spikes_session
from tests.unit.plan.conftest import SETTINGS

ASSUMED = Assumed(trials=60, units=7)


def size(config: Config, session: str = "p1", dataset: str = "pictures") -> ImageSize:
    return image_sizes(config, dataset, [session], ASSUMED)[session]


def simulated(**twin: Any) -> Config:
    reader = twin.pop("reader", {})
    twins = {"source": "sensorium", "twin": twin, "reader": reader, "sessions": {"mice": ["1-1-1"]}}
    return load_config({"datasets": {**SETTINGS["datasets"], "scans": twins}, "mtm": MTM})


MTM = {"dataset": "mice"}


@pytest.fixture
def config(folder: Path) -> Config:
    return load_config(SETTINGS)


def test_the_paper_tells_those_of_its_scans(config: Config) -> None:
    grey, coloured = (size(config, scan, "scans") for scan in ("21067-10-18", "25311-10-26"))
    assert grey == ImageSize(4496, 500, 8372, 1, VARIABLES, True, "paper")
    assert coloured == ImageSize(5295, 588, 867, 2, VARIABLES, True, "paper")


def test_those_of_other_scans_are_assumed(config: Config) -> None:
    assert size(config, "1-2-3", "scans") == ImageSize(45, 5, 7, told_by="options")


def test_of_assumed_trials_of_a_file_the_settings_tell_the_parts(config: Config) -> None:
    assert size(config) == ImageSize(42, 6, 7, told_by="options")


@pytest.mark.parametrize("tiered", [False, True])
def test_a_file_tells_them_and_trials_are_parted_as_preparation_does(
    config: Config, tiered: bool
) -> None:
    session = images_session(images=11, repeats=2, session_id="p1")
    if tiered:
        tiers = np.array(["train"] * 7 + ["validation"] * 2 + ["test"] * 2)
        session["tier"] = "trial", tiers[session["image_index"].values]
    save_session(session, Path("data/pictures/p1.nc"))
    prepared = add_split(session, seed=42)["split"].values.tolist()
    parts = (14, 4) if tiered else (prepared.count(0), prepared.count(1))
    assert size(config) == ImageSize(*parts, 3, 1, ("pupil_size", "running_speed"), True)


def test_a_file_may_be_without_behaviour_and_positions(config: Config) -> None:
    session = images_session(behavior=False, session_id="p1").drop_vars("unit_position")
    save_session(session, Path("results", layout.SESSION.format(dataset="pictures", session="p1")))
    assert (size(config).behavior, size(config).positions) == ((), False)


def test_a_simulation_tells_them() -> None:
    twin = {"train_images": 20, "validation_images": 5, "units": 9}
    assert size(simulated(**twin), "1-1-1", "scans") == ImageSize(20, 5, 9)
    two = simulated(**twin, colour=True, behaviour=False)
    assert size(two, "1-1-1", "scans") == ImageSize(20, 5, 9, channels=2, behavior=())
    averaged = simulated(**twin, colour=True, reader={"channels": "grey"})
    assert size(averaged, "1-1-1", "scans").channels == 1


def test_a_file_that_tells_nothing_is_named(config: Config) -> None:
    path = Path("data/pictures/p1.nc")
    save_session(spikes_session(), path)
    with pytest.raises(SessionError, match=f"{path} is no session of images"):
        size(config)
    path.write_bytes(b"half a fi")
    with pytest.raises(SessionError, match=f"describe {path}"):
        size(config)
