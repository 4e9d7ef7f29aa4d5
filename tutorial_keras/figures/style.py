"""How all figures look: two themes, three colour maps, and a sheet on which images lie pixel by pixel.

Blue is negative, amber is positive, and more is further from the paper. The kernels' map also rises steadily in
lightness, from dark blue through grey at 0 to pale amber, so signs survive in greyscale and for the colour-blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

PIXELS_PER_INCH = 100
WIDTH = 680
"""Width of a sheet in CSS pixels, without its margin: the site's column of text."""
MARGIN = 2
"""CSS pixels around a sheet, so that frames and letters at its edges stay whole."""

KERNEL_MAP = LinearSegmentedColormap.from_list(
    "kernel",
    [
        (0, "#0a1f44"),
        (0.25, "#2b5796"),
        (0.4, "#6a82a3"),
        (0.5, "#96989a"),
        (0.6, "#bfa56e"),
        (0.75, "#e3b04f"),
        (1, "#fff0c4"),
    ],
)
"""For values around 0. Lightness rises all the way; 0 is the grey in the middle."""


@dataclass(frozen=True)
class Theme:
    """The colours of one scheme.

    Attributes:
        name: `light` or `dark`.
        paper, ink, muted, line: background, text, lesser text, hairlines.
        negative, positive, third: accents for curves, in the order of use.
        activation_map: for values from 0 up; 0 is the paper.
    """

    name: str
    paper: str
    ink: str
    muted: str
    line: str
    negative: str
    positive: str
    third: str
    activation_map: LinearSegmentedColormap


def _activations(name: str, *colours: str) -> LinearSegmentedColormap:
    return LinearSegmentedColormap.from_list(name, colours)


