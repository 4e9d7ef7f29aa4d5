"""A web server that sends the site as GitHub Pages does: below a prefix, text compressed, cached for ten minutes.

It counts what goes over the wire, whoever asks: the page, its style sheets, or a worker that it has started.
"""

from __future__ import annotations

import contextlib
import functools
import gzip
import hashlib
import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "/neural_network/"
"""Below this GitHub Pages puts the site, and so does the server."""
COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".webmanifest", ".wasm"}


class Sent:
    """What was sent: (address below the prefix, bytes with headers), in order."""

    def __init__(self):
        self.answers: list[tuple[str, int]] = []

    def total(self) -> int:
        """Bytes of all answers."""
        return sum(size for _, size in self.answers)

    def clear(self) -> None:
        """Start counting anew."""
        self.answers.clear()


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections that stay open, as a browser has them with any real server

    def __init__(self, *words, sent: Sent, **options):
        self.sent = sent
        super().__init__(*words, **options)

    def do_GET(self):
        address = self.path.partition("?")[0].partition("#")[0]
        if not address.startswith(PREFIX):
            self._answer(404, "", b"", {})
            return
        path = Path(self.translate_path(address.removeprefix(PREFIX.rstrip("/"))))
        if path.is_dir():
            if not address.endswith("/"):
                self._answer(301, address, b"", {"Location": address + "/"})
                return
            path /= "index.html"
        status = 200 if path.is_file() else 404
        path = path if path.is_file() else Path(self.directory) / "404.html"
        body, headers = _encoded(path, path.stat().st_mtime_ns, "gzip" in self.headers.get("Accept-Encoding", ""))
        if status == 200 and self.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self._answer(status, address, body, {"Content-Type": self.guess_type(str(path)), **headers})

    def _answer(self, status: int, address: str, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        head = sum(map(len, self._headers_buffer)) + 2
        self.end_headers()
        self.sent.answers.append((address.removeprefix(PREFIX), head + len(body)))
        with contextlib.suppress(ConnectionError):  # a reader may leave while a page loads
            self.wfile.write(body)

    def log_message(self, *words):
        pass


@functools.lru_cache(maxsize=4096)
def _encoded(path: Path, changed: int, compress: bool) -> tuple[bytes, dict[str, str]]:
    """A file as it is sent, and the headers that go with it. `changed`: when the file did, so that it is read anew."""
    content = path.read_bytes()
    headers = {"Cache-Control": "max-age=600", "ETag": f'"{hashlib.sha256(content).hexdigest()[:16]}"'}
    if compress and path.suffix in COMPRESSED:
        return gzip.compress(content, 6, mtime=0), {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return content, headers


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Sent]]:
    """Serve a folder from a port of this machine.

    Yields:
        The site's address, and what is sent.
    """
    sent = Sent()
    handler = functools.partial(_Handler, directory=str(folder), sent=sent)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}", sent
    finally:
        server.shutdown()
        server.server_close()
