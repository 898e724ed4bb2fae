"""Observations: against slices of the traces and plain labels, and what is said of bad sessions."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.errors import SessionError
from neurodag.sessions.windows import cut_windows, is_active, relative_change
from neurodag.training.forecast import activity
from neurodag.training.forecast.observations import observations_of
from tests.unit.training.forecast.planted import (
    CPU,
    LENGTH,
    WINDOWS,
    session,
    windows,
    with_fluorescence,
)


def observe(made, settings=WINDOWS, stimuli=None):
    return observations_of(made, settings, CPU, stimuli)


def plain_changes(made, position, share):
    """ΔF/F `(presentation, unit, frame)`, by numpy."""
    trace = made["fluorescence"].values
    window = cut_windows(trace, made["onset_frame"].values[position], 8, 6)
    # Of an even number of frames, the lower of the two in the middle.
    median = np.quantile(np.abs(trace), 0.5, axis=0, method="lower")
    floor = share * median if share else -np.inf
    return relative_change(window, window[..., 3:8], floor)


def step_after_onsets(made, step):
    """Units at 100 that change by `step (unit,)` for six frames from each onset on."""
    trace = np.full((made.sizes["frame"], len(step)), 100.0)
    frames = made["onset_frame"].values[:, None] + np.arange(6)
    trace[frames] += np.asarray(step)
    return with_fluorescence(made, trace)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([None, 0.99]))
def test_signals_are_the_changes_around_the_onsets(seed, share):
    made = session(seed=seed)
    seen = observe(made, windows(f0_floor=share))
    cut = seen.cut(*seen.every_unit(torch.arange(len(seen.position))))
    expected = plain_changes(made, seen.position, share)
    assert cut.signal.shape == (len(seen.position) * 4, LENGTH)
    np.testing.assert_allclose(cut.signal.reshape(expected.shape), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("absolute", [True, False])
def test_labels_are_those_of_a_plain_implementation(absolute, monkeypatch):
    monkeypatch.setattr(activity, "AT_ONCE", 3 * 4 * LENGTH)  # three presentations at once
    made = session(seed=3)
    rng = np.random.default_rng(0)
    made["fluorescence"][:] = 10 * rng.gamma(2.0, size=made["fluorescence"].shape)
    seen = observe(made, windows(active_by="absolute" if absolute else "gain"))
    change = plain_changes(made, seen.position, 0.1)
    drifting = made["stimulus"].values[seen.position] == "drifting_gratings"
    for mine, frames in ((drifting, 4), (~drifting, 3)):
        response = change[mine][..., 8 : 8 + frames]
        expected = is_active(response) if absolute else response.mean(axis=-1) > 0.1
        np.testing.assert_array_equal(seen.active[torch.from_numpy(mine)], expected)
        assert 0.1 < expected.mean() < 0.9 or absolute


def test_a_gain_of_ten_percent_makes_active_and_a_loss_only_by_its_size():
    made = step_after_onsets(session(), [9.0, 11.0, -11.0])
    assert observe(made).active.float().mean(dim=0).tolist() == [0, 1, 0]
    by_size = observe(made, windows(active_by="absolute"))
    assert by_size.active.float().mean(dim=0).tolist() == [0, 1, 1]


def test_observations_go_by_presentation_and_unit():
    seen = observe(session())
    presentation, unit = torch.tensor([4, 0, 4]), torch.tensor([1, 3, 0])
    cut = seen.cut(presentation, unit)
    every = seen.cut(*seen.every_unit(torch.arange(5)))
    for mine, all_of_them in zip(cut, every, strict=True):
        torch.testing.assert_close(mine, all_of_them[[17, 3, 16]])
    assert cut.unit.tolist() == [1, 3, 0]


def test_conditions_are_counted_over_the_stimuli():
    made = session()
    seen = observe(made)
    assert len(seen.conditions) == 8
    for at, number in zip(seen.position, seen.stimulus.tolist(), strict=True):
        here = made["stimulus"].values[at], made["condition"].values[at]
        assert seen.conditions[number] == here


def test_one_stimulus_has_its_own_conditions_and_the_parts_of_the_whole_session():
    made = session()
    both, one = observe(made), observe(made, stimuli=["natural_scenes"])
    assert one.conditions == tuple(("natural_scenes", number) for number in range(4))
    mine = made["stimulus"].values[both.position] == "natural_scenes"
    np.testing.assert_array_equal(one.position, both.position[mine])
    np.testing.assert_array_equal(one.part, both.part[mine])


def test_parts_are_found_by_their_names():
    seen = observe(session())
    numbers = [len(seen.of(part)) for part in ("train", "validation", "test")]
    assert numbers == [36, 4, 20]
    assert seen.of("test").tolist() == (seen.part == 2).nonzero().flatten().tolist()


def test_a_session_of_half_the_rate_has_the_same_changes_of_slow_traces():
    made = session()
    slow = made.isel(frame=slice(None, None, 2)).assign_attrs(frame_rate_hz=15.0)
    slow["onset_frame"] = made["onset_frame"] // 2
    time = np.linspace(0, 1, made.sizes["frame"])[:, None]
    line = 100 + 50 * time * [1.0, -1.0]
    seen, sparse = (
        observe(with_fluorescence(one, line[:: made.sizes["frame"] // one.sizes["frame"]]))
        for one in (made, slow)
    )
    some = seen.every_unit(torch.arange(20))
    torch.testing.assert_close(
        seen.cut(*some).signal, sparse.cut(*some).signal, atol=1e-5, rtol=1e-4
    )


def test_a_stimulus_that_is_not_shown_is_refused():
    with pytest.raises(SessionError, match=r"does not show dots; .* drifting_gratings, natural_sc"):
        observe(session(), stimuli=["dots", "natural_scenes"])


def test_a_recording_shorter_than_a_window_is_refused():
    with pytest.raises(SessionError, match=r"no presentation with 8 .* among its 13 frames at 30"):
        observe(session().isel(frame=slice(LENGTH - 1)))


def test_nothing_can_be_divided_by_no_fluorescence():
    made = session()
    trace = made["fluorescence"].values.copy()
    trace[:, 2] = 0
    with pytest.raises(SessionError, match=r"1 unit\(s\) .* the first at position 2"):
        observe(with_fluorescence(made, trace))


def test_the_floor_keeps_small_baselines_from_being_divided_by():
    made = session()
    trace = np.full((made.sizes["frame"], 1), 100.0)
    trace[made["onset_frame"].values[:, None] - np.arange(1, 6)] = 0.001
    low = with_fluorescence(made, trace)
    assert observe(low).traces.floor.tolist() == [10.0]
    first = torch.tensor([0])
    assert observe(low).cut(first, first).signal.max() == pytest.approx(9, rel=1e-4)
    unfloored = observe(low, windows(f0_floor=None))
    assert unfloored.cut(first, first).signal.max() > 9e4
