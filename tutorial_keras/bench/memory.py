"""How much memory a program and all that it starts take at their worst moment together."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from ..errors import TutorialError

INTERVAL = 0.2
"""Seconds between two looks."""


def watched(words: list[str], folder, environment: dict[str, str] | None = None) -> dict:
    """Run a program to its end.

    Returns:
        `seconds`, and `bytes`: the largest sum of the memory of all its processes, looked at several times a second.
        What several of them share is divided among them (on Linux, the proportional set size). Other systems do not say
        how much that is; there it counts for each, and the truth is rather less.

    Raises:
        TutorialError: it failed; the message is its last line.
    """
    import psutil

    peak = 0

    def watch(root) -> None:
        nonlocal peak
        while program.poll() is None:
            total = 0
            for process in [root, *_children(root)]:
                try:
                    total += taken(process)
                except psutil.NoSuchProcess:  # it has just ended
                    continue
            peak = max(peak, total)
            time.sleep(INTERVAL)

    started = time.perf_counter()
    program = subprocess.Popen(
        words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    watcher = threading.Thread(target=watch, args=(psutil.Process(program.pid),), daemon=True)
    watcher.start()
    said, _ = program.communicate()
    seconds = time.perf_counter() - started
    watcher.join()
    if program.returncode != 0:
        raise TutorialError(f"{' '.join(words[1:])} failed: {(said.strip() or '?').splitlines()[-1]}")
    return {"seconds": seconds, "bytes": peak}


def taken(process) -> int:
    """A process's own memory and its share of what it has in common with others, in bytes."""
    import psutil

    try:
        return process.memory_full_info().pss if sys.platform == "linux" else process.memory_info().rss
    except psutil.AccessDenied:  # another user's, which says no more
        return process.memory_info().rss


def _children(root) -> list:
    import psutil

    try:
        return root.children(recursive=True)
    except psutil.Error:
        return []
