"""Chromium without a window: for the PDF, the benchmark of the lab and the tests in a browser."""

from __future__ import annotations

import os
import shutil

PROGRAMS = ("chromium", "google-chrome", "chromium-browser")
FLAGS = [
    *(["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []),  # a container's root has no sandbox
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""It draws by itself, as the same user that runs it, and asks no other host for anything."""

SCROLL = """async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 2 * innerHeight) {
        scrollTo({top: y, behavior: "instant"});
        await new Promise(requestAnimationFrame);
    }
    const shown = [...document.images].filter(image => image.offsetParent !== null);
    await Promise.all(shown.map(image => image.complete || new Promise(done => image.onload = image.onerror = done)));
    return shown.filter(image => image.naturalWidth === 0).map(image => image.src);
}"""
"""Scroll down to the end until all pictures are there; give the addresses of those that did not come.

By two screens at once: pictures are fetched when they come as near as that.
"""


def find_chromium() -> str | None:
    """The path of Chromium or Google Chrome, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
