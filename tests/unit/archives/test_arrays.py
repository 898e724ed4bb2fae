"""Arrays of an archive are read whole, or refused in a sentence that names the file."""

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.arrays import (
    check_array,
    check_ascending,
    check_finite,
    check_same_length,
    load_array,
)
from neurodag.errors import ArchiveError


def saved(path: Path, array: np.ndarray, **options: bool) -> Path:
    np.save(path, array, **options)
    return path


@pytest.mark.parametrize("mmap", [False, True])
@pytest.mark.parametrize("shape", [(6,), (0,)])
def test_an_array_comes_back(tmp_path: Path, shape: tuple[int], mmap: bool) -> None:
    array = np.arange(shape[0], dtype="float32")
    read = load_array(saved(tmp_path / "a.npy", array), ndim=1, mmap=mmap)
    np.testing.assert_array_equal(read, array)
    assert isinstance(read, np.memmap) == mmap


def test_pickled_objects_are_never_loaded(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return (Path.touch, (tmp_path / "sprung",))

    path = saved(tmp_path / "ops.npy", np.array(Trap(), dtype=object), allow_pickle=True)
    with pytest.raises(ArchiveError, match=r"ops\.npy cannot be read as a \.npy file of numbers"):
        load_array(path, ndim=0)
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("size", [0, 5, 60, 129, 167])
def test_a_truncated_file_is_refused(tmp_path: Path, size: int) -> None:
    path = saved(tmp_path / "a.npy", np.arange(5.0))
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ArchiveError, match=r"a\.npy cannot be read .* truncated or damaged"):
        load_array(path, ndim=1)


def test_bytes_that_the_header_does_not_announce_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.npy", np.arange(5.0))
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(ArchiveError, match=r"a\.npy has 169 bytes, but its header announces 168"):
        load_array(path, ndim=1)


def test_a_zip_of_arrays_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", a=np.arange(3))
    (tmp_path / "a.npz").rename(tmp_path / "a.npy")
    with pytest.raises(ArchiveError, match=r"a\.npy cannot be read as a \.npy file"):
        load_array(tmp_path / "a.npy", ndim=1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"gone\.npy does not exist"):
        load_array(tmp_path / "gone.npy", ndim=1)


@settings(max_examples=30, deadline=None)
@given(position=st.integers(0, 127), bit=st.integers(0, 7))
def test_a_damaged_header_gives_that_many_numbers_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    """A flipped bit may make other numbers of the same bytes, but never more or fewer bytes."""
    path = saved(tmp_path_factory.mktemp("npy") / "a.npy", np.arange(12.0))
    content = bytearray(path.read_bytes())
    content[position] ^= 1 << bit
    path.write_bytes(content)
    with contextlib.suppress(ArchiveError):
        assert load_array(path, ndim=1).nbytes == 96


def test_dimensions_and_types_are_checked() -> None:
    check_array(np.zeros((2, 3)), "F", ndim=2)
    with pytest.raises(ArchiveError, match=r"F has 1 dimensions \(shape \(3,\)\), but must have 2"):
        check_array(np.zeros(3), "F", ndim=2)
    with pytest.raises(ArchiveError, match="F is stored as <U1, but must hold real numbers or"):
        check_array(np.array(["a"]), "F", ndim=1)


def test_the_first_value_that_is_not_finite_is_named() -> None:
    check_finite(np.arange(3), "F")
    with pytest.raises(ArchiveError, match=r"F has 2 values that are not finite.* position 1, 0"):
        check_finite(np.array([[0, 1], [np.nan, np.inf]]), "F")


def test_times_must_ascend() -> None:
    check_ascending(np.array([0, 1, 1]), "onset")
    with pytest.raises(ArchiveError, match=r"onset must ascend, but 1 at position 2"):
        check_ascending(np.array([0, 1, 1]), "onset", strictly=True)
    with pytest.raises(ArchiveError, match=r"onset must ascend, but 0\.5 at position 2"):
        check_ascending(np.array([0, 1, 0.5]), "onset")
    with pytest.raises(ArchiveError, match="onset has 1 values that are not finite"):
        check_ascending(np.array([0, np.nan]), "onset")


def test_lengths_must_be_equal() -> None:
    check_same_length({"times": 2, "values": 2})
    with pytest.raises(ArchiveError, match="times has 2, values has 3"):
        check_same_length({"times": 2, "values": 3})
