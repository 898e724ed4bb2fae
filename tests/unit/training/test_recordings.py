"""From session files to what training sees of them."""

import numpy as np
import pytest
import torch

from neurodag.config import Masking, Run
from neurodag.errors import SessionError
from neurodag.sessions import add_split, open_session, save_session
from neurodag.training.devices import generator
from neurodag.training.recordings import read_recordings
from tests.factories import spikes_session

CPU = torch.device("cpu")


def save(path, fractions=(0.5, 0.2, 0.3), **facts):
    save_session(add_split(spikes_session(**facts), seed=0, fractions=fractions), path)
    return path


def read(*paths, scheme="inter_region", settings=None):
    return read_recordings(paths, scheme, settings or Run(), CPU)


def test_counts_are_those_of_the_split_and_stay_small(tmp_path):
    path = save(tmp_path / "a.nc", trials=20)
    recording = read(path)["spikes_a"]
    session = open_session(path)
    for part, counts in enumerate((recording.train, recording.validation)):
        expected = session["spike_count"].values[session["split"].values == part]
        assert counts.dtype == torch.uint8
        np.testing.assert_array_equal(counts.numpy(), expected)
    assert (recording.bins, recording.units) == (5, 5)


def test_each_session_is_masked_by_its_own_regions(tmp_path):
    recordings = read(
        save(tmp_path / "1.nc", regions=["CA1", "CA1", "PO"], session_id="one"),
        save(tmp_path / "2.nc", regions=["VIS", "PO", "PO", "VIS"], session_id="two"),
    )
    for session, wanted in {"one": {(0, 1), (2,)}, "two": {(0, 3), (1, 2)}}.items():
        draws = [recordings[session].scheme.draw(1, 5, generator(seed)) for seed in range(20)]
        assert {tuple(np.flatnonzero(draw.target)) for draw in draws} == wanted


def test_random_tokens_are_patches_of_the_networks_size(tmp_path):
    path = save(tmp_path / "a.nc", regions=["CA1"] * 7)
    settings = Run(architecture="ndt2", model={"patch": 4}, masking=Masking(ratio=0.5))
    mask = read(path, scheme="random_token", settings=settings)["spikes_a"].scheme.draw(
        50, 5, generator(0)
    )
    hidden = mask.target
    assert (hidden[..., :4] == hidden[..., :1]).all()
    assert (hidden[..., 4:] == hidden[..., 4:5]).all()
    assert (hidden[..., 0] != hidden[..., 4]).any()


def test_sessions_come_in_the_order_of_their_ids(tmp_path):
    paths = [save(tmp_path / f"{name}.nc", session_id=name) for name in ("b", "c", "a")]
    assert list(read(*paths)) == list(read(*reversed(paths))) == ["a", "b", "c"]


def test_two_files_of_one_session_are_refused(tmp_path):
    paths = [save(tmp_path / name) for name in ("first.nc", "second.nc")]
    with pytest.raises(SessionError, match=r"first\.nc and .*second\.nc are both of .*spikes_a"):
        read(*paths)


def test_trials_of_other_lengths_are_refused(tmp_path):
    paths = [save(tmp_path / f"{bins}.nc", bins=bins, session_id=f"with {bins}") for bins in (5, 6)]
    with pytest.raises(
        SessionError, match=r"6\.nc has trials of 6 bins \(time\), but .*5\.nc has trials of 5"
    ):
        read(*paths)


@pytest.mark.parametrize(
    ("fractions", "part"), [((0.0, 0.5, 0.5), "train"), ((0.5, 0.0, 0.5), "validation")]
)
def test_a_part_without_trials_is_refused(tmp_path, fractions, part):
    path = save(tmp_path / "a.nc", fractions)
    with pytest.raises(SessionError, match=rf"a\.nc has no {part} trials in its variable split"):
        read(path)
