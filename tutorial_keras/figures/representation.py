"""Figures of the section What each layer knows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator, PercentFormatter

from . import figure
from .curves import spread
from .sheet import Sheet
from .style import WIDTH, Theme, points

LAYERS = ("conv1", "conv2", "pool")


def _spoken(value: str, form: str) -> str:
    """A template that lists one value of the pixels and of every layer, for an alternative text."""

    def found(place: str) -> str:
        return f"{{{{ n('representation.layers.{place}.{value}.value', '{form}') }}}}"

    states = (
        f"{state} " + ", ".join(f"{layer} {found(f'{state}.{layer}')}" for layer in LAYERS)
        for state in ("trained", "untrained")
    )
    return f"pixels {found('pixels')}; " + "; ".join(states) + "."


@figure(
    "probe-accuracy",
    kind="svg",
    reads={
        "layers": "representation.layers",
        "dimensions": "representation.dimensions",
        "components": "representation.components",
    },
    narrow={"tall": True},
    caption="What a linear probe can read from the pixels and from each layer: mean test accuracy over {{ "
    "n('representation.networks', 'words') }} networks, with 95 % intervals. Look at two distances: from the dotted "
    "line, which is what the pixels alone give, and from the dashed line, which is what random filters give.",
    alt="Two charts, with lines for the trained and the untrained network. Accuracy of the probe on all dimensions: "
    + _spoken("accuracy", ".1%")
    + " On {{ n('representation.components') }} dimensions: "
    + _spoken("reduced_accuracy", ".1%"),
)
def probe_accuracy(
    theme: Theme, layers: dict, dimensions: dict[str, int], components: int, tall: bool = False
) -> Figure:
    """Accuracy by layer. layers: state → layer → value → estimate; dimensions: layer → how many, unless reduced."""
    sheet, panels = _two_panels(theme, tall, ("all dimensions", f"{components} dimensions each"))
    values = ("accuracy", "reduced_accuracy")
    ends = [_by_layer(axes, theme, layers, value) for axes, value in zip(panels, values, strict=True)]
    lowest, highest = min(low for low, _ in ends), max(high for _, high in ends)
    margin = 0.08 * (highest - lowest)
    for axes in panels:
        axes.set_ylim(lowest - margin, highest + margin)
        axes.yaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    names = ("pixels", *LAYERS)
    panels[0].set_xticks(range(4), [f"{name}\n{dimensions[name]:,}" for name in names])
    return sheet.figure


@figure(
    "separation-selectivity",
    kind="svg",
    reads={"layers": "representation.layers"},
    narrow={"tall": True},
    caption="Two simpler ideas of “abstract”. On the left, how far apart the classes lie compared with the spread "
    "inside them; on the right, how much a channel prefers one class, 0 to 1, on average. Means over {{ "
    "n('representation.networks', 'words') }} networks with 95 % intervals. The pixels count as a single channel, "
    "the brightness of the picture.",
    alt="Two charts, with lines for the trained and the untrained network. Separation: "
    + _spoken("separation", ".2f")
    + " Class selectivity: "
    + _spoken("selectivity", ".2f"),
)
def separation_selectivity(theme: Theme, layers: dict, tall: bool = False) -> Figure:
    """Separation and selectivity by layer. layers: state → layer → value → estimate."""
    sheet, panels = _two_panels(theme, tall, ("separation of the classes", "class selectivity of channels"))
    for axes, value in zip(panels, ("separation", "selectivity"), strict=True):
        _, highest = _by_layer(axes, theme, layers, value)
        axes.set_ylim(0, 1.12 * highest)
    return sheet.figure


@figure(
    "three-classes",
    kind="png",
    reads={
        "places": "representation/plane",
        "centres": "representation/plane_centres",
        "labels": "representation/plane_labels",
        "plane": "representation.plane",
    },
    narrow={"side": 172},
    caption="Three classes that are often confused, {{ n('representation.plane.test') }} test images of each, as a "
    "linear classifier sees them in four representations of this network. All panels have one scale: 1 is the spread "
    "inside a class. Each point is one image, straight borders part the classes, and the share is of the images "
    "on the right side. The axes were found on {{ n('representation.plane.train') }} training images of each class.",
    alt="Four scatter plots with three overlapping clouds: {{ n('representation.plane.classes.0') }} on the left, {{ "
    "n('representation.plane.classes.1') }} on the right, {{ n('representation.plane.classes.2') }} above. On the "
    "right side of the borders lie {{ n('representation.plane.right.pixels', '.1%') }} of the images in the pixels, {{ "
    "n('representation.plane.right.conv1', '.1%') }} in conv1, {{ n('representation.plane.right.conv2', '.1%') }} in "
    "conv2 and {{ n('representation.plane.right.pool', '.1%') }} in pool.",
)
def three_classes(theme: Theme, places, centres, labels, plane: dict, side: int = 332) -> Figure:
    """Test images of three classes in the plane that tells them apart.

    places: (layers, n, 2); centres: (layers, classes, 2); labels: (n,); plane: the names of the classes and, by layer,
    the share that lies on the right side.
    """
    gap, top = 14, 26
    sheet = Sheet(theme, 2 * side + gap, 2 * (side + top) + gap)
    reach = np.quantile(np.abs(places), 0.995)
    looks = [(theme.negative, "o"), (theme.positive, "^"), (theme.muted, "s")]
    for number, (layer, right) in enumerate(plane["right"].items()):
        x, y = (number % 2) * (side + gap), (number // 2) * (side + top + gap) + top
        sheet.text(x, y - 8, layer, size=14, weight="bold")
        sheet.text(x + side, y - 8, f"{right:.0%} right", color=theme.muted, ha="right")
        axes = sheet.axes(x, y, side, side, xlim=(-reach, reach), ylim=(-reach, reach), xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set(visible=True, color=theme.line, linewidth=0.7)
        for label, (colour, marker) in zip(np.unique(labels), looks, strict=True):
            shown = places[number, labels == label]
            axes.scatter(*shown.T, s=(side / 90) ** 2, color=colour, marker=marker, alpha=0.55, linewidths=0)
        _draw_borders(axes, theme, centres[number], reach)
        for centre, name, (colour, _) in zip(centres[number], plane["classes"], looks, strict=True):
            halo = [withStroke(linewidth=4, foreground=theme.paper)]
            axes.text(*centre, name, color=colour, weight="bold", ha="center", va="center", path_effects=halo)
    return sheet.figure


def _draw_borders(axes: Axes, theme: Theme, centres: np.ndarray, reach: float) -> None:
    """From where all three centres are equally near, a ray between each two, away from the third."""
    meeting = np.linalg.solve(2 * (centres[1:] - centres[0]), (centres[1:] ** 2).sum(1) - (centres[0] ** 2).sum())
    for third in range(3):
        one, other = np.delete(centres, third, axis=0)
        across = np.array([one[1] - other[1], other[0] - one[0]])
        away = across * -np.sign(across @ (centres[third] - one)) / np.linalg.norm(across)
        axes.plot(*np.array([meeting, meeting + 4 * reach * away]).T, color=theme.ink, lw=1, scalex=False, scaley=False)


def _two_panels(theme: Theme, tall: bool, titles: tuple[str, str]) -> tuple[Sheet, list[Axes]]:
    """Two charts side by side or, if `tall`, one below the other, with room for the lines' names on their right."""
    left, width, height, right = 44, 212 if not tall else 236, 216, 78
    sheet = Sheet(theme, 358, 2 * (height + 78) - 10) if tall else Sheet(theme, WIDTH, height + 68)
    panels = []
    for number, title in enumerate(titles):
        x, y = (left, 28 + number * (height + 78)) if tall else (left + number * (left + width + right), 28)
        sheet.text(x, y - 10, title, size=14, weight="bold")
        axes = sheet.axes(x, y, width, height, xlim=(-0.3, 3.2))
        axes.set_xticks(range(4), ("pixels", *LAYERS))
        axes.tick_params(labelsize=points(12))
        axes.grid(axis="x", visible=False)
        panels.append(axes)
    return sheet, panels


