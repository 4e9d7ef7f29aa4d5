"""One progress display for everything that takes time: what is running, what is left, how long it has taken."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

STAGES = {
    "run": "train the network",
    "measures": "measure it",
    "figures": "draw the figures",
    "lab": "export the lab",
    "notebooks": "execute the notebooks",
    "pdf": "print the tutorial",
    "site": "build the site",
}
"""The stages of a build in their order, in words."""


@contextmanager
def display(stages: dict[str, str] = STAGES) -> Iterator:
    """Show progress while the block runs, on standard error.

    In a terminal: a bar for each stage that has work. Elsewhere: a line when a stage starts and when it ends.

    Args:
        stages: name → words, in order.

    Yields:
        A function `report(name, share)`, to be called with a stage's name and how much of it is done, 0 to 1.
    """
    if not sys.stderr.isatty():
        yield _Lines(stages).report
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = [
        TextColumn("{task.description:24}"),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    ]
    tasks: dict[str, int] = {}
    with Progress(*columns, console=Console(stderr=True)) as bars:

        def report(name: str, share: float) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(stages.get(name, name), total=1.0)
            bars.update(tasks[name], completed=share)

        yield report


class _Lines:
    def __init__(self, stages: dict[str, str]):
        self.stages = stages
        self.started: dict[str, float] = {}
        self.ended: set[str] = set()

    def report(self, name: str, share: float) -> None:
        words = self.stages.get(name, name)
        if name not in self.started:
            self.started[name] = time.monotonic()
            print(f"{words} …", file=sys.stderr, flush=True)
        if share >= 1 and name not in self.ended:
            self.ended.add(name)
            seconds = time.monotonic() - self.started[name]
            print(f"{words}: done in {seconds:.1f} s", file=sys.stderr, flush=True)
