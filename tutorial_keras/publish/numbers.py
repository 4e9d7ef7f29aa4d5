"""Numbers for the text: `n("training.test_accuracy", ".1%")` looks one up in the results and formats it."""

from __future__ import annotations

import difflib

from ..errors import TutorialError

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


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


def format_number(value, form: str = "") -> str:
    """Write a value as the text shows it.

    Args:
        value: a number or a word.
        form: a format specification such as `,`, `.3f`, `.1%`; `words`, which spells 0 to ten, or
            `none`, which does too but says "none" for 0.

    Raises:
        TutorialError: the value is a list or dict, or the form does not fit it.
    """
    if isinstance(value, dict | list):
        raise TutorialError(f"expected one number, received {type(value).__name__} {str(value)[:60]}")
    if form == "none" and value == 0:
        return "none"
    if form in ("words", "none"):
        return _WORDS[value] if isinstance(value, int) and 0 <= value < len(_WORDS) else str(value)
    try:
        text = format(value, form)
    except (ValueError, TypeError):
        raise TutorialError(f"cannot write {value!r} in the form {form!r}") from None
    return text.replace("-", "−") if isinstance(value, int | float) else text
