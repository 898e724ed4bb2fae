"""A folder is made whole or not at all."""

import pytest

from neurodag.errors import NeurodagError
from neurodag.simulate.folders import whole_folder


def test_folder_appears_when_it_is_whole(tmp_path):
    with whole_folder(tmp_path / "a" / "b") as folder:
        (folder / "file").write_text("x")
        assert not (tmp_path / "a" / "b").exists()
    assert (tmp_path / "a" / "b" / "file").read_text() == "x"


def test_error_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), whole_folder(tmp_path / "a") as folder:
        (folder / "file").write_text(str(1 / 0))
    assert not any(tmp_path.iterdir())


def test_what_is_there_is_not_touched(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(NeurodagError, match="exists: remove it"), whole_folder(tmp_path):
        pass
    assert (tmp_path / "file").read_text() == "x"


def test_the_first_of_two_wins(tmp_path):
    def make():
        with whole_folder(tmp_path / "a") as folder:
            (folder / "file").write_text("first")

    with pytest.raises(NeurodagError, match="exists: remove it"), whole_folder(tmp_path / "a"):
        make()
    assert (tmp_path / "a" / "file").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
