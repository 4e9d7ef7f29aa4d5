"""Chromium, without a window, and a server for the built site: what benchmarks and tests in the browser share."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "/neural_network/"
"""Below this GitHub Pages puts the site, and so does the server."""
FLAGS = [
    "--no-sandbox",  # a container's root has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The path of Chromium or Google Chrome, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)


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
