"""From a figure function to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .style import PIXELS_PER_INCH, Theme, themed


def render(draw: Callable, theme: Theme, data: dict, path: Path) -> None:
    """Draw in a theme and save; PNG at two device pixels for one CSS pixel.

    Args:
        draw: a registered figure function.
        theme: its first argument.
        data: its other arguments by name.
        path: where to; its ending decides the format.
    """
    with themed(theme):
        # no date, so that the same figure is the same file
        metadata = {"Date": None} if path.suffix == ".svg" else {"Software": None}
        draw(theme, **data).savefig(path, dpi=2 * PIXELS_PER_INCH, metadata=metadata)
