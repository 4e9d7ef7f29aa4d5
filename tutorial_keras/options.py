"""Kinds of values on the command line, for argparse: each says what it received and what it expected."""

from __future__ import annotations

import argparse
from collections.abc import Callable


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """The kind of whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"received {text!r}; expected a whole number from {low} to {high}")
        return int(text)

    return read


positive = whole_number(1, 1000)
natural = whole_number(0, 2**32 - 1)
"""What random generators take as a seed."""


def place(text: str) -> str:
    """The name of a folder."""
    if not text:
        raise argparse.ArgumentTypeError("received an empty name; expected a folder")
    return text
