"""A run that one process works on, and no other at the same time."""

import errno
import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neurodag.errors import NeurodagError

REFUSED = (errno.EACCES, errno.EAGAIN)
"""What a lock that another process holds is refused with."""
PATIENCE_S = 180
"""How long to wait for another process: the locks of a node that crashed live on for a while."""


@contextmanager
def claimed(state: Path) -> Iterator[None]:
    """No other process works on the run whose state lies at `state` within the block.

    A file beside the state, `.lock` in place of its suffix, says who does. The claim ends with the
    process, however that ends. Some shared file systems have no locks; nothing is claimed there.

    Raises NeurodagError where another process works on the run for longer than `PATIENCE_S`.
    """
    path = state.with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _wait(path, state)
    try:
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _wait(path: Path, state: Path) -> int:
    """A descriptor of the file at `path` that holds its lock until it is closed."""
    for second in range(PATIENCE_S):
        descriptor = _lock(path)
        if descriptor is not None:
            return descriptor
        if second == 0:
            print(f"Waiting for {_holder(path)}, which works on {state}.", file=sys.stderr)
        time.sleep(1)
    raise NeurodagError(
        f"{state} belongs to a run that {_holder(path)} works on. Wait until that has ended, or "
        f"end it; if it is no more, delete {path}."
    )


def _lock(path: Path) -> int | None:
    """Such a descriptor, or None while another process has the lock."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in REFUSED:
            return descriptor  # there are no locks
        os.close(descriptor)
        return None
    with suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(descriptor), path.stat()):
            return descriptor
    os.close(descriptor)  # whoever had the lock has finished and removed the file
    return None


def _holder(path: Path) -> str:
    """Who has the lock, as far as is known."""
    with suppress(FileNotFoundError):
        return path.read_text() or "another process"
    return "another process"
