"""A scan with any one file or byte changed is refused, or harmed in what that file feeds alone."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.errors import ArchiveError, NeurodagError
from tests.unit.archives.sensorium import read, write_scan

PICTURES = {"image", "image_index", "image_id", "image_class"}
FED = {
    "data/images": {"image"},
    "data/responses": {"response"},
    "data/behavior": {"behavior"},
    "data/pupil_center": {"behavior"},
    "meta/neurons/unit_ids": {"unit"},
    "meta/neurons/cell_motor_coordinates": {"unit_position"},
    "meta/neurons/area": {"area"},
    "meta/neurons/layer": {"layer"},
    "meta/trials/trial_idx": {"trial_idx"},
    "meta/trials/frame_image_id": PICTURES,
    "meta/trials/frame_image_class": PICTURES,
    "meta/statistics/images/all": {"image_mean", "image_std"},
    "meta/statistics/responses/all": {"response_mean", "response_std"},
    "meta/statistics/behavior/all": {"behavior_mean", "behavior_std"},
    "meta/statistics/pupil_center/all": {"behavior_mean", "behavior_std"},
}
"""Which variables the values of a file may change; those of other files change none."""
OPTIONAL = {"area", "layer", "trial_idx", "image_class"}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, xr.Dataset]:
    folder = tmp_path_factory.mktemp("untouched")
    return write_scan(folder), read(folder)


@pytest.fixture(scope="module")
def untouched_zip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, xr.Dataset]:
    folder = tmp_path_factory.mktemp("untouched_zip")
    return write_scan(folder, zipped=True), read(folder)


def assert_same_but(session: xr.Dataset, whole: xr.Dataset, changed: set[str]) -> None:
    """Same sizes, and the same values in all variables that are not `changed`."""
    for dim in set(whole.sizes) - ({"image"} if changed == PICTURES else set()):
        assert session.sizes[dim] == whole.sizes[dim]
    assert set(whole.variables) - OPTIONAL <= set(session.variables) <= set(whole.variables)
    for name in set(session.variables) - changed:
        np.testing.assert_array_equal(session[name].values, whole[name].values)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_file_that_is_cut_changed_lost_or_mistaken_harms_what_it_feeds_alone(untouched, data):
    source, whole = untouched
    names = sorted(path.relative_to(source).as_posix() for path in source.rglob("*.npy"))
    folders = sorted({Path(name).parent.as_posix() for name in names})
    folder = data.draw(st.sampled_from(folders))
    name = data.draw(st.sampled_from([n for n in names if Path(n).parent.as_posix() == folder]))
    file = source / name
    before = file.read_bytes()
    kind = data.draw(st.sampled_from(["lost", "cut", "longer", "byte", "another"]))
    try:
        if kind == "lost":
            file.unlink()
        elif kind == "cut":
            file.write_bytes(before[: data.draw(st.integers(0, len(before) - 1))])
        elif kind == "longer":
            file.write_bytes(before + b"\0")
        elif kind == "byte":
            place = data.draw(st.integers(0, len(before) - 1))
            flipped = before[place] ^ data.draw(st.integers(1, 255))
            file.write_bytes(before[:place] + bytes([flipped]) + before[place + 1 :])
        else:
            file.write_bytes((source / data.draw(st.sampled_from(names))).read_bytes())
        session = read(source.parent)
    except NeurodagError:
        return
    finally:
        file.write_bytes(before)
    # A flipped byte of a value, or the file of another trial, cannot be told from a measurement.
    fed = [variables for prefix, variables in FED.items() if name.startswith(prefix)]
    assert_same_but(session, whole, set().union(*fed))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_zip_with_a_changed_byte_is_refused_or_gives_the_same_session(untouched_zip, data):
    source, whole = untouched_zip
    before = source.read_bytes()
    try:
        place = data.draw(st.integers(0, len(before) - 1))
        flipped = before[place] ^ data.draw(st.integers(1, 255))
        source.write_bytes(before[:place] + bytes([flipped]) + before[place + 1 :])
        session = read(source.parent)
    except NeurodagError:
        return
    finally:
        source.write_bytes(before)
    # Checksums cover what is in the files, not their names: an optional file may get lost.
    assert_same_but(session, whole, set())


@settings(max_examples=15, deadline=None)
@given(share=st.floats(0, 0.999))
def test_a_zip_that_is_cut_is_refused(untouched_zip, share):
    source, _ = untouched_zip
    before = source.read_bytes()
    try:
        source.write_bytes(before[: int(share * len(before))])
        with pytest.raises(ArchiveError, match=r"\.zip cannot be read as a zip"):
            read(source.parent)
    finally:
        source.write_bytes(before)
