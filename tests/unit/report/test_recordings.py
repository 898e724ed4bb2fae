"""Which recordings the results are of."""

from pathlib import Path

import pytest
import xarray as xr

from neurodag.config import Config
from neurodag.errors import SessionError
from neurodag.files import save_netcdf
from neurodag.report.recordings import Recordings, recordings
from tests.unit.status.conftest import SETTINGS

TWINS = {"source": "sensorium", "twin": {"units": 30}, "sessions": {"few": ["1-1-1"]}}


@pytest.fixture
def config() -> Config:
    datasets = {**SETTINGS["datasets"], "twins": TWINS}
    return Config.model_validate({**SETTINGS, "datasets": datasets})


def session(dataset: str, name: str, units: int, subject: str = "m", license: str = "CC0") -> Path:
    path = Path("sessions", dataset, f"{name}.nc")
    about = {"modality": "spikes", "subject": subject, "source": "the owners", "license": license}
    sizes = {"unit": range(units), "trial": range(10), "bin": range(3)}
    save_netcdf(xr.Dataset(coords=sizes, attrs=about), path)
    return path


def test_sessions_are_grouped_by_dataset(config: Config) -> None:
    paths = [
        session("twins", "1-1-1", 7),
        session("mice", "m1", 20, "a", "CC BY 4.0"),
        session("mice", "m2", 5, "a"),
        session("mice", "m3", 12, "b"),
        Path("sessions/mice/m4.nc"),
    ]
    assert recordings(paths, config) == [
        Recordings(
            dataset="mice",
            modality="spikes",
            simulated=False,
            sessions=3,
            subjects=2,
            sizes={"unit": (5, 20), "trial": (10, 10)},
            source="the owners",
            license="CC BY 4.0, CC0",
        ),
        Recordings(
            dataset="twins",
            modality="spikes",
            simulated=True,
            sessions=1,
            subjects=1,
            sizes={"unit": (7, 7), "trial": (10, 10)},
            source="the owners",
            license="CC0",
        ),
    ]


def test_without_sessions_there_are_none(config: Config) -> None:
    assert recordings([], config) == recordings([Path("sessions/mice/m1.nc")], config) == []


def test_a_damaged_session_is_named(config: Config) -> None:
    path = session("mice", "m1", 20)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(SessionError, match=r"m1\.nc cannot be read as NetCDF"):
        recordings([path], config)
