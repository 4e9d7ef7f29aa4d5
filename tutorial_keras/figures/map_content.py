"""Figures of the section Feature maps: what the maps follow."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .sheet import Sheet, decimal
from .style import WIDTH, Theme, chart, points

NAMES = ("edges", "texture", "brightness")
"""What a reader calls the contents of `measure.map_content`, in its order."""


@figure(
    "what-maps-follow",
    kind="svg",
    reads={
        "before": "feature_maps/follow_before",
        "after": "feature_maps/follow_after",
        "copy": "feature_maps.edges.copy",
    },
    narrow={"width": 358},
    caption="How closely the maps of conv1 follow edges, texture and plain brightness, before training (open dots) and "
    "after it (filled). A line is one of {{ n('feature_maps.edges.networks', 'words') }} networks, the mean over its "
    "channels and over {{ n('feature_maps.edges.images') }} test images; the short bars are its single channels. "
    "Dashed: a mere copy of the image. Look which way the lines go, and what the bars do below 0.",
    alt="Three groups of lines. The mean correlation with edges goes from {{ "
    "n('feature_maps.edges.untrained.gradient', '.2f') }} before training to {{ "
    "n('feature_maps.edges.trained.gradient', '.2f') }} after, with texture from {{ "
    "n('feature_maps.edges.untrained.variance', '.2f') }} to {{ n('feature_maps.edges.trained.variance', '.2f') }}, "
    "with brightness from {{ n('feature_maps.edges.untrained.brightness', '.2f') }} to {{ "
    "n('feature_maps.edges.trained.brightness', '.2f') }}. A copy of the image has {{ "
    "n('feature_maps.edges.copy.gradient', '.2f') }}, {{ n('feature_maps.edges.copy.variance', '.2f') }} and 1.",
)
def what_maps_follow(theme: Theme, before, after, copy: dict[str, float], width: int = WIDTH) -> Figure:
    """A line for each network. before, after: (networks, channels, 3); copy: the image's own correlations."""
    drawn, axes = chart(width, height=420)
    reach = 0.2
    axes.axhline(0, color=theme.muted, lw=1)
    for place, own in enumerate(copy.values()):
        axes.plot([place - 0.42, place + 0.42], [own, own], color=theme.muted, lw=1.4, ls=(0, (4, 3)))
        for side, channels in ((-reach - 0.11, before), (reach + 0.11, after)):
            values = channels[:, :, place].ravel()
            axes.plot(np.full(len(values), place + side), values, "_", ms=9, color=theme.muted, alpha=0.6)
        ends = np.stack([before[:, :, place].mean(1), after[:, :, place].mean(1)])
        axes.plot([place - reach, place + reach], ends, color=theme.negative, lw=1, alpha=0.7)
        axes.plot(np.full(len(before), place - reach), ends[0], "o", ms=6, mfc=theme.paper, mec=theme.negative)
        axes.plot(np.full(len(after), place + reach), ends[1], "o", ms=6, color=theme.positive)
    axes.annotate("a copy of the image", (2.42, copy["brightness"]), (0, 4), textcoords="offset points", ha="right",
                  color=theme.muted, fontsize=points(12))  # fmt: skip
    axes.set_xticks([place + side for place in range(3) for side in (-reach, reach)], ["before", "after"] * 3)
    top = axes.secondary_xaxis("top")
    top.set_xticks(range(3), NAMES)
    top.tick_params(colors=theme.ink, length=0)
    top.spines["top"].set_visible(False)
    axes.grid(axis="x", visible=False)
    axes.set(xlim=(-0.5, 2.5), ylim=(min(before.min(), after.min(), 0) - 0.08, 1.12), ylabel="Correlation with the map")
    return drawn


@figure(
    "closest-maps",
    kind="png",
    reads={
        "contents": "feature_maps/contents",
        "maps": "feature_maps/conv1",
        "closest": "feature_maps.edges.closest",
    },
    narrow={"zoom": 4},
    caption="Above, what the boot has to offer, worked out without any network: how steeply brightness changes, how "
    "much it varies within 3 × 3 pixels, and the pixels themselves. Below each, the one map of conv1 that follows it "
    "best. The maps share one scale; the upper three have each their own.",
    alt="Two rows of three pictures of the ankle boot. Above: its edges, its texture, the boot itself. Below: channel "
    "{{ n('feature_maps.edges.closest.gradient.channel') }}, which correlates {{ "
    "n('feature_maps.edges.closest.gradient.correlation', '.2f') }} with the edges, channel {{ "
    "n('feature_maps.edges.closest.variance.channel') }}, {{ n('feature_maps.edges.closest.variance.correlation', "
    "'.2f') }} with the texture, and channel {{ n('feature_maps.edges.closest.brightness.channel') }}, {{ "
    "n('feature_maps.edges.closest.brightness.correlation', '.2f') }} with the pixels.",
)
def closest_maps(theme: Theme, contents: np.ndarray, maps: np.ndarray, closest: dict, zoom: int = 7) -> Figure:
    """contents: (3, 28, 28) edges, texture, pixels; maps: (28, 28, 8); closest: content → channel and correlation."""
    side = 28 * zoom
    step, lower = side + 11, 28 + side + 32
    sheet = Sheet(theme, 3 * step - 11, lower + side + 58)
    for place, (name, content, found) in enumerate(zip(NAMES, contents, closest.values(), strict=True)):
        x = place * step
        sheet.text(x, 18, name, size=14, weight="bold")
        colours = "gray" if name == "brightness" else theme.activation_map
        sheet.tile(x, 28, content, zoom, colours, 0, 255 if name == "brightness" else content.max())
        sheet.text(x, lower - 8, f"channel {found['channel']}")
        sheet.text(x + side, lower - 8, decimal(found["correlation"]), color=theme.muted, ha="right")
        sheet.activation(x, lower, maps[:, :, found["channel"]], zoom, maps.max())
    sheet.scale(0, lower + side + 30, 2 * side, theme.activation_map, 0, maps.max(), "activation")
    return sheet.figure
