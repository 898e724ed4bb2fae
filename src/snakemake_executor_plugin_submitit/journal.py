"""The journal of submitted jobs: what a new Snakemake process must know of its predecessor's.

One JSON line for each submission and for each end, appended and synced before anything else
happens; a line cut short by a crash is ignored.
"""

import errno
import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from snakemake_interface_common.exceptions import WorkflowError


@dataclass(frozen=True)
class Entry:
    key: str
    """Identity of the Snakemake job or group."""
    members: tuple[str, ...]
    """Identities of the group's jobs; of a job that is in none, its own."""
    fingerprint: str
    """What its result depends on."""
    job_id: str
    folder: str
    """Submission folder with its logs and results."""
    submitted_at: float


class Journal:
    """Jobs that were submitted from this folder and whose end no Snakemake process has seen."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.jsonl"
        self.open: dict[str, Entry] = {}
        self._lock = _lock(folder / "lock")
        self._read()
        self._rewrite()

    def add(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self._append(json.dumps(asdict(entry)) for entry in entries)
        self.open.update((entry.key, entry) for entry in entries)

    def close(self, keys: Iterable[str]) -> None:
        keys = [key for key in keys if key in self.open]
        if keys:
            self._append(json.dumps({"closed": key}) for key in keys)
        for key in keys:
            del self.open[key]

    def _read(self) -> None:
        if not self.path.exists():
            return
        for line in self.path.read_text().splitlines():
            try:
                record = json.loads(line)
            except json.JSONDecodeError:
                continue
            if "closed" in record:
                self.open.pop(record["closed"], None)
            elif Path(record["folder"]).exists():
                members = tuple(record.pop("members"))
                self.open[record["key"]] = Entry(members=members, **record)

    def _rewrite(self) -> None:
        temporary = self.path.with_suffix(".new")
        lines = [json.dumps(asdict(entry)) + "\n" for entry in self.open.values()]
        temporary.write_text("".join(lines))
        temporary.replace(self.path)

    def _append(self, lines: Iterable[str]) -> None:
        with self.path.open("a") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())


def _lock(path: Path) -> int:
    """Lock the file until this process ends, however it ends."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            return handle  # some shared file systems have no locks
        raise WorkflowError(
            f"Another Snakemake process submits jobs from {path.parent}. Wait until it has ended, "
            "or give this one a folder of its own with --submitit-folder."
        ) from None
    return handle
