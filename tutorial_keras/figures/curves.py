"""Curves of several networks over time: thin lines, their mean, and words beside them; and estimates with intervals."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from .style import PIXELS_PER_INCH, Theme, points

SOLID, DASHED, DOTTED = "-", (0, (5, 2)), (0, (1.5, 1.2))


def panels(width: int, height: int, rows: int, columns: int) -> tuple[Figure, np.ndarray]:
    """A figure with axes in rows and columns that share their scales, sized in CSS pixels."""
    figure = Figure((width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)


def pair(width: int, height: int, side_by_side: bool) -> tuple[Figure, np.ndarray]:
    """A figure with two axes of scales of their own, beside or below each other, sized in CSS pixels."""
    figure = Figure((width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(*((1, 2) if side_by_side else (2, 1)))


def bundle(axes: Axes, x: np.ndarray, curves: np.ndarray, colour: str, line=SOLID) -> None:
    """A thin line for each network and a thick one for their mean. curves: (networks, places)."""
    axes.plot(x, curves.T, color=colour, lw=0.7, alpha=0.35)
    axes.plot(x, curves.mean(0), color=colour, lw=2, ls=line)


def interval(axes: Axes, estimate: dict, place: float, colour: str, width: float = 1.4, **mark) -> None:
    """An estimate's interval as a bar across the axes at a height, and its value on it, marked as `plot` is told."""
    axes.plot([estimate["low"], estimate["high"]], [place] * 2, color=colour, lw=width)
    axes.plot(estimate["value"], place, **{"color": colour, "ls": "none", **mark})


def spread(estimates: list[dict]) -> np.ndarray:
    """How far intervals reach below and above their values, (2, estimates): what `errorbar` asks for."""
    value, low, high = (np.array([one[name] for one in estimates]) for name in ("value", "low", "high"))
    return np.array([value - low, high - value])


def doublings(steps) -> np.ndarray:
    """Time as the charts show it: log2(step + 1)."""
    return np.log2(np.asarray(steps, float) + 1)


def step_axis(axes: Axes, marked: list[int], size: float = 13) -> None:
    """Mark some steps on an axis of doublings."""
    axes.set_xticks(doublings(marked), [f"{step:,}" for step in marked], fontsize=points(size))


def share_axis(axes: Axes) -> None:
    """Write the vertical axis in per cent."""
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def label(axes: Axes, theme: Theme, words: str, place: tuple[float, float], shift: tuple[float, float], **options):
    """Write `words` beside a place in the axes, shifted by CSS pixels to the right and up, on paper of its own."""
    axes.annotate(
        words,
        place,
        tuple(points(pixels) for pixels in shift),
        textcoords="offset points",
        **{"ha": "left" if shift[0] >= 0 else "right", "va": "center", "color": theme.ink, **options},
        bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.6, "alpha": 0.8},
    )


def where(x: np.ndarray, curve: np.ndarray, level: float) -> tuple[float, float]:
    """The first place at which a curve passes a level, for a label beside it."""
    after = max(1, int(np.argmax((curve >= level) != (curve[0] >= level))))
    low, high = curve[after - 1 : after + 1]
    return float(x[after - 1] + (level - low) / (high - low) * (x[after] - x[after - 1])), level
