"""What the answer of a server to a request for a file means."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import requests

from neurodag.archives.checksums import require
from neurodag.archives.partial import Version
from neurodag.errors import ArchiveError

PASSING = {408, 416, 425, 429, *range(500, 600)}
"""Answers after which another request may succeed."""


class BrokenOffError(Exception):
    """The attempt failed, and another may not; says why."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait
        """Seconds that the server asks for."""


def require_whole_file(answer: requests.Response) -> None:
    """Raises BrokenOffError or ArchiveError unless the answer brings the whole file."""
    status, headers = answer.status_code, answer.headers
    says = f"the server answers {status} {answer.reason}"
    if status in PASSING:
        raise BrokenOffError(says, retry_after(headers.get("Retry-After"), datetime.now(UTC)))
    if status == HTTPStatus.OK:
        if headers.get("Content-Type", "").startswith("text/html"):
            says = "the server sends a web page instead of the file"
        elif headers.get("Content-Encoding", "identity") != "identity":
            says = f"the server sends it encoded ({headers['Content-Encoding']})"
        else:
            return
    raise ArchiveError(
        f"{answer.url} cannot be downloaded: {says}. If the file has moved, correct its address in "
        "the table of archives; or get the file in another way and put it where it belongs."
    )


def version_of(answer: requests.Response, address: str, size: int | None) -> Version:
    """What an answer that brings the whole file says of it; `size` is what the table says.

    Raises ArchiveError where the sizes differ, and where nothing would tell half the file from the
    whole.
    """
    said = answer.headers.get("Content-Length", "")
    announced = int(said) if said.isdecimal() else None
    if announced is not None:
        require(address, "size", announced, size)
    elif size is None and "Transfer-Encoding" not in answer.headers:
        raise ArchiveError(
            f"{address} comes without a word on its size, so that half of it could pass for the "
            "whole. Give its size in the table of archives."
        )
    return Version(address, _validator(answer), size if announced is None else announced)


def continues(answer: requests.Response, version: Version, start: int) -> bool:
    """Whether the answer brings the bytes of this version from `start` on."""
    extent = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
    return (
        extent is not None
        and int(extent[1]) == start
        and extent[2] in ("*", str(version.size))
        and _validator(answer) in (None, version.validator)
    )


def _validator(answer: requests.Response) -> str | None:
    """A weak ETag (W/"…") tells meanings apart, not bytes."""
    tag = answer.headers.get("ETag", "")
    return tag if tag.startswith('"') else answer.headers.get("Last-Modified")


def retry_after(header: str | None, now: datetime) -> float:
    """Seconds that a server asks for in Retry-After, as a number or as a time; 0 if it does not."""
    if header is None:
        return 0.0
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, (parsedate_to_datetime(header) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0
