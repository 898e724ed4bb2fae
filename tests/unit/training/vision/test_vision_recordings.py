"""From session files to what training sees of them."""

import numpy as np
import pytest
import torch

from neurodag.config.vision import VisionRun
from neurodag.errors import ConfigError, SessionError
from neurodag.sessions import add_split, save_session
from neurodag.training.vision.recordings import read_recordings, recording_of
from tests.factories import images_session
from tests.unit.training.vision.planted import CNN, CPU, save, session


def read(*paths, samples=None, seed=0, **options):
    settings = VisionRun(network=CNN, samples=samples)
    return read_recordings(paths, settings, CPU, seed=seed, **options)


def coloured():
    made = images_session(6, repeats=2, units=2, behavior=False)
    image = np.random.default_rng(0).normal(size=(6, 2, 4, 6)).astype("float32")
    made = made.drop_vars("image").assign(image=(("image", "channel", "y", "x"), image))
    made["image_mean"], made["image_std"] = ("channel", [0.5, 1.0]), ("channel", [2.0, 4.0])
    return add_split(made, seed=0)


def test_pictures_are_those_of_the_trials_standardised():
    made = coloured()
    recording = recording_of(made, CPU)
    trials = torch.tensor([5, 0, 7, 5])
    shown = made["image"].values[made["image_index"].values[trials]]
    expected = (shown - np.reshape([0.5, 1], (2, 1, 1))) / np.reshape([2, 4], (2, 1, 1))
    np.testing.assert_allclose(recording.pictures(trials), expected, rtol=1e-5)
    gray = recording_of(made, CPU, gray=True)
    np.testing.assert_allclose(gray.pictures(trials)[:, 0], expected.mean(axis=1), rtol=1e-4)
    assert (recording.animal.channels, gray.animal.channels) == (2, 1)


def test_each_picture_is_kept_once_in_bytes():
    recording = recording_of(session(images=40), CPU)
    assert (recording.image.dtype, len(recording.image)) == (torch.uint8, 40)
    pictures = recording.pictures(recording.train)
    assert pictures.dtype == torch.float32
    assert pictures.mean().item() == pytest.approx(0, abs=1e-5)
    assert pictures.std(correction=0).item() == pytest.approx(1, abs=1e-5)


def test_trials_are_those_of_the_split():
    made = session()
    recording = recording_of(made, CPU)
    for part, trials in enumerate((recording.train, recording.validation)):
        np.testing.assert_array_equal(trials, np.flatnonzero(made["split"].values == part))


def test_all_that_is_optional_may_be_missing():
    made = session().drop_vars("unit_position")
    animal = recording_of(made, CPU).animal
    assert (animal.behavior, animal.positions) == ((), None)
    assert recording_of(made, CPU).states(torch.tensor([0])) is None


def test_a_network_is_told_what_the_session_has():
    made = session(units=5, behavior=True)
    made = made.drop_vars("unit_position").assign(
        unit_position=(("unit", "axis"), np.arange(15.0).reshape(5, 3))
    )
    recording = recording_of(made, CPU)
    animal = recording.animal
    assert (animal.units, animal.channels, animal.size) == (5, 1, (8, 8))
    assert animal.behavior == ("pupil_size", "running_speed")
    np.testing.assert_array_equal(animal.positions, made["unit_position"].values[:, :2])
    torch.testing.assert_close(animal.mean_response, recording.response[recording.train].mean(0))
    assert recording.states(torch.tensor([3, 1])).shape == (2, 2)


def test_samples_are_drawn_by_seed_and_session_and_fewer_are_part_of_more(tmp_path):
    paths = save(tmp_path, session("one"), session("two"))
    train = {name: set(one.train.tolist()) for name, one in read(*paths).items()}
    ten, fifteen, other = (read(*paths, samples=n, seed=s) for n, s in [(10, 0), (15, 0), (10, 1)])
    for name in train:
        drawn = set(ten[name].train.tolist())
        assert len(drawn) == 10
        assert drawn < set(fifteen[name].train.tolist()) < train[name]
        assert drawn != set(other[name].train.tolist())
        torch.testing.assert_close(ten[name].response, fifteen[name].response)
    assert not torch.equal(ten["one"].train, ten["two"].train)


def test_more_samples_than_there_are_is_refused(tmp_path):
    paths = save(tmp_path, session("one", images=40))
    with pytest.raises(ConfigError, match="25 training trials, but session one has 24; give 24"):
        read(*paths, samples=25)


def test_sessions_come_in_the_order_of_their_ids(tmp_path):
    paths = save(tmp_path, session("b"), session("a"))
    assert list(read(*paths)) == ["a", "b"]


def test_two_files_of_one_session_are_refused(tmp_path):
    paths = save(tmp_path, session("same"), session("same"))
    with pytest.raises(SessionError, match=r"0\.nc and .*1\.nc are both of session same"):
        read(*paths)


def test_a_session_without_validation_trials_is_refused(tmp_path):
    save_session(add_split(session(), seed=0, fractions=(0.8, 0, 0.2)), tmp_path / "a.nc")
    with pytest.raises(SessionError, match=r"a\.nc has no validation trials in its .* split"):
        read(tmp_path / "a.nc")
