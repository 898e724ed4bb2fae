"""Workers share the trials of a search, and go on where they were killed."""

import signal
import time
from collections import Counter

import pytest
import torch

from neurodag.search import worker as worker_module
from neurodag.training.fit import DivergedError
from tests.unit.search.searches import journal, start, trials

REPORTED = 7
"""The journal's code for a score after an epoch."""


def test_the_same_seed_makes_the_same_trials_and_others_go_on(search) -> None:
    first = search("first")
    assert [trial.number for trial in first] == list(range(6))
    assert {trial.state for trial in first} == {"complete", "pruned"}
    for trial in first:
        assert len(trial.scores) == 4 if trial.state == "complete" else trial.note
    assert len({str(trial.values) for trial in first}) == 6
    search("second", trials=3)
    assert search("second") == first
    assert search("other", trials=1, seed=2)[0].values != first[0].values


def test_killed_again_and_again_ends_with_the_same_trials(tmp_path, mouse, search) -> None:
    folder = tmp_path / "killed"
    for epochs in (2, 7):
        process = start(folder, mouse)
        while sum(line["op_code"] == REPORTED for line in journal(folder)) < epochs:
            assert process.poll() is None
            time.sleep(0.005)
        process.kill()
        assert process.wait() == -signal.SIGKILL
        assert not list(folder.glob("*.json"))
    assert search("killed") == search("undisturbed")
    assert not list((folder / "state").glob("*.pt"))


def test_each_trial_is_of_one_worker(tmp_path, mouse, search) -> None:
    folder = tmp_path / "shared"
    other = start(folder, mouse, 1, workers=2, trials=8)
    search("shared", 0, workers=2, trials=8)
    assert other.wait() == 0
    assert [trial.number for trial in trials(folder)] == list(range(8))


def test_a_worker_that_is_no_more_hands_its_trial_down(search, monkeypatch) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(worker_module, "fit", fails(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            search("few", worker=3, workers=4, trials=2)
    found = search("few", worker=0, workers=1, trials=2)
    assert Counter(trial.number for trial in found) == {0: 1, 1: 1}


@pytest.mark.parametrize(
    ("error", "note"),
    [
        (DivergedError("The loss is inf."), "diverged: The loss is inf."),
        (torch.OutOfMemoryError(), "out of memory"),
    ],
)
def test_what_cannot_be_trained_counts_as_pruned(search, monkeypatch, error, note) -> None:
    monkeypatch.setattr(worker_module, "fit", fails(error))
    (found,) = search("failing", trials=1)
    assert (found.state, found.note, found.scores) == ("pruned", note, [])


def test_a_damaged_journal_is_named(tmp_path, search) -> None:
    journal_file = tmp_path / "damaged" / "state" / "journal.log"
    journal_file.parent.mkdir(parents=True)
    journal_file.write_text('{"op_code": 0,\n{"op\n')
    with pytest.raises(SystemExit, match=r"journal\.log cannot be read as the journal"):
        search("damaged")


def fails(error):
    def fit(*arguments, **options):
        raise error

    return fit
