"""Parameters of sessions, whatever the sessions are called."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from neurodag.models.sessions import BySession, session_of

AWKWARD = ["", ".", "a.b", "a%2Eb", "a%252Eb", "session:a", "training", "forward", "weight", "é x"]


@given(st.lists(st.text(), unique=True, max_size=6))
def test_any_names_are_kept_apart_and_read_back(sessions):
    parts = BySession({session: nn.Linear(1, 1) for session in sessions})
    assert len({id(parts[session]) for session in sessions}) == len(sessions)
    named = [session_of(f"model.readout.{name}") for name in parts.state_dict()]
    assert named == [session for session in sessions for _ in range(2)]


def test_names_that_modules_do_not_take():
    parts = BySession({session: nn.Linear(1, 1) for session in AWKWARD})
    other = BySession({session: nn.Linear(1, 1) for session in reversed(AWKWARD)})
    other.load_state_dict(parts.state_dict())
    for session in AWKWARD:
        assert torch.equal(parts[session].weight, other[session].weight)


def test_shared_parameters_are_of_no_session():
    assert session_of("encoder.blocks.0.norm.weight") is None


def test_unknown_session():
    with pytest.raises(KeyError, match="b"):
        BySession({"a": nn.Linear(1, 1)})["b"]