LIGHT = Theme(
    "light",
    paper="#ffffff",
    ink="#1c2430",
    muted="#5b6676",
    line="#d5dae1",
    negative="#1f4e8c",
    positive="#c06a12",
    third="#5b6676",
    activation_map=_activations("activation-light", "#ffffff", "#fde0a8", "#ee9f38", "#ac5210", "#3f1403"),
)
DARK = Theme(
    "dark",
    paper="#14171d",
    ink="#e6e9ee",
    muted="#9aa4b2",
    line="#353c48",
    negative="#82b1ee",
    positive="#f0a94e",
    third="#9aa4b2",
    activation_map=_activations("activation-dark", "#14171d", "#59320f", "#b5651c", "#f3b253", "#fff5d8"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@cache
def _load_fonts() -> None:
    for file in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
        font_manager.fontManager.addfont(file)


def style(theme: Theme) -> dict:
    """Matplotlib's settings for a theme, for `matplotlib.rc_context`."""
    _load_fonts()
    return {
        "font.family": ["Atkinson Hyperlegible Next", "DejaVu Sans"],
        "font.size": points(13),
        "text.color": theme.ink,
        "axes.edgecolor": theme.line,
        "axes.facecolor": theme.paper,
        "axes.labelcolor": theme.ink,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": theme.line,
        "grid.linewidth": 0.6,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "figure.facecolor": theme.paper,
        "lines.linewidth": 1.8,
        "svg.fonttype": "path",
        "svg.hashsalt": "tutorial",  # the same figure is the same file
        "legend.frameon": False,
    }


def themed(theme: Theme):
    """A context in which matplotlib draws in a theme, whatever the user's own settings are."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **style(theme)})


def points(pixels: float) -> float:
    """Matplotlib's points for a length in CSS pixels."""
    return pixels * 72 / PIXELS_PER_INCH


def decimal(value: float, digits: int = 2) -> str:
    """A number with a true minus sign, and without one if it rounds to 0."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


class Sheet:
    """A figure measured in CSS pixels from its top left corner, so that images fall on whole pixels.

    Args:
        theme: its colours.
        width, height: its size in CSS pixels. Saved at twice that resolution.
    """

    def __init__(self, theme: Theme, width: int, height: int):
        self.theme, self.width, self.height = theme, width, height
        self.full_width, self.full_height = width + 2 * MARGIN, height + 2 * MARGIN
        size = (self.full_width / PIXELS_PER_INCH, self.full_height / PIXELS_PER_INCH)
        self.figure = Figure(size, facecolor=theme.paper)
        FigureCanvasAgg(self.figure)

    def axes(self, x: float, y: float, width: float, height: float, **options) -> Axes:
        """Axes whose box has its top left corner at (x, y)."""
        left, bottom = self._place(x, y + height)
        return self.figure.add_axes((left, bottom, width / self.full_width, height / self.full_height), **options)

    def image(self, x: float, y: float, values: np.ndarray, zoom: float, colours, lowest, highest) -> Axes:
        """Draw `values` (h, w), each as a square of `zoom` CSS pixels, on the scale lowest to highest."""
        height, width = values.shape
        axes = self.axes(x, y, width * zoom, height * zoom)
        axes.imshow(values, cmap=colours, vmin=lowest, vmax=highest, interpolation="nearest", aspect="auto")
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=self.theme.line, linewidth=0.7)
        return axes

    def picture(self, x: float, y: float, pixels: np.ndarray, zoom: float) -> Axes:
        """Draw an image of raw pixels 0-255 in grey."""
        return self.image(x, y, pixels, zoom, "gray", 0, 255)

    def activation(self, x: float, y: float, values: np.ndarray, zoom: float, highest: float) -> Axes:
        """Draw a map of values from 0 up."""
        return self.image(x, y, values, zoom, self.theme.activation_map, 0, highest)

    def kernel(self, x: float, y: float, values: np.ndarray, zoom: float, bound: float, numbers: bool = False) -> Axes:
        """Draw values around 0 on the scale -bound to bound; with `numbers`, print each."""
        axes = self.image(x, y, values, zoom, KERNEL_MAP, -bound, bound)
        if numbers:
            for (row, column), value in np.ndenumerate(values):
                # dark ink on the light half of the map, light ink on the dark half
                colour = "#0c121b" if value > -0.3 * bound else "#ffffff"
                axes.text(
                    column, row, decimal(value), ha="center", va="center", color=colour, fontsize=points(zoom * 0.29)
                )
        return axes

    def text(self, x: float, y: float, words: str, size: float = 13, **options):
        """Write `words` with their baseline's start at (x, y); matplotlib's text options apply."""
        options = {"color": self.theme.ink, "ha": "left", "va": "baseline", **options}
        return self.figure.text(*self._place(x, y), words, fontsize=points(size), **options)

    def line(self, xs, ys, **options) -> None:
        """Draw a line through points given in CSS pixels."""
        options = {"color": self.theme.muted, "linewidth": 1, **options}
        places = [self._place(x, y) for x, y in zip(xs, ys, strict=True)]
        self.figure.add_artist(Line2D(*zip(*places, strict=True), transform=self.figure.transFigure, **options))

    def scale(self, x: float, y: float, width: float, colours, lowest: float, highest: float, label: str) -> None:
        """A horizontal colour bar 10 pixels high, with its ends (and 0, if inside) marked, and a label above."""
        axes = self.axes(x, y, width, 10)
        ramp = np.linspace(lowest, highest, 256)[None]
        axes.imshow(ramp, cmap=colours, aspect="auto", extent=(lowest, highest, 0, 1), interpolation="nearest")
        ticks = [lowest, 0, highest] if lowest < 0 < highest else [lowest, highest]
        axes.set(yticks=[], xticks=ticks)
        labels = axes.set_xticklabels([f"{tick:.3g}".replace("-", "−") for tick in ticks], fontsize=points(12))
        labels[0].set_ha("left")
        labels[-1].set_ha("right")
        axes.grid(False)
        for spine in axes.spines.values():
            spine.set(visible=True, color=self.theme.line, linewidth=0.7)
        self.text(x, y - 8, label, size=12, color=self.theme.muted)

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """From CSS pixels to matplotlib's share of the figure, from its bottom left corner."""
        return (x + MARGIN) / self.full_width, 1 - (y + MARGIN) / self.full_height


def chart(width: int = WIDTH, height: int = 340) -> tuple[Figure, Axes]:
    """A figure with one set of axes for curves, sized in CSS pixels."""
    figure = Figure((width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()
