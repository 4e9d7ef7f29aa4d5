"""How all figures look: two themes and their colour maps.

Blue is negative, amber is positive, and more is further from the paper. The kernels' map also rises steadily in
lightness, from dark blue through grey at 0 to pale amber, so signs survive in greyscale and for the colour-blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

PIXELS_PER_INCH = 100
WIDTH = 680
"""Width of a figure in CSS pixels: the site's column of text."""

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
        negative, positive: accents for curves and bars, in the family of the maps.
        activation_map: for values from 0 up; 0 is the paper.
    """

    name: str
    paper: str
    ink: str
    muted: str
    line: str
    negative: str
    positive: str
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
    activation_map=_activations("activation-dark", "#14171d", "#59320f", "#b5651c", "#f3b253", "#fff5d8"),
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@cache
def _load_fonts() -> None:
    for weight in (400, 700):
        file = Path(__file__).parent / "fonts" / f"AtkinsonHyperlegibleNext-{weight}.ttf"
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


def chart(width: int = WIDTH, height: int = 340) -> tuple[Figure, Axes]:
    """A figure with one set of axes for curves, sized in CSS pixels."""
    figure = Figure((width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()
