"""A web server on this machine that publishes one file, and fails in the ways that servers do."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = "/recordings/session.nwb"


@dataclass(frozen=True)
class Answer:
    """How one request is answered; as it stands, honestly."""

    status: int | None = None
    """This status and no file."""
    headers: tuple[tuple[str, str], ...] = ()
    """Sent besides, or instead of the server's own; left out where the value is empty."""
    cut_after: int | None = None
    """Bytes of the body, after which the connection is closed."""
    stall_after: int | None = None
    """Bytes of the body, after which nothing more comes."""
    flip: int | None = None
    """Index of a byte of the body that is altered."""
    ignores_range: bool = False
    ignores_condition: bool = False
    """The range is sent even if the file is not the one that the client had begun."""
    shift: int = 0
    """The range begins this many bytes later than asked for."""
    most: int | None = None
    """The range ends after so many bytes, before the end of the file."""
    chunked: bool = False
    new_content: bytes | None = None
    """The file is replaced before the answer."""


HONEST = Answer()


@dataclass
class Archive:
    """What the server publishes, what it will answer, and what it was asked."""

    content: bytes
    answers: list[Answer] = field(default_factory=list)
    """To the next requests; later ones are answered honestly."""
    asked: list[dict[str, str]] = field(default_factory=list)
    """Headers of each request."""
    address: str = ""
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def tag(self) -> str:
        return f'"{sha256(self.content).hexdigest()[:16]}"'


@contextmanager
def serve(content: bytes) -> Iterator[Archive]:
    """The archive is at work within the block."""
    archive = Archive(content)

    class Handler(_Handler):
        pass

    Handler.archive = archive
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads, server.block_on_close = True, False
    archive.address = f"http://127.0.0.1:{server.server_port}{PATH}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield archive
    finally:
        archive.closing.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    archive: Archive

    def do_GET(self) -> None:
        archive = self.archive
        archive.asked.append(dict(self.headers))
        answer = archive.answers.pop(0) if archive.answers else HONEST
        if answer.new_content is not None:
            archive.content = answer.new_content
        if answer.status is not None:
            return self.reply(answer.status, {}, b"", answer)
        whole = archive.content
        headers = {"ETag": archive.tag, "Content-Type": "application/octet-stream"}
        start = self.range_start(answer)
        if start is None:
            return self.reply(200, headers, whole, answer)
        if start >= len(whole):
            return self.reply(416, {"Content-Range": f"bytes */{len(whole)}"}, b"", answer)
        start = min(start + answer.shift, len(whole) - 1)
        end = len(whole) if answer.most is None else min(start + answer.most, len(whole))
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{len(whole)}"
        return self.reply(206, headers, whole[start:end], answer)

    def range_start(self, answer: Answer) -> int | None:
        """None where the whole file is to be sent."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = answer.ignores_condition or self.headers.get("If-Range") == self.archive.tag
        return int(asked[1]) if asked and same and not answer.ignores_range else None

    def reply(self, status: int, headers: dict[str, str], body: bytes, answer: Answer) -> None:
        length = {"Transfer-Encoding": "chunked"} if answer.chunked else {}
        length = length or {"Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in {**length, **headers, **dict(answer.headers)}.items():
            if value:
                self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        if answer.flip is not None and body:
            at = answer.flip % len(body)
            body = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        stops = [stop for stop in (answer.cut_after, answer.stall_after) if stop is not None]
        sent = body[: min(stops)] if stops else body
        self.wfile.write(b"%x\r\n%s\r\n" % (len(sent), sent) if answer.chunked and sent else sent)
        if answer.chunked and not stops:
            self.wfile.write(b"0\r\n\r\n")
        if answer.stall_after is not None:
            self.wfile.flush()
            self.archive.closing.wait(1.0)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is written to the screen."""
