"""Figures of the section Filters that test whether conv1's kernels are edge detectors."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from . import figure
from .sheet import Sheet
from .style import KERNEL_MAP, PIXELS_PER_INCH, WIDTH, Theme, points


@figure(
    "which-rows-learned",
    kind="png",
    reads={"rows": "filters/quiz"},
    narrow={"zoom": 11},
    caption="Each row shows the conv1 of another network. {{ n('filters.quiz.trained', 'words') | capitalize }} of the "
    "{{ n('filters.quiz.rows', 'words') }} networks are trained, the others have the random weights they began with. "
    "Which are which? Each kernel has a scale of its own, since the size of the weights would tell.",
    alt="{{ n('filters.quiz.rows', 'words') | capitalize }} rows, A to F, of eight 3 by 3 kernels each, in blue, grey "
    "and amber, each with a pattern of its own.",
)
def which_rows_learned(theme: Theme, rows: np.ndarray, zoom: int = 20) -> Figure:
    """Rows of kernels, named by letters. rows: (networks, 3, 3, filters)."""
    side, left = 3 * zoom, 26
    step_x, step_y = side + zoom // 2, side + zoom
    networks, _, _, filters = rows.shape
    sheet = Sheet(theme, left + filters * step_x - zoom // 2, networks * step_y - zoom)
    for row, kernels in enumerate(rows):
        sheet.text(0, row * step_y + side / 2 + 6, chr(ord("A") + row), size=16, weight="bold")
        for number in range(filters):
            kernel = kernels[:, :, number]
            sheet.kernel(left + number * step_x, row * step_y, kernel, zoom, np.abs(kernel).max())
    return sheet.figure


HEIGHT = np.sqrt(3) / 2
CORNERS = np.array([[0.5, HEIGHT], [0, 0], [1, 0]])
"""Where kernels lie that are all edge, all line and all average."""

EXAMPLES = {
    "all edge": [[1, 0, -1], [2, 0, -2], [1, 0, -1]],
    "all line": [[-1, 2, -1]] * 3,
    "all average": [[1, 1, 1]] * 3,
}


@figure(
    "energy-triangle",
    kind="svg",
    reads={
        "random": "filters/random_shares",
        "before": "filters/before_shares",
        "after": "filters/after_shares",
        "strong": "filters.edges.strong_from",
    },
    narrow={"width": 358},
    caption="Every kernel of conv1 from {{ n('filters.networks', 'words') }} networks, placed by what its energy is "
    "made of: the nearer to a corner, the more of that kind. Small dots are random numbers. One random kernel in "
    "twenty lies above the dashed line; of {{ n('filters.kernels') }} trained ones {{ n('filters.edges.strong_after', "
    "'none') }} do, and of the same kernels before training {{ n('filters.edges.strong_before', 'none') }}. Do the "
    "filled circles gather anywhere that the hollow ones do not?",
    alt="A triangle with the corners all edge, all line and all average. {{ n('filters.kernels') }} filled circles for "
    "trained kernels, as many hollow ones for untrained, over a cloud of dots for random kernels. On average {{ "
    "n('filters.edges.after.value', '.0%') }} of a trained network's energy is edge, {{ "
    "n('filters.edges.before.value', '.0%') }} of an untrained one's.",
)
def energy_triangle(
    theme: Theme, random: np.ndarray, before: np.ndarray, after: np.ndarray, strong: float, width: int = WIDTH
) -> Figure:
    """Kernels by their shares of edge, line and average.

    Args:
        random, before, after: shares (kernels, 3).
        strong: the share of edge that one random kernel in twenty has.
    """
    icon, top = 42, 76
    side = min(width - icon, 540)
    left, height = (width - side) / 2, round(HEIGHT * side)
    sheet = Sheet(theme, width, top + height + icon + 36)
    axes = sheet.axes(left, top, side, height, xlim=(0, 1), ylim=(0, HEIGHT))
    axes.axis("off")
    axes.fill(*CORNERS.T, facecolor="none", edgecolor=theme.muted, lw=1, clip_on=False)
    size = points(7.5 if width == WIDTH else 5.5)
    marks = {
        "trained": (after, {"ms": size, "mfc": theme.positive, "mec": theme.paper, "mew": 0.5}),
        "untrained": (before, {"ms": size, "mfc": "none", "mec": theme.negative, "mew": 1}),
        "random": (random, {"ms": points(2.4), "color": theme.muted, "alpha": 0.6, "mew": 0}),
    }
    for place, (label, (shares, look)) in enumerate(marks.items()):
        axes.plot(*(shares @ CORNERS).T, "o", label=label, clip_on=False, zorder=4 - place, **look)
    edge = [strong * CORNERS[0] + (1 - strong) * CORNERS[corner] for corner in (1, 2)]
    axes.plot(*np.transpose(edge), color=theme.ink, lw=1, ls=(0, (4, 3)))
    axes.annotate("1 random kernel\nin 20 is above", edge[1], (8, 0), textcoords="offset points", va="center",
                  annotation_clip=False)  # fmt: skip
    axes.legend(loc="upper left", bbox_to_anchor=(-0.02, 1.06), handletextpad=0.2, borderaxespad=0)
    for (label, kernel), x, y in zip(
        EXAMPLES.items(),
        (left + side / 2, left, left + side),
        (top - icon - 8, top + height + 12, top + height + 12),
        strict=True,
    ):
        kernel = np.array(kernel, float)
        bound = np.abs(kernel).max()
        sheet.image(x - icon / 2, y, kernel, icon / 3, KERNEL_MAP, -bound, bound)  # in an SVG a tile would blur
        below = y > top
        at = (x, y + icon + 18) if below else (x + icon / 2 + 8, y + icon / 2 + 5)
        align = "left" if not below or x < width / 2 else "right"
        sheet.text(at[0] + (below and {"left": -1, "right": 1}[align] * icon / 2), at[1], label, ha=align)
    return sheet.figure


@figure(
    "edge-share-slopes",
    kind="svg",
    reads={
        "before": "filters/before_edge_share",
        "after": "filters/after_edge_share",
        "shuffled": "filters/shuffled_edge_share",
        "chance": "filters.edges.chance",
    },
    narrow={"width": 358},
    caption="The share of edges in conv1's energy, for {{ n('filters.networks', 'words') }} networks, one line each: "
    "solid where it rises, dashed where it falls. On the left they learn the labels, on the right the same networks "
    "learn labels dealt out at random. The thick line is the mean. Were conv1 to learn edge detectors, the lines on "
    "the left would climb towards 1, and those on the right would not.",
    alt="Two charts of lines from before to after training. With the labels the share of edges goes from {{ "
    "n('filters.edges.before.value', '.2f') }} to {{ n('filters.edges.after.value', '.2f') }} on average and rises in "
    "{{ n('filters.edges.rose_in', 'words') }} of {{ n('filters.networks', 'words') }} networks; with shuffled labels "
    "it goes to {{ n('filters.edges.shuffled.value', '.2f') }}. A dashed line marks chance, {{ "
    "n('filters.edges.chance', '.2f') }}.",
)
def edge_share_slopes(
    theme: Theme, before: np.ndarray, after: np.ndarray, shuffled: np.ndarray, chance: float, width: int = WIDTH
) -> Figure:
    """Edge shares before and after two kinds of training, one line a network. before, …: (networks,)."""
    drawn = Figure((width / PIXELS_PER_INCH, 3.8), layout="constrained")
    FigureCanvasAgg(drawn)
    panels = drawn.subplots(1, 2, sharey=True)
    for axes, ends, title in zip(panels, (after, shuffled), ("true labels", "shuffled labels"), strict=True):
        axes.axhline(chance, color=theme.muted, lw=1.2, ls=(0, (1, 2)))
        for start, end in zip(before, ends, strict=True):
            rises = end > start
            colour = theme.positive if rises else theme.negative
            axes.plot([0, 1], [start, end], "o-" if rises else "o--", color=colour, lw=1.1, ms=points(5))
        means = [before.mean(), ends.mean()]
        axes.plot([0, 1], means, "s-", color=theme.ink, lw=3, ms=points(9))
        axes.annotate(f"{means[1]:.2f}", (1, means[1]), (7, 0), textcoords="offset points", va="center", weight="bold",
                      bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 1})  # fmt: skip
        axes.set(xlim=(-0.3, 1.65), ylim=(0, 1), title=title)
        axes.title.set_fontsize(points(14))
        axes.set_xticks([0, 1], ["before", "after"])
        axes.grid(axis="x", visible=False)
    panels[0].set_ylabel("Share of edges")
    for axes, words in zip(panels, ("pure edge detectors", "dotted: chance"), strict=True):
        axes.annotate(words, (-0.3, 1), (3, -3), textcoords="offset points", va="top", color=theme.muted)
    return drawn
