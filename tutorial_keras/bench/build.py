"""How long the build takes in a copy of the clone: from nothing, with nothing to do, and after small edits.

Every step is a process of its own, as when a reader runs it, and starts from the state that the one before has left.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from ..errors import TutorialError
from .compare import in_words, ratio, spread
from .memory import watched

COMMAND = (sys.executable, "-m", "tutorial_keras")
LEFT_OUT = ("build", "site", ".git", ".cache", ".venv", "venv", "__pycache__", "*.egg-info", ".*_cache", ".making-*")
FIRST = "from nothing"
PAGE = Path("docs/tutorial/ethics.md")
MODULE = Path("tutorial_keras/figures/filters.py")
START = {"--help": ["--help"], "figures --list": ["figures", "--list"], "study --list": ["study", "--list"]}


def add_options(parser) -> None:
    """The options of `bench build`."""
    parser.add_argument("--warm", action="store_true", help="start from this clone's own artefacts, not from nothing")


def measure(arguments, report: Callable[[float], None]) -> dict:
    """Go through all steps once a round; every round starts from a fresh copy."""
    if arguments.warm and arguments.keep:
        raise TutorialError("received --warm and --keep; expected one or the other: what is kept starts from nothing")
    rounds = []
    for turn in range(arguments.repeats):
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder) / "clone"
            copy_project(Path("."), clone, artefacts=arguments.warm)
            steps = STEPS if arguments.warm else {FIRST: build, **STEPS}
            for place, (name, step) in enumerate(steps.items(), start=1):
                rounds.append((name, step(clone)))
                report((turn + place / len(steps)) / arguments.repeats)
    return compared(rounds)


def compared(rounds: list[tuple[str, dict]]) -> dict:
    """Lay out what was measured, in order: each step in all rounds, and as a share of its round's first build."""
    names = dict.fromkeys(name for name, _ in rounds)
    steps = {name: merged([found for one, found in rounds if one == name]) for name in names}
    first = steps.get(FIRST)
    for name, step in steps.items():
        if first and name != FIRST:
            step["of_first_build"] = ratio(step["seconds"]["values"], first["seconds"]["values"])
    return {"steps": steps}


def merged(found: list[dict]) -> dict:
    """What was measured of one step in all rounds."""
    seconds = {"seconds": spread([one["seconds"] for one in found])}
    peaks = [one["bytes"] for one in found if "bytes" in one]
    drawn = {"drawn": found[0]["drawn"]} if "drawn" in found[0] else {}
    return seconds | ({"megabytes": spread([peak / 1e6 for peak in peaks])} if peaks else {}) | drawn


def copy_project(source: Path, clone: Path, artefacts: bool) -> None:
    """Copy the project, with `build/` and `site/` if its artefacts are to be reused."""
    shutil.copytree(source, clone, ignore=shutil.ignore_patterns(*(LEFT_OUT[2:] if artefacts else LEFT_OUT)))


def build(clone: Path) -> dict:
    """Run `build`; return its seconds, its memory, and how many figures it has drawn."""
    before = _figure_times(clone)
    found = watched([*COMMAND, "build"], clone, environment(clone))
    after = _figure_times(clone)
    return {**found, "drawn": sum(before.get(name) != when for name, when in after.items())}


def change(clone: Path, file: Path, old: str, new: str) -> None:
    """Replace the first `old` in a file of the copy."""
    text = (clone / file).read_text(encoding="utf-8")
    if old not in text:
        raise TutorialError(f"{file} has no {old!r} to change; expected the benchmark to be kept in step with it")
    (clone / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def after_prose(clone: Path) -> dict:
    """Build after one more word on a page."""
    with (clone / PAGE).open("a", encoding="utf-8") as page:
        page.write("\nOne more sentence.\n")
    return build(clone)


def after_caption(clone: Path) -> dict:
    """Build after another word in a figure's caption."""
    change(clone, MODULE, "The eight kernels of conv1,", "All eight kernels of conv1,")
    return build(clone)


def after_code(clone: Path) -> dict:
    """Build after a change in the function of one figure, which makes it one pixel higher."""
    change(clone, MODULE, "rows * step_y + 56)", "rows * step_y + 57)")
    return build(clone)


def all_figures(clone: Path) -> dict:
    """Draw all figures into a folder."""
    return watched([*COMMAND, "figures", "--out", str(clone / "pictures")], clone, environment(clone))


def reload(clone: Path) -> dict:
    """From saving a page under `mkdocs serve` until the page with the new words is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/neural_network/{PAGE.with_suffix('').relative_to('docs').as_posix()}/"
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=clone, env=environment(clone), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(address, "</html>", server, 600)
        with (clone / PAGE).open("a", encoding="utf-8") as page:
            page.write("\nA sentence written while the server runs.\n")
        started = time.perf_counter()
        _wait_for(address, "A sentence written while the server runs.", server, 120)
        return {"seconds": time.perf_counter() - started}
    finally:
        server.terminate()
        server.wait()


def start(words: list[str], clone: Path) -> dict:
    """How long a command takes that does next to nothing. It is over before its memory can be looked at."""
    return {"seconds": watched([*COMMAND, *words], clone, environment(clone))["seconds"]}


STEPS: dict[str, Callable[[Path], dict]] = {
    "nothing to do": build,
    "a sentence added": after_prose,
    "a caption changed": after_caption,
    "a figure's code changed": after_code,
    "all figures": all_figures,
    "reload under mkdocs serve": reload,
    **{name: (lambda clone, words=words: start(words, clone)) for name, words in START.items()},
}
"""What is measured after the first build, in this order."""


def environment(clone: Path) -> dict[str, str]:
    """The environment in which the copy's own code runs."""
    return {**os.environ, "PYTHONPATH": str(clone.resolve())}


def lines(found: dict) -> list[str]:
    """A line a step."""
    said = [f"{'':26} {'seconds':24} {'of the first build':24} {'megabytes':20} figures drawn"]
    for name, step in found["steps"].items():
        memory = in_words(step["megabytes"], ".0f") if "megabytes" in step else ""
        share = in_words(step["of_first_build"], ".1%") if "of_first_build" in step else ""
        line = f"{name:26} {in_words(step['seconds'], '.2f'):24} {share:24} {memory:20} {step.get('drawn', '')}"
        said.append(line.rstrip())
    return said


def _figure_times(clone: Path) -> dict[str, int]:
    """When each figure was made, by name."""
    return {path.name: path.stat().st_mtime_ns for path in (clone / "build" / "figures").glob("*")}


def _wait_for(address: str, words: str, server, seconds: float) -> None:
    """Ask until the answer has `words` in it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise TutorialError("mkdocs serve stopped by itself; run it to see why")
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=60) as answer:
            if words in answer.read().decode():
                return
        time.sleep(0.05)
    raise TutorialError(f"mkdocs serve did not show {words!r} within {seconds:.0f} s")
