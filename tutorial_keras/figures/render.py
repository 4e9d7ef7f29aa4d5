"""From a figure function to a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
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
            written = io.StringIO()
            # no date, so that the same figure is the same file; the dots are for tiles, which are put in as pictures
            figure.savefig(written, format="svg", metadata={"Date": None}, dpi=2 * PIXELS_PER_INCH)
            path.write_text(minified(written.getvalue()), encoding="utf-8")
            return
        figure.set_dpi(2 * PIXELS_PER_INCH)
        figure.canvas.draw()
    drawn = Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).convert("RGB")
    candidates = with_palettes(drawn, (128, 144, 160, 176, 192, 224, 256))
    next((small for small in candidates if looks_like(small, drawn)), drawn).save(path, optimize=True)


VISIBLE, AT_EDGES = 4, 12
"""By how much, of 255, a colour may change without anyone seeing it: in a ramp of colours, and at a letter's edge."""


def looks_like(small: Image.Image, drawn: Image.Image) -> bool:
    """Whether no one would see that a picture has a palette: few pixels, at edges, are off by more than a shade."""
    channels = ImageChops.difference(small.convert("RGB"), drawn).split()
    error = np.asarray(ImageChops.lighter(ImageChops.lighter(*channels[:2]), channels[2]))
    return error.max() <= AT_EDGES and np.mean(error > VISIBLE) <= 0.01


def with_palettes(picture: Image.Image, sizes: Iterable[int]) -> Iterator[Image.Image]:
    """The picture in so many colours chosen for it, for each of `sizes`: its file is less than half as large.

    A figure has a million pixels and some thousand colours. So the choice is made among its colours, each taken as
    often as the square root of its pixels, and every pixel gets what its colour has become.
    """
    counts, colours = zip(*picture.getcolors(picture.width * picture.height), strict=True)
    colours = np.array(colours, np.uint8)
    often = np.ceil(np.sqrt(counts)).astype(int)
    first = np.cumsum(often) - often
    sample = Image.fromarray(np.repeat(colours, often, axis=0)[None])
    codes, pixels = _code(colours), _code(np.asarray(picture))
    place = np.zeros(1 << 24, np.uint8)  # of each colour that there can be, in the palette
    for size in sizes:
        chosen = sample.quantize(size, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        place[codes] = np.asarray(chosen)[0, first]
        painted = Image.fromarray(place[pixels])
        palette, paper = chosen.getpalette(), painted.getpixel((0, 0))
        palette[3 * paper : 3 * paper + 3] = picture.getpixel((0, 0))  # exactly the page's, or its edge would show
        painted.putpalette(palette)
        yield painted


def _code(colours: np.ndarray) -> np.ndarray:
    """Colours (…, 3) uint8 as one number each, (…), below 2**24."""
    red, green, blue = (colours[..., channel].astype(np.int32) for channel in range(3))
    return red << 16 | green << 8 | blue


_DATA = re.compile(r'(?<= d=")[^"]+|(?<= [xy]=")[^"]+')
_NUMBER = re.compile(r"-?\d+\.\d+")


def minified(svg: str) -> str:
    """The same drawing in fewer bytes: coordinates to a hundredth of a point, no comments, no indentation."""
    svg = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = _DATA.sub(lambda data: _NUMBER.sub(_short, " ".join(data[0].split())), svg)
    return re.sub(r">\s+<", ">\n<", svg)


def _short(number: re.Match) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")
