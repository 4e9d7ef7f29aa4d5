"""A sheet measured in CSS pixels, on which images lie pixel by pixel: crisp, at whole multiples."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import BboxImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox, TransformedBbox

from .style import KERNEL_MAP, PIXELS_PER_INCH, Theme, points

MARGIN = 2
"""CSS pixels around a sheet, so that frames and letters at its edges stay whole."""


def readable_on(colour: tuple[float, ...]) -> str:
    """Black or white, whichever has more contrast on `colour`, red, green and blue from 0 to 1 (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) else "#ffffff"


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
        """Draw `values` (h, w), each as a square of `zoom` CSS pixels, on the scale lowest to highest.

        Returns:
            Axes that count the values' columns and rows, for what lies on top.
        """
        height, width = values.shape
        axes = self.axes(x, y, width * zoom, height * zoom)
        axes.imshow(values, cmap=colours, vmin=lowest, vmax=highest, interpolation="nearest", aspect="auto")
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=self.theme.line, linewidth=0.7)
        return axes

    def tile(self, x: float, y: float, values: np.ndarray, zoom: float, colours, lowest, highest) -> None:
        """Draw the same as `image`, without axes, which would take ten times as long."""
        height, width = (side * zoom for side in values.shape)
        corner = self._place(x, y + height)
        size = width / self.full_width, height / self.full_height
        box = TransformedBbox(Bbox.from_bounds(*corner, *size), self.figure.transFigure)
        scale = {"cmap": colours, "norm": Normalize(lowest, highest)}
        image = BboxImage(box, interpolation="nearest", origin="upper", **scale)
        image.set_data(values)
        self.figure.add_artist(image)
        frame = {"edgecolor": self.theme.line, "linewidth": 0.7, "zorder": image.zorder}
        self.figure.add_artist(Rectangle(corner, *size, fill=False, transform=self.figure.transFigure, **frame))

    def picture(self, x: float, y: float, pixels: np.ndarray, zoom: float) -> None:
        """Draw an image of raw pixels 0-255 in grey."""
        self.tile(x, y, pixels, zoom, "gray", 0, 255)

    def activation(self, x: float, y: float, values: np.ndarray, zoom: float, highest: float) -> None:
        """Draw a map of values from 0 up."""
        self.tile(x, y, values, zoom, self.theme.activation_map, 0, highest)

    def kernel(self, x: float, y: float, values: np.ndarray, zoom: float, bound: float) -> None:
        """Draw values around 0 on the scale -bound to bound."""
        self.tile(x, y, values, zoom, KERNEL_MAP, -bound, bound)

    def numbered_kernel(self, x: float, y: float, values: np.ndarray, zoom: float, bound: float) -> None:
        """Draw values around 0 on the scale -bound to bound and print each."""
        axes = self.image(x, y, values, zoom, KERNEL_MAP, -bound, bound)
        for (row, column), value in np.ndenumerate(values):
            colour = readable_on(KERNEL_MAP((value + bound) / (2 * bound)))
            axes.text(column, row, decimal(value), ha="center", va="center", color=colour, fontsize=points(zoom * 0.29))

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
