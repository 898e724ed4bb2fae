"""The table of stimuli: what it may say, and the sentence for everything else."""

from pathlib import Path

import numpy as np
import pytest

from neurodag.archives.suite2p.stimulus import read_presentations
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.errors import ArchiveError

READER = Suite2pReader(frame_rate_hz=10.0)


def read(folder: Path, text: str, frames: int = 100) -> dict[str, np.ndarray]:
    path = folder / "stimulus.csv"
    path.write_text(text, encoding="utf-8")
    return read_presentations(path, frames, READER)


def test_an_onset_falls_on_the_first_frame_from_then_on(tmp_path: Path) -> None:
    table = read(tmp_path, "onset_s,stimulus\n0,a\n0.3,a\n0.31,a\n0.4999,a\n9.9,a\n")
    assert table["onset_frame"].tolist() == [0, 3, 4, 5, 99]
    assert table["condition"].tolist() == [0] * 5


def test_onsets_may_be_frames(tmp_path: Path) -> None:
    table = read(tmp_path, "stimulus,onset_frame\na,0\nb,99\n")
    assert table["onset_frame"].tolist() == [0, 99]
    assert table["stimulus"].tolist() == ["a", "b"]


def test_names_may_be_of_any_alphabet(tmp_path: Path) -> None:
    table = read(tmp_path, "\ufeffonset_s,stimulus,côté\n1,Gitter ↔,gauche\n2,Gitter ↔,à droite\n")
    assert table["stimulus"].tolist() == ["Gitter ↔"] * 2
    assert table["côté"].tolist() == ["gauche", "à droite"]
    assert table["condition"].tolist() == [0, 1]


def test_an_empty_number_is_a_condition_of_its_own(tmp_path: Path) -> None:
    table = read(tmp_path, "onset_s,stimulus,angle\n1,a,10\n2,a,\n3,a,9\n4,a,\n")
    np.testing.assert_array_equal(table["angle"], [10, np.nan, 9, np.nan])
    assert table["condition"].tolist() == [1, 2, 0, 2]


def test_epochs_of_the_table_are_told_apart_by_stimulus(tmp_path: Path) -> None:
    table = read(
        tmp_path, "onset_s,stimulus,epoch\n1,b,1\n2,b,1\n3,a,1\n4,b,2\n5,a,1\n6,a,7\n", frames=99
    )
    assert table["epoch"].tolist() == [0, 0, 1, 2, 1, 3]


def test_quoted_cells_may_hold_commas(tmp_path: Path) -> None:
    table = read(tmp_path, 'onset_s,stimulus\n1,"a, b"\n\n')
    assert table["stimulus"].tolist() == ["a, b"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "columns stimulus and either onset_s or onset_frame.* It has: nothing"),
        ("onset_s,stim\n1,a\n", "columns stimulus and .* It has: onset_s, stim"),
        ("onset,stimulus\n1,a\n", "either onset_s or onset_frame"),
        ("onset_s,onset_frame,stimulus\n1,10,a\n", "either onset_s or onset_frame"),
        ("onset_s,stimulus,x,x\n1,a,1,1\n", "none twice"),
        ("onset_s,stimulus\n", "has no presentations"),
        ("onset_s,stimulus\n1,a\n2\n", "line 3, has 1 cells, but the header 2"),
        ("onset_s,stimulus,condition\n1,a,1\n", "a column called 'condition'"),
        ("onset_s,stimulus,\n1,a,1\n", "a column called ''"),
        ("onset_s,stimulus\n1,a\nsoon,a\n", "column onset_s, must hold numbers"),
        ("onset_s,stimulus\n1,a\n,a\n", "column onset_s, has 1 values that are not finite"),
        ("onset_s,stimulus\nnan,a\n", "column onset_s, has 1 values that are not finite"),
        ("onset_s,stimulus\n2,a\n1,a\n", r"column onset_s, must ascend, but 1\.0 at position 1"),
        ("onset_s,stimulus\n1,a\n1.00001,a\n1.00002,a\n", "first frame of .* must ascend"),
        ("onset_frame,stimulus\n1.5,a\n", "column onset_frame, must hold whole numbers"),
        ("onset_frame,stimulus\n100,a\n", r"onset 100, but the recording has 100 frames, 10 s"),
        ("onset_frame,stimulus\n1e300,a\n", r"onset 1e\+300, but the recording has 100 frames"),
        ("onset_s,stimulus\n9.95,a\n", r"onset 9\.95, but .* correct the setting frame_rate_hz"),
        ("onset_s,stimulus\n-1,a\n", "column onset_s, has the onset -1"),
        ("onset_s,stimulus\n1, \n", "column stimulus, must name a stimulus in every line"),
        ("onset_s,stimulus,epoch\n1,a,first\n", "column epoch, must hold a whole number"),
        ("onset_s,stimulus,epoch\n1,a,\n", "column epoch, must hold a whole number"),
        ("onset_s,stimulus,deg/s\n1,a,1\n", "a column called 'deg/s'"),
        ("onset_s,stimulus\n1,a\0\n", "cannot be read as a UTF-8 table"),
        ('onset_s,stimulus\n1,"a\n', "cannot be read as a UTF-8 table"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ArchiveError, match=said) as raised:
        read(tmp_path, text)
    assert "stimulus.csv" in str(raised.value)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stimulus.csv").write_bytes("onset_s,stimulus\n1,é\n".encode("latin-1"))
    with pytest.raises(ArchiveError, match=r"stimulus\.csv cannot be read as a UTF-8 table"):
        read_presentations(tmp_path / "stimulus.csv", 10, READER)
