"""Downloads that are killed, and several of the same file at once."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from neurodag.archives.download import Patience, download
from neurodag.archives.partial import Partial
from tests.archive_server import Answer, serve

CONTENT = np.random.default_rng(0).bytes(300_000)


def test_killed_process_leaves_its_part_for_the_next_one(tmp_path: Path) -> None:
    target = tmp_path / "session.nwb"
    partial = tmp_path / ".session.nwb.partial"
    command = "import sys, pathlib; from neurodag.archives.download import download; "
    command += "download(sys.argv[1], pathlib.Path(sys.argv[2]))"
    with serve(CONTENT) as archive:
        archive.answers = [Answer(stall_after=200_000)]
        process = subprocess.Popen([sys.executable, "-c", command, archive.address, target])
        deadline = time.monotonic() + 30
        while not (partial.exists() and partial.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.wait() == -signal.SIGTERM
        assert not target.exists()
        begun = partial.read_bytes()
        assert 0 < len(begun) <= 200_000
        assert CONTENT.startswith(begun)

        download(archive.address, target)
        assert archive.asked[-1]["Range"] == f"bytes={len(begun)}-"
        assert target.read_bytes() == CONTENT
        assert [path.name for path in tmp_path.iterdir()] == ["session.nwb"]


def test_downloads_of_one_file_at_once_ask_the_server_once(tmp_path: Path) -> None:
    target = tmp_path / "session.nwb"
    with serve(CONTENT) as archive, ThreadPoolExecutor(8) as pool:
        for finished in [pool.submit(download, archive.address, target) for _ in range(8)]:
            finished.result()
        assert len(archive.asked) == 1
    assert target.read_bytes() == CONTENT
    assert [path.name for path in tmp_path.iterdir()] == ["session.nwb"]


def test_who_waits_goes_on_where_another_gave_up(tmp_path: Path) -> None:
    target = tmp_path / "session.nwb"
    once = Patience(attempts=1, sleep=lambda seconds: None)
    with serve(CONTENT) as archive, ThreadPoolExecutor(2) as pool:
        archive.answers = [Answer(cut_after=100_000), Answer(status=500)]
        downloads = [
            pool.submit(download, archive.address, target, patience=once) for _ in range(2)
        ]
        failures = [finished.exception() for finished in downloads]
        assert [failure is None for failure in failures].count(True) == 1
        assert archive.asked[-1]["Range"] == "bytes=100000-"
    assert target.read_bytes() == CONTENT


def test_lock_is_refused_to_no_one_after_its_file_was_removed(tmp_path: Path) -> None:
    """Whoever opened the lock file before it was removed must not share it with a later comer."""
    inside, most = 0, 0

    def work(_: int) -> None:
        nonlocal inside, most
        with Partial(tmp_path / "session.nwb").locked():
            inside += 1
            most = max(most, inside)
            time.sleep(0.0005)
            inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(100)))
    assert most == 1
    assert list(tmp_path.iterdir()) == []
