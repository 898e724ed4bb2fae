"""Parts of presentations: epochs as in the split, and no frame in two parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.training.forecast.parts import (
    LEFT_OUT,
    TEST,
    TRAIN,
    VALIDATION,
    part_of_presentations,
)
from tests.unit.training.forecast.planted import LENGTH, WINDOWS, session, windows


def parts(made, frames=None, settings=WINDOWS):
    frames = made.sizes["frame"] if frames is None else frames
    return part_of_presentations(made, made["onset_frame"].values, frames, settings)


def test_the_last_presentations_of_each_training_epoch_validate():
    made = session(stimuli=("drifting_gratings",))  # epochs of ten, windows apart
    part = parts(made, settings=windows(validation=0.2))
    epoch = [TRAIN] * 8 + [VALIDATION] * 2
    assert part.tolist() == epoch + epoch + [TEST] * 10


def test_a_share_takes_at_least_one_presentation_but_never_all():
    made = session(stimuli=("drifting_gratings",), presentations=6)  # epochs of two
    assert parts(made, settings=windows(validation=0.01)).tolist() == [0, 1, 0, 1, 2, 2]
    assert parts(made, settings=windows(validation=0.99)).tolist() == [0, 1, 0, 1, 2, 2]
    made = session(stimuli=("drifting_gratings",), presentations=3)  # epochs of one
    assert parts(made).tolist() == [0, 0, 2]


def test_the_validation_part_of_a_split_is_kept():
    made = session(stimuli=("drifting_gratings",))
    made["split"][5:8] = VALIDATION
    part = parts(made)
    assert np.flatnonzero(part == VALIDATION).tolist() == [5, 6, 7]


def test_windows_that_leave_the_recording_are_left_out():
    made = session(stimuli=("drifting_gratings",))
    made["onset_frame"][0] = WINDOWS.baseline_frames - 1
    last = int(made["onset_frame"][-1])
    assert parts(made)[0] == LEFT_OUT
    assert parts(made, frames=last + WINDOWS.response_frames)[-1] == TEST
    assert parts(made, frames=last + WINDOWS.response_frames - 1)[-1] == LEFT_OUT


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_frame_is_in_two_parts_and_no_more_is_left_out_than_that_takes(seed):
    rng = np.random.default_rng(seed)
    made = session(epochs=3)
    onset = 10 + rng.integers(0, 12, made.sizes["presentation"]).cumsum()
    made["onset_frame"][:] = onset
    made["split"][:] = rng.permutation(np.repeat([0, 1, 2], [20, 10, 30]))
    frames = int(onset[-1]) + 20
    part, before = parts(made, frames), made["split"].values
    near = np.abs(onset[:, None] - onset) < LENGTH
    for early, late in ((TRAIN, VALIDATION), (TRAIN, TEST), (VALIDATION, TEST)):
        assert not near[np.ix_(part == early, part == late)].any()
    assert (part[before == TEST] == TEST).all()
    for i in np.flatnonzero(part == LEFT_OUT):
        assert (near[i] & (part > before[i])).any()


def test_a_session_without_split_is_refused():
    with pytest.raises(SessionError, match="calcium_a has no variable split"):
        parts(session().drop_vars("split"))
