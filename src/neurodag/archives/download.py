"""A file from an address: whole and verified under its name, or not at all."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from neurodag.archives.answers import BrokenOffError
from neurodag.archives.checksums import require_file
from neurodag.archives.partial import Partial
from neurodag.archives.transfer import transfer
from neurodag.errors import ArchiveError


@dataclass(frozen=True)
class Patience:
    """How long to go on trying; times in seconds."""

    attempts: int = 8
    """In a row, that bring nothing new."""
    first_wait: float = 1.0
    """After the first failure; twice as much after each further one in a row."""
    longest_wait: float = 60.0
    longest_asked: float = 900.0
    """As long as the server may ask for."""
    stall: float = 60.0
    """Without a byte, until a connection counts as dead."""
    sleep: Callable[[float], object] = time.sleep

    def wait(self, failures: int, asked: float) -> None:
        """After so many failures in a row; chance keeps jobs apart that failed together."""
        wait = min(self.longest_wait, self.first_wait * 2 ** max(failures - 1, 0))
        self.sleep(max(min(asked, self.longest_asked), wait * random.uniform(0.5, 1.0)))


def download(
    address: str,
    target: Path,
    *,
    size: int | None = None,
    sha256: str | None = None,
    patience: Patience | None = None,
) -> None:
    """Bring the file at `address` (http or https) to `target`, unless it is there already.

    A broken transfer is taken up again where it broke off, also by a later process, if the server
    can do that and its file is still the same. The file gets its name once it has as many bytes as
    the server announced, `size` bytes if given, and the checksum `sha256` if given. Without a
    checksum, bytes that changed on the way are not noticed. Processes that want the same target
    wait for each other.

    Raises ArchiveError where the server refuses (404, 403 …), fails again and again, or has another
    file than `size` and `sha256` say, and where the disk has not enough room.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = Partial(target)
    with partial.locked():
        if target.exists():
            require_file(target, target, size=size, sha256=sha256)
            return
        _complete(address, partial, size, patience or Patience())
        try:
            require_file(partial.path, address, size=size, sha256=sha256)
        except ArchiveError:
            partial.discard()
            raise
        partial.become(target)


def _complete(address: str, partial: Partial, size: int | None, patience: Patience) -> None:
    """Try until all bytes are there."""
    failures, furthest = 0, partial.size
    while not partial.holds_all_of(address):
        try:
            return transfer(address, partial, size=size, stall=patience.stall)
        except BrokenOffError as broken:
            failures = 0 if partial.size > furthest else failures + 1
            furthest = max(furthest, partial.size)
            if failures >= patience.attempts:
                raise ArchiveError(
                    f"{address} could not be downloaded: {broken}. {failures} attempts in a "
                    "row brought nothing new; what has come is kept for another try."
                ) from broken
            patience.wait(failures, broken.wait)
