"""A server for the built site, as GitHub Pages serves it: for benchmarks and tests in the browser."""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "/neural_network/"
"""Below this GitHub Pages puts the site, and so does the server."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder `site` at a free port of this machine; give the address, ending in `PREFIX`."""
    handler = functools.partial(_Handler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    finally:
        server.shutdown()
        server.server_close()


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site below its prefix and answers 404 to everything else."""

    def translate_path(self, path):
        if not path.startswith(PREFIX):
            return os.path.join(self.directory, "nothing here")
        return super().translate_path(path.removeprefix(PREFIX.rstrip("/")))

    def log_message(self, *words):
        pass
