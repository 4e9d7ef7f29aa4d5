"""Comparing cases fairly: each measured in every round, so that what slows the machine for a while slows them all."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable

from ..errors import TutorialError


def interleaved(
    cases: dict[str, Callable], repeats: int, report: Callable[[float], None] = lambda share: None
) -> dict[str, list]:
    """Measure every case once a round, every other round in reverse.

    Args:
        cases: name → a function that measures it once.
        repeats: how many rounds.
        report: called with the share that is done.

    Returns:
        Name → what was measured in each round.
    """
    values: dict[str, list] = {name: [] for name in cases}
    for turn in range(repeats):
        for place, name in enumerate(cases if turn % 2 == 0 else reversed(cases)):
            report((turn + place / len(cases)) / repeats)
            values[name].append(cases[name]())
    return values


def spread(values: list[float]) -> dict:
    """Median, smallest and largest of some values, and the values."""
    import statistics

    return {"median": statistics.median(values), "low": min(values), "high": max(values), "values": values}


def ratio(values: list[float], reference: list[float]) -> dict:
    """How many times `reference` the values are, round by round: the `spread` of the ratios."""
    return spread([value / base for value, base in zip(values, reference, strict=True)])


def in_words(found: dict, form: str = ".2f") -> str:
    """A `spread` as `3.10 (2.97 to 3.25)`."""
    return f"{found['median']:{form}} ({found['low']:{form}} to {found['high']:{form}})"


def child(words: list[str], environment: dict[str, str | None] | None = None, timeout: float = 3600) -> dict:
    """Run a program that prints one JSON object as its last line; return it.

    Args:
        words: the program and its arguments.
        environment: variables to set for it, or to unset where the value is None.
        timeout: in seconds.

    Raises:
        TutorialError: it failed; the message is its last line.
    """
    return json.loads(output(words, " ".join(words[-3:]), environment, timeout).splitlines()[-1])


def output(words: list[str], name: str, environment: dict[str, str | None] | None, timeout: float) -> str:
    """Run a program as `child` does; return all that it prints.

    Raises:
        TutorialError: it failed, took too long or printed nothing; the message begins with `name`.
    """
    changed = {**os.environ, **(environment or {})}
    ready = {name: value for name, value in changed.items() if value is not None}
    try:
        done = subprocess.run(words, env=ready, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise TutorialError(f"{name} did not finish within {timeout:.0f} s") from None
    if done.returncode != 0 or not done.stdout.strip():
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
        raise TutorialError(f"{name} failed: {said}")
    return done.stdout.strip()
