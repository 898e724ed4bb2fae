"""Whole files or none, and the same bytes for the same content."""

import os
import signal
import subprocess
import sys

import numpy as np
import pytest
import xarray as xr

from neurodag.files import atomic_path, load_netcdf, save_netcdf


@pytest.fixture
def dataset() -> xr.Dataset:
    return xr.Dataset(
        {"rate": (("trial", "unit"), np.arange(6.0).reshape(2, 3), {"units": "seconds"})},
        coords={"unit": [3, 1, 2], "region": ("unit", ["CA1", "VISp", "PO ö"])},
        attrs={"session_id": "a", "bin_width_s": 0.02},
    )


def test_atomic_path_makes_folders_and_leaves_only_the_finished_file(tmp_path):
    target = tmp_path / "a" / "b" / "table.csv"
    with atomic_path(target) as partial:
        partial.write_text("x")
        assert not target.exists()
    assert [path.name for path in target.parent.iterdir()] == ["table.csv"]
    assert target.read_text() == "x"


def test_partial_name_is_hidden_recognisable_and_keeps_the_suffix(tmp_path):
    with atomic_path(tmp_path / "figure.pdf") as partial:
        partial.touch()
    assert partial.parent == tmp_path
    assert partial.name.startswith(".figure.partial-")
    assert partial.suffix == ".pdf"


def test_an_error_removes_the_partial_file_and_keeps_the_old_one(tmp_path):
    target = tmp_path / "table.csv"
    target.write_text("old")

    def fail() -> None:
        with atomic_path(target) as partial:
            partial.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]
    assert target.read_text() == "old"


def test_a_killed_writer_leaves_nothing_under_the_final_name(tmp_path):
    program = (
        "import os, signal, sys\n"
        "from neurodag.files import atomic_path\n"
        "with atomic_path(sys.argv[1]) as partial:\n"
        "    partial.write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    target = tmp_path / "weights.bin"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program, str(target)], env=environment)
    assert done.returncode == -signal.SIGKILL
    assert not target.exists()
    assert [path.name.startswith(".weights.partial-") for path in tmp_path.iterdir()] == [True]


def test_finished_files_have_the_usual_permissions(tmp_path, dataset):
    (tmp_path / "plain").touch()
    save_netcdf(dataset, tmp_path / "a.nc")
    assert (tmp_path / "a.nc").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_netcdf_round_trip_keeps_everything(tmp_path, dataset):
    save_netcdf(dataset, tmp_path / "a.nc")
    assert load_netcdf(tmp_path / "a.nc").identical(
        dataset
    )  # "seconds" does not become a timedelta


def test_loading_closes_the_file(tmp_path, dataset):
    save_netcdf(dataset, tmp_path / "a.nc")
    loaded = load_netcdf(tmp_path / "a.nc")
    (tmp_path / "a.nc").unlink()
    assert loaded["rate"].values[1, 2] == 5


def test_same_content_gives_the_same_bytes(tmp_path, dataset):
    other_order = dataset[["region", "rate"]].assign(rate=dataset["rate"])
    save_netcdf(dataset, tmp_path / "a.nc")
    save_netcdf(other_order, tmp_path / "b.nc")
    save_netcdf(load_netcdf(tmp_path / "a.nc"), tmp_path / "c.nc")
    save_netcdf(dataset + 1, tmp_path / "d.nc")
    first, second, third, changed = ((tmp_path / f"{name}.nc").read_bytes() for name in "abcd")
    assert first == second == third != changed


def test_numbers_are_compressed(tmp_path):
    save_netcdf(xr.Dataset({"x": ("trial", np.zeros(100_000))}), tmp_path / "a.nc")
    assert (tmp_path / "a.nc").stat().st_size < 100_000
