"""The processes that a job's command starts, and those that it leaves behind.

This module is pickled by value into jobs, so it imports nothing of this package.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of descendants whose parents die, so that they can be waited for.

    A program that saves itself on SIGTERM outlives the shell around it, which just dies of it.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def has_descendants(process: subprocess.Popen[bytes]) -> bool:
    """Whether the command or a process that it left behind still runs."""
    if process.poll() is None:
        return True
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass  # reaped one that was left behind
    except ChildProcessError:
        return False
    return True


def signal_descendants(number: int) -> None:
    import psutil

    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(number)


def stop_descendants(process: subprocess.Popen[bytes], patience_s: float) -> None:
    """End whatever still runs: politely, then by force."""
    if not has_descendants(process):
        return
    signal_descendants(signal.SIGTERM)
    deadline = time.monotonic() + patience_s
    while has_descendants(process) and time.monotonic() < deadline:
        time.sleep(0.1)
    signal_descendants(signal.SIGKILL)
    process.wait()
