"""Finding a number in the results by its path, as `training.test_accuracy`."""

from __future__ import annotations

import difflib

from .errors import TutorialError


def look_up(results: dict, path: str):
    """Find a value of the results.

    Args:
        results: nested dicts and lists, as in `results.json`.
        path: the names on the way, joined by dots; a list's places are counted from 0, or from the end by -1.

    Raises:
        TutorialError: the path leads nowhere; the message names the nearest one that exists.
    """
    value = results
    for name in path.split("."):
        try:
            value = value[int(name)] if isinstance(value, list) else value[name]
        except (KeyError, IndexError, ValueError, TypeError):
            near = difflib.get_close_matches(path, all_paths(results), 1, cutoff=0)
            raise TutorialError(f"no number {path!r} in the results; the nearest is {near[0]!r}") from None
    return value


def all_paths(results, prefix: str = "") -> list[str]:
    """Every path that leads to a single value."""
    if isinstance(results, dict | list):
        items = results.items() if isinstance(results, dict) else enumerate(results)
        return [path for name, value in items for path in all_paths(value, f"{prefix}{name}.")]
    return [prefix[:-1]]
