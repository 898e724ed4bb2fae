"""The part of a file that has come so far, kept for a later attempt, even of another process."""

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from neurodag.errors import ArchiveError


class Version(NamedTuple):
    """What a server says of a file. Bytes of different versions are never put together."""

    address: str
    validator: str | None
    """What tells this version from others: the ETag, else the time of the last change."""
    size: int | None
    """Of the whole file, in bytes; None where the server does not say."""


class Partial:
    """Two hidden files beside `target`: the bytes so far, and which version they are of.

    The second is locked while a process works on them; other processes wait for it.
    """

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(f".{target.name}.partial")
        self._label = target.with_name(f".{target.name}.partial.json")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """No other process touches the partial file within the block."""
        descriptor = _lock(self._label)
        try:
            yield
        finally:
            if not self.path.exists():
                self._label.unlink(missing_ok=True)
            os.close(descriptor)

    @property
    def size(self) -> int:
        """In bytes, so far."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def version(self) -> Version | None:
        """None where nothing reliable is known of the bytes."""
        try:
            return Version(**json.loads(self._label.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def holds_all_of(self, address: str) -> bool:
        version = self.version
        return (
            self.path.exists()
            and version is not None
            and (version.address, version.size) == (address, self.size)
        )

    def start(self, version: Version) -> None:
        """Drop all bytes and expect those of `version`.

        The bytes are gone for certain before the label changes, or a crash could leave old bytes
        under a new label.
        """
        with self.path.open("wb") as stream:
            os.fsync(stream.fileno())
        self._label.write_text(json.dumps(version._asdict()), encoding="utf-8")

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)

    def become(self, target: Path) -> None:
        """Move the finished file to its place."""
        os.replace(self.path, target)


def _lock(path: Path) -> int:
    """Wait for the lock of the file; a descriptor that holds it until it is closed."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Another process is fetching this file; waiting for {path}.", file=sys.stderr)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            os.close(descriptor)
            raise ArchiveError(
                f"{path.parent} is on a file system without file locks ({error.strerror}), which "
                "keep two downloads of one file apart. Download into a folder on another one."
            ) from error
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), path.stat()):
                return descriptor
        os.close(descriptor)  # whoever held the lock has finished and removed the file
