"""Progress: plain lines in a log, one line that is rewritten on a terminal."""

import io

import pytest

from neurodag import progress
from neurodag.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """The time that Progress sees, in a list of one."""
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_log_gets_plain_lines_at_intervals_and_the_last(clock):
    log = io.StringIO()
    shown = Progress(100, "epoch", stream=log)
    for done in range(1, 101):
        shown.show(done, f"loss {done / 100:.2f}")
        clock[0] += 2
    lines = log.getvalue().splitlines()
    assert [int(line.split()[1].split("/")[0]) for line in lines] == [
        1,
        16,
        31,
        46,
        61,
        76,
        91,
        100,
    ]
    assert lines[0] == "epoch 1/100  loss 0.01"
    assert lines[1] == "epoch 16/100  loss 0.16  0:02:48 left"
    assert lines[-1] == "epoch 100/100  loss 1.00"
    assert log.getvalue().endswith("\n")
    assert not set("\r\033") & set(log.getvalue())


def test_time_left_is_at_the_pace_since_the_start_of_this_process(clock):
    log = io.StringIO()
    shown = Progress(1000, "epoch", stream=log)
    shown.show(900)  # resumed: the first 900 took no time here
    clock[0] += 3600
    shown.show(950)
    assert log.getvalue().splitlines()[1] == "epoch 950/1000    1:00:00 left"


def test_terminal_line_is_rewritten(clock):
    terminal = Terminal()
    shown = Progress(3, "epoch", stream=terminal)
    for done in (1, 2, 3):
        shown.show(done, "x")
        clock[0] += 1
    first, *rewritten = terminal.getvalue().split("\r\033[K")[1:]
    assert first == "epoch 1/3  x"
    assert rewritten == ["epoch 2/3  x  0:00:01 left", "epoch 3/3  x\n"]


def test_fast_work_does_not_flood_a_terminal(clock):
    terminal = Terminal()
    shown = Progress(1000, "epoch", stream=terminal)
    for done in range(1, 1001):
        shown.show(done)
        clock[0] += 0.001
    assert terminal.getvalue().count("\r") < 10
