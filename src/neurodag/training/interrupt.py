"""Stopping when the cluster asks."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGUSR2)
"""Ctrl-C, and what schedulers send ahead of a time limit, a preemption or a cancellation."""

EXIT_INTERRUPTED = 128 + signal.SIGTERM
"""Exit status of a run that was asked to stop and has saved its state."""


class Interrupted(Exception):  # noqa: N818 (it is no error)
    """The run was asked to stop; its state is saved."""


class Flag:
    """Whether a stop was asked for."""

    raised = False

    def raise_it(self, signum: int, frame: FrameType | None) -> None:
        self.raised = True


@contextmanager
def stop_requests() -> Iterator[Flag]:
    """Turn the signals that ask for a stop into a flag, which a loop looks at where it can stop."""
    flag = Flag()
    before = {number: signal.signal(number, flag.raise_it) for number in SIGNALS}
    try:
        yield flag
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
