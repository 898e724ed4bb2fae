import pytest

from snakemake_executor_plugin_submitit.states import (
    Observation,
    State,
    expand_array,
    parse_sacct,
    parse_squeue,
    parse_state,
)

SQUEUE = """\
12_0                RUNNING             0   None
12_1                PENDING             2   (Resources held)
13                  NODE_FAIL           0   NodeDown
"""
SACCT = """\
12_0|COMPLETED
12_[1-2,5%2]|PENDING
13|CANCELLED by 1000
"""


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("PENDING", State.PENDING),
        ("REQUEUED", State.PENDING),
        ("COMPLETING", State.RUNNING),
        ("COMPLETED", State.DONE),
        ("FAILED", State.FAILED),
        ("CANCELLED by 0", State.CANCELLED),
        ("CANCELLED+", State.CANCELLED),
        ("TIMEOUT", State.TIMEOUT),
        ("OUT_OF_MEMORY", State.OUT_OF_MEMORY),
        ("PREEMPTED", State.PREEMPTED),
        ("NODE_FAIL", State.NODE_FAILURE),
        ("", State.UNKNOWN),
        ("SOMETHING_NEW", State.UNKNOWN),
    ],
)
def test_words_of_slurm(word: str, state: State) -> None:
    assert parse_state(word) is state


def test_squeue() -> None:
    assert parse_squeue(SQUEUE) == {
        "12_0": Observation(State.RUNNING, "RUNNING", 0, "None"),
        "12_1": Observation(State.PENDING, "PENDING", 2, "(Resources held)"),
        "13": Observation(State.NODE_FAILURE, "NODE_FAIL", 0, "NodeDown"),
    }


def test_sacct() -> None:
    seen = parse_sacct(SACCT)
    assert {job_id: found.state for job_id, found in seen.items()} == {
        "12_0": State.DONE,
        "12_1": State.PENDING,
        "12_2": State.PENDING,
        "12_5": State.PENDING,
        "13": State.CANCELLED,
    }
    assert seen["13"].name == "CANCELLED by 1000"


def test_nothing_known() -> None:
    assert parse_squeue("") == parse_sacct("") == {}


@pytest.mark.parametrize("job_id", ["7", "7_3", "7_[oops]"])
def test_ids_that_are_no_ranges(job_id: str) -> None:
    assert list(expand_array(job_id)) == [job_id]


def test_only_the_blameless_restart() -> None:
    assert {state for state in State if state.deserves_restart} == {
        State.TIMEOUT,
        State.PREEMPTED,
        State.NODE_FAILURE,
    }