def _by_layer(axes: Axes, theme: Theme, layers: dict, value: str) -> tuple[float, float]:
    """Draw one value by layer, before and after training, and return the ends of all intervals."""
    pixels = layers["pixels"][value]
    axes.axhline(pixels["value"], color=theme.muted, lw=1, ls=(0, (1, 2)))
    ends = []
    # a little apart, so that no interval hides another
    states = {"trained": (theme.positive, "o", "-", -0.05), "untrained": (theme.negative, "s", (0, (4, 3)), 0.05)}
    for state, (colour, marker, dashes, shift) in states.items():
        places = np.array([0, 1 + shift, 2 + shift, 3 + shift])
        found = [pixels, *(layers[state][layer][value] for layer in LAYERS)]
        values = np.array([one["value"] for one in found])
        axes.plot(places, values, color=colour, ls=dashes)
        axes.errorbar(
            places[1:],
            values[1:],
            spread(found[1:]),
            color=colour,
            fmt=marker,
            ms=5,
            capsize=3,
        )
        axes.annotate(
            state,
            (places[-1], values[-1]),
            (8, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            annotation_clip=False,
        )
        ends += [one[end] for one in found for end in ("low", "high")]
    axes.errorbar([0], [pixels["value"]], spread([pixels]), color=theme.ink, fmt="D", ms=5, capsize=3)
    return min(ends), max(ends)
