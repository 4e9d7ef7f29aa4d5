"""Chromium, without a window, and a server for the built site: what benchmarks and tests in the browser share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import serve
from .serve import PREFIX

__all__ = ["FLAGS", "PREFIX", "SCROLL", "find_chromium", "served"]
FLAGS = [
    "--no-sandbox",  # a container's root has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

SCROLL = """async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
        scrollTo({top: y, behavior: "instant"});
        await new Promise(done => setTimeout(done, 40));
    }
    const shown = [...document.images].filter(image => image.offsetParent !== null);
    await Promise.all(shown.map(image => image.complete || new Promise(done => image.onload = image.onerror = done)));
    return shown.filter(image => image.naturalWidth === 0).map(image => image.src);
}"""
"""Scroll down to the end until all pictures are there; give the addresses of those that did not come."""


def find_chromium() -> str | None:
    """The path of Chromium or Google Chrome, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve the folder `site` at a free port of this machine; give the address, ending in `PREFIX`."""
    with serve.served(site) as (address, _):
        yield address
