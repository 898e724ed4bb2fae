"""One request for a file, which goes on where the last one broke off."""

import os
import shutil
from http import HTTPStatus

import requests
import urllib3

from neurodag.archives.answers import BrokenOffError, continues, require_whole_file, version_of
from neurodag.archives.partial import Partial, Version
from neurodag.errors import ArchiveError
from neurodag.progress import Progress

CHUNK = 2**16
"""Bytes at a time; as many may be lost of a connection that goes silent."""
MEGABYTE = 10**6


def transfer(address: str, partial: Partial, *, size: int | None, stall: float) -> None:
    """Ask once for what `partial` still lacks, and append it.

    `size` in bytes is what the whole file should have, None if that is not known; the connection
    counts as dead after `stall` seconds without a byte. Raises BrokenOffError where it pays to try
    again, ArchiveError where it does not.
    """
    headers = {"Accept-Encoding": "identity", **_range(address, partial)}
    try:
        with requests.get(address, headers=headers, stream=True, timeout=stall) as answer:
            _append(answer, partial, _agree(answer, address, partial, size))
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise BrokenOffError(f"the connection failed ({error})") from error


def _range(address: str, partial: Partial) -> dict[str, str]:
    """Asks for the rest of the file, if it is still the same, and otherwise for the whole."""
    version = partial.version
    if version is None or version.address != address or partial.size == 0:
        return {}
    if version.validator is None or version.size is None:
        return {}
    return {"Range": f"bytes={partial.size}-", "If-Range": version.validator}


def _agree(answer: requests.Response, address: str, partial: Partial, size: int | None) -> Version:
    """The version that the answer's bytes are of, once `partial` is what they go on from."""
    version, asked = partial.version, "Range" in answer.request.headers
    if answer.status_code == HTTPStatus.PARTIAL_CONTENT and asked and version is not None:
        if not continues(answer, version, partial.size):
            partial.discard()
            raise BrokenOffError("what came does not go on from what had come before")
        return version
    if answer.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        partial.discard()
    require_whole_file(answer)
    version = version_of(answer, address, size)
    partial.start(version)
    return version


def _append(answer: requests.Response, partial: Partial, version: Version) -> None:
    """Raises BrokenOffError where other than the announced number of bytes comes."""
    _require_space(partial, version)
    progress = Progress(version.size, "bytes") if version.size is not None else None
    with partial.path.open("ab") as stream:
        try:
            for chunk in answer.raw.stream(CHUNK, decode_content=False):
                stream.write(chunk)
                if progress is not None:
                    progress.show(stream.tell(), version.address)
        finally:
            stream.flush()
            os.fsync(stream.fileno())
    came = partial.size
    if version.size is not None and came != version.size:
        if came > version.size:
            partial.discard()
        raise BrokenOffError(f"{came} bytes came instead of {version.size}")


def _require_space(partial: Partial, version: Version) -> None:
    """Raises ArchiveError where what is still to come does not fit on the disk."""
    needed = (version.size or 0) - partial.size
    free = shutil.disk_usage(partial.path.parent).free
    if needed > free:
        raise ArchiveError(
            f"{partial.path.parent} has {free / MEGABYTE:.0f} MB free, and "
            f"{needed / MEGABYTE:.0f} MB are still to come. Make room, or use another folder."
        )
