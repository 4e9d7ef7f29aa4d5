"""Figures of the section What the network needs."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, MultipleLocator, NullLocator, PercentFormatter

from . import figure
from .curves import interval, spread
from .style import WIDTH, Theme, chart, points

KINDS = {
    "learned": "all learned",
    "conv1-designed": "conv1 by hand,\nconv2 learned",
    "conv1-random": "conv1 random,\nconv2 learned",
    "random": "both random",
    "random-points": "both random,\nno neighbours",
    "none": "no convolution",
}
"""The kinds of filters of the study `filters` in words."""


@figure(
    "kinds-of-filters",
    kind="svg",
    reads={"kinds": "architectures.filters.kinds"},
    narrow={"width": 358},
    caption="Test accuracy with six kinds of filters. Circles are single networks, {{ n('architectures.filters.seeds', "
    "'words') }} of each kind; the upright stroke above them is their mean, the bar its 95 % interval. Compare the "
    "step from no convolution to random filters with the step from random to learned ones.",
    alt="Six rows of dots. Mean test accuracy: all learned {{ n('architectures.filters.kinds.learned.accuracy.value', "
    "'.1%') }}, conv1 by hand {{ n('architectures.filters.kinds.conv1-designed.accuracy.value', '.1%') }}, conv1 "
    "random {{ n('architectures.filters.kinds.conv1-random.accuracy.value', '.1%') }}, both random {{ "
    "n('architectures.filters.kinds.random.accuracy.value', '.1%') }}, both random without neighbours {{ "
    "n('architectures.filters.kinds.random-points.accuracy.value', '.1%') }}, no convolution {{ "
    "n('architectures.filters.kinds.none.accuracy.value', '.1%') }}.",
)
def kinds_of_filters(theme: Theme, kinds: dict[str, dict], width: int = WIDTH) -> Figure:
    """Test accuracy by kind. kinds: kind → `accuracies`, one a network, and `accuracy`, the estimate of their mean."""
    drawn, axes = chart(width, height=60 + 50 * len(kinds))
    order = [kind for kind in KINDS if kind in kinds]
    for place, kind in enumerate(order):
        found = kinds[kind]["accuracy"]
        colour = theme.positive if kind == "learned" else theme.negative
        accuracies = kinds[kind]["accuracies"]
        axes.plot(accuracies, [place + 0.14] * len(accuracies), "o", mfc="none", mec=theme.muted, mew=1, ms=points(8))
        axes.plot([found["low"], found["high"]], [place - 0.16] * 2, color=colour, lw=3, solid_capstyle="butt")
        axes.plot([found["value"]] * 2, [place - 0.31, place - 0.01], color=colour, lw=1.8)
        place_of_words = (min(found["low"], *accuracies), place - 0.16)
        _note(axes, f"{found['value']:.1%}", place_of_words, (-4, 0), color=colour, ha="right", va="center")
    axes.set_yticks(range(len(order)), [KINDS[kind] for kind in order], color=theme.ink)
    lowest, highest = (f(a for kind in order for a in kinds[kind]["accuracies"]) for f in (min, max))
    span = highest - lowest
    room = 0.12 if width == WIDTH else 0.26  # for the words left of the lowest mean
    axes.set(ylim=(len(order) - 0.5, -0.5), xlim=(lowest - room * span, highest + 0.04 * span))
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_locator(MultipleLocator(0.02))
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("Test accuracy", x=1, ha="right")
    return drawn


@figure(
    "accuracy-by-parameters",
    kind="svg",
    reads={
        "architectures": "architectures.grid.architectures",
        "tutorial": "architectures.grid.tutorial",
    },
    narrow={"width": 358},
    caption="Test accuracy of {{ n('architectures.grid.count') }} architectures against their number of parameters, on "
    "an axis where equal steps are equal factors. Marks are means of {{ n('architectures.grid.seeds', 'words') }} "
    "networks with their 95 % intervals. Along each line the filters of the last convolution double from {{ "
    "n('architectures.grid.doublings.0.before') }} to {{ n('architectures.grid.doublings.-1.after') }}. The ring "
    "marks the architecture of these pages.",
    alt="Four lines of five marks. The best architecture has {{ n('architectures.grid.best.parameters', ',') }} "
    "parameters and {{ n('architectures.grid.best.accuracy.value', '.1%') }} test accuracy, the tutorial's {{ "
    "n('architectures.grid.tutorial.parameters', ',') }} and {{ n('architectures.grid.tutorial.accuracy.value', "
    "'.1%') }}. The two lines with pooling lie to the left, since pooling leaves a quarter of the numbers for the "
    "last layer.",
)
def accuracy_by_parameters(theme: Theme, architectures: list[dict], tutorial: dict, width: int = WIDTH) -> Figure:
    """Accuracy against size, one line a depth and pooling.

    architectures: dicts with `filters`, `pooling`, `parameters` and the estimate `accuracy`; tutorial: one of them.
    """
    drawn, axes = chart(width, height=430)
    for depth in (1, 2):
        for pooling in (True, False):
            series = [a for a in architectures if len(a["filters"]) == depth and a["pooling"] == pooling]
            series.sort(key=lambda one: one["parameters"])
            accuracy = [one["accuracy"] for one in series]
            axes.errorbar(
                [one["parameters"] for one in series],
                [one["value"] for one in accuracy],
                spread(accuracy),
                elinewidth=1,
                **_marks(theme, depth, pooling),
            )
    place = (tutorial["parameters"], tutorial["accuracy"]["value"])
    axes.plot(*place, "o", mfc="none", mec=theme.ink, mew=1.5, ms=points(22))
    _note(axes, "these pages", place, (-8, 9), ha="right", va="bottom")
    keys = [
        Line2D([], [], label=f"{words}, {'with' if pooling else 'no'} pooling", **_marks(theme, depth, pooling))
        for depth, words in ((2, "two convolutions"), (1, "one convolution"))
        for pooling in (True, False)
    ]
    drawn.legend(handles=keys, loc="outside upper left", ncols=2 if width == WIDTH else 1, handlelength=3)
    axes.set_xscale("log")
    ticks = [3000, 10_000, 30_000, 100_000, 300_000]
    axes.xaxis.set_major_locator(FixedLocator(ticks if width == WIDTH else ticks[::2]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set(xlim=(2900, 330_000), ylabel="Test accuracy")
    axes.set_xlabel("Parameters, on a logarithmic axis", x=1, ha="right")
    return drawn


@figure(
    "lost-by-moving",
    kind="svg",
    reads={"architectures": "architectures.grid.architectures", "pixels": "architectures.shift.pixels"},
    narrow={"width": 358},
    caption="Test accuracy lost when every test image is moved by {{ n('architectures.shift.pixels', 'words') }} "
    "pixels, mean over four directions and {{ n('architectures.grid.seeds', 'words') }} networks, with 95 % intervals. "
    "Each row is one choice of filters; filled marks have pooling, hollow ones have none. Further left is better.",
    alt="{{ n('architectures.grid.pairs', 'words') | capitalize }} rows with two marks each. Over all rows the loss is "
    "{{ n('architectures.grid.loss_with_pooling.value', 'points') }} with pooling and {{ "
    "n('architectures.grid.loss_without_pooling.value', 'points') }} without.",
)
def lost_by_moving(theme: Theme, architectures: list[dict], pixels: int, width: int = WIDTH) -> Figure:
    """Accuracy lost by a shift of so many pixels. architectures: dicts with `filters`, `pooling`, `shift_loss`."""
    rows = sorted({tuple(one["filters"]) for one in architectures}, key=lambda filters: (len(filters), filters))
    drawn, axes = chart(width, height=90 + 30 * len(rows))
    for place, filters in enumerate(rows):
        pair = {one["pooling"]: one["shift_loss"] for one in architectures if tuple(one["filters"]) == filters}
        for pooling, found in pair.items():
            marks = _marks(theme, len(filters), pooling) | {"ls": "-"}
            y = place + (-0.1 if pooling else 0.1)
            interval(axes, found, y, marks["color"], **marks)
            if place == 0 and pooling:
                _note(axes, "with pooling", (found["low"], y), (-5, 0), ha="right", va="center", color=marks["color"])
            elif place == 0:
                _note(axes, "no pooling", (found["value"], y), (0, 7), ha="center", va="bottom", color=marks["color"])
    axes.set_yticks(range(len(rows)), [_filters(filters) for filters in rows], color=theme.ink)
    highest = max(one["shift_loss"]["high"] for one in architectures)
    axes.set(ylim=(len(rows) - 0.5, -1), xlim=(0, highest * 1.05))
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}")
    axes.set_ylabel("filters of conv1, conv2")
    axes.set_xlabel(f"Accuracy lost by moving {pixels} pixels (percentage points)", x=1, ha="right")
    return drawn


def _marks(theme: Theme, depth: int, pooling: bool) -> dict:
    """How a family of architectures is drawn: circles for one convolution, squares for two, hollow without pooling."""
    colour = theme.positive if depth == 2 else theme.negative
    return {
        "color": colour,
        "marker": "s" if depth == 2 else "o",
        "ms": points(9),
        "mfc": colour if pooling else theme.paper,
        "mew": 1.3,
        "lw": 1.4,
        "ls": "-" if depth == 2 else (0, (4, 2)),
    }


def _filters(filters: tuple[int, ...]) -> str:
    return ", ".join(map(str, filters))


def _note(axes, words: str, place: tuple[float, float], offset: tuple[float, float], **options) -> None:
    axes.annotate(words, place, offset, textcoords="offset points", **options)
