"""From a figure function to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops

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
        figure = draw(theme, **data)
        if path.suffix == ".svg":
            figure.savefig(path, metadata={"Date": None})  # no date, so that the same figure is the same file
            return
        figure.set_dpi(2 * PIXELS_PER_INCH)
        figure.canvas.draw()
    drawn = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    small = with_palette(drawn)
    error = max(high for _, high in ImageChops.difference(small.convert("RGB"), drawn).getextrema())
    (small if error <= VISIBLE else drawn).save(path, optimize=True)


VISIBLE = 4
"""By how much, of 255, a colour may change without anyone seeing it, in a ramp of colours too."""


def with_palette(picture: Image.Image) -> Image.Image:
    """The picture in 256 colours chosen for it, which makes its file less than half as large."""
    painted = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    paper = painted.getpixel((0, 0))
    colours = painted.getpalette()
    colours[3 * paper : 3 * paper + 3] = picture.getpixel((0, 0))  # exactly the page's, or its edge would show
    painted.putpalette(colours)
    return painted
