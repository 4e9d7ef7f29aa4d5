"""Figures of the section Ablation."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..data import CLASS_NAMES
from . import figure
from .ablation_bars import TOP, ablation_bars
from .sheet import Sheet, decimal, readable_on
from .style import KERNEL_MAP, WIDTH, Theme, chart, points


def _drops(layer: str) -> dict[str, str]:
    """What a picture of bars reads."""
    return {
        **{how: f"ablation/{layer}_{how}" for how in ("zero", "mean")},
        "matters": "ablation.matters",
        "sure": "ablation.own.sure",
    }


BARS_CAPTION = (
    "Upper bar of each pair: its map is set to zero. Lower bar: its map is replaced by its mean over training images. "
    "A filled bar differs from 0 by more than chance explains, even with {{ n('ablation.own.tests') }} such tests; a "
    "hollow one does not. "
)


@figure(
    "conv1-ablation",
    kind="png",
    reads={"kernels": "filters/conv1", **_drops("conv1")},
    narrow={"width": 358},
    caption="What the network loses without each channel of conv1. " + BARS_CAPTION + "Could you have told from the "
    "kernels which channel costs most?",
    alt="Eight kernels, each with two bars of lost accuracy. Set to zero, channel {{ "
    "n('ablation.own.conv1.zero.most.channel') }} costs most, {{ n('ablation.own.conv1.zero.most.drop', 'points') }}, "
    "and {{ n('ablation.own.conv1.zero.least.channel') }} least, {{ n('ablation.own.conv1.zero.least.drop', 'points') "
    "}}. Replaced by its mean, channel {{ n('ablation.own.conv1.mean.most.channel') }} costs most, {{ "
    "n('ablation.own.conv1.mean.most.drop', 'points') }}, and {{ n('ablation.own.conv1.mean.least.channel') }} least, "
    "{{ n('ablation.own.conv1.mean.least.drop', 'points') }}.",
)
def conv1_ablation(
    theme: Theme,
    kernels: np.ndarray,
    zero: np.ndarray,
    mean: np.ndarray,
    matters: float,
    sure: float,
    width: int = WIDTH,
) -> Figure:
    """kernels: (3, 3, 8); zero, mean: drops and adjusted p-values, (2, 8); matters: the smallest drop that counts;
    sure: the p-value below which a bar is filled."""
    row, bound = 46, np.abs(kernels).max()
    sheet = ablation_bars(theme, width, row, 66, zero, mean, matters, sure)
    for number in range(kernels.shape[-1]):
        sheet.kernel(18, TOP + number * row + (row - 36) / 2, kernels[:, :, number], 12, bound)
    return sheet.figure


@figure(
    "conv2-ablation",
    kind="svg",
    reads=_drops("conv2"),
    narrow={"width": 358},
    caption="The same for the sixteen channels of conv2. " + BARS_CAPTION + "Mind the scale: it is another than for "
    "conv1.",
    alt="Sixteen pairs of bars of lost accuracy. Set to zero, channel {{ n('ablation.own.conv2.zero.most.channel') }} "
    "costs most, {{ n('ablation.own.conv2.zero.most.drop', 'points') }}; replaced by its mean, channel {{ "
    "n('ablation.own.conv2.mean.most.channel') }}, {{ n('ablation.own.conv2.mean.most.drop', 'points') }}; the least "
    "is {{ n('ablation.own.conv2.mean.least.drop', 'points') }}.",
)
def conv2_ablation(
    theme: Theme, zero: np.ndarray, mean: np.ndarray, matters: float, sure: float, width: int = WIDTH
) -> Figure:
    """zero, mean: drops and adjusted p-values, (2, 16); the others as for conv1."""
    return ablation_bars(theme, width, 36, 30, zero, mean, matters, sure).figure


@figure(
    "ablation-by-class",
    kind="svg",
    reads={
        "conv1": "ablation/conv1_by_class",
        "conv2": "ablation/conv2_by_class",
        "kernels": "filters/conv1",
    },
    narrow={"cell": 26},
    caption="Which classes pay: how many percentage points fewer images of a class are recognised when a channel is "
    "replaced by its mean. Pale amber is a loss, dark blue a gain, grey nothing. Read along a row: is there a channel "
    "that serves one class alone?",
    alt="A table of 24 channels by ten classes. The largest loss is {{ n('ablation.own.class.name') }}'s without "
    "channel {{ n('ablation.own.class.channel') }} of conv1, {{ n('ablation.own.class.drop', 'points') }}.",
)
def ablation_by_class(
    theme: Theme, conv1: np.ndarray, conv2: np.ndarray, kernels: np.ndarray, cell: int = 56
) -> Figure:
    """conv1: loss of recall, (8, 10); conv2: (16, 10); kernels of conv1: (3, 3, 8)."""
    narrow = cell < 40
    left, top, row, gap = (58, 86, 30, 32) if narrow else (76, 86, 30, 34)
    bound = 100 * max(np.abs(conv1).max(), np.abs(conv2).max())
    height = top + row * (len(conv1) + len(conv2)) + gap
    sheet = Sheet(theme, left + 10 * cell + (38 if narrow else 40), height + 62)
    for label, name in enumerate(CLASS_NAMES):
        sheet.text(left + (label + 0.5) * cell - 3, top - 8, name, size=12.5, rotation=40, rotation_mode="anchor")
    for layer, drops, y in [("conv1", conv1, top), ("conv2", conv2, top + gap + row * len(conv1))]:
        axes = sheet.axes(left, y, 10 * cell, row * len(drops))
        axes.imshow(100 * drops, cmap=KERNEL_MAP, vmin=-bound, vmax=bound, aspect="auto", interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        axes.grid(False)
        for (channel, label), drop in np.ndenumerate(100 * drops):
            colour = readable_on(KERNEL_MAP((drop + bound) / (2 * bound)))
            axes.text(label, channel, decimal(drop, 0 if narrow else 1), ha="center", va="center", color=colour,
                      fontsize=points(11.5 if narrow else 12.5))  # fmt: skip
        for channel in range(len(drops)):
            sheet.text(left - (36 if layer == "conv1" else 8), y + (channel + 0.5) * row + 5, str(channel), ha="right")
            if layer == "conv1":
                sheet.kernel(left - 32, y + channel * row + 3, kernels[:, :, channel], 8, np.abs(kernels).max())
        sheet.text(0, y - 10, layer, size=13, weight="bold")
    sheet.scale(left, height + 34, 10 * cell, KERNEL_MAP, -bound, bound, "recall lost, percentage points")
    return sheet.figure


@figure(
    "ablation-pairs",
    kind="svg",
    reads={"pairs": "ablation/pairs", "kernels": "filters/conv1"},
    narrow={"cell": 38},
    caption="Two channels of conv1 replaced by their means at once. Below the framed diagonal: what the pair costs, in "
    "percentage points. Above it, in the mirrored cell: what the two cost one at a time, added up. On the diagonal: "
    "each by itself. Compare a cell with its mirror image.",
    alt="A table of eight by eight losses of accuracy. The pair that costs most is {{ "
    "n('ablation.own.pair.channels.0') }} and {{ n('ablation.own.pair.channels.1') }}, {{ n('ablation.own.pair.drop', "
    "'points') }}; one at a time they cost {{ n('ablation.own.pair.parts', 'points') }} together.",
)
def ablation_pairs(theme: Theme, pairs: np.ndarray, kernels: np.ndarray, cell: int = 64) -> Figure:
    """pairs: (8, 8), as `measure.ablation.pair_table` returns it; kernels: (3, 3, 8)."""
    zoom = 8
    left, top, size, row = 48, 58, cell * len(pairs), 38
    sheet = Sheet(theme, left + size, top + row * len(pairs) + 76)
    axes = sheet.axes(left, top, size, row * len(pairs))
    highest, bound = 100 * pairs.max(), np.abs(kernels).max()
    axes.imshow(100 * pairs, cmap=theme.activation_map, vmin=0, vmax=highest, aspect="auto", interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    for (second, first), drop in np.ndenumerate(100 * pairs):
        colour = readable_on(theme.activation_map(drop / highest))
        weight = "bold" if second == first else "normal"
        axes.text(first, second, decimal(drop, 1), ha="center", va="center", color=colour, fontsize=points(12.5),
                  weight=weight)  # fmt: skip
    for channel in range(len(pairs)):
        axes.add_patch(Rectangle((channel - 0.47, channel - 0.46), 0.94, 0.92, fill=False, edgecolor=theme.ink, lw=1.3))
        middle = left + (channel + 0.5) * cell
        sheet.kernel(middle - 1.5 * zoom, top - 30, kernels[:, :, channel], zoom, bound)
        sheet.text(middle, top - 36, str(channel), ha="center")
        y = top + (channel + 0.5) * row
        sheet.kernel(left - 6 - 3 * zoom, y - 1.5 * zoom, kernels[:, :, channel], zoom, bound)
        sheet.text(left - 12 - 3 * zoom, y + 5, str(channel), ha="right")
    foot = top + row * len(pairs) + 38
    sheet.scale(left, foot, size, theme.activation_map, 0, highest, "accuracy lost, percentage points")
    return sheet.figure


@figure(
    "ablation-networks",
    kind="svg",
    reads={
        **{
            f"{layer}_{how}": f"ablation/{layer}_{how}_networks"
            for layer in ("conv1", "conv2")
            for how in ("zero", "mean")
        },
        "shares": "ablation.shares_that_matter",
        "matters": "ablation.matters",
    },
    narrow={"width": 358},
    caption="Every channel of {{ n('ablation.networks', 'words') }} networks that differ in the seed alone: a dot is a "
    "channel, a line of dots a network. Dots left of the dashed line cost less than half a point, and left of 0 the "
    "network is better off without the channel. Beyond one point the scale is logarithmic.",
    alt="Four bands of dots. Of conv1's channels {{ n('ablation.conv1.matter_zero.value', '.1%') }} cost half a point "
    "or more when set to zero and {{ n('ablation.conv1.matter_mean.value', '.1%') }} when replaced by their mean; of "
    "conv2's {{ n('ablation.conv2.matter_zero.value', '.1%') }} and {{ n('ablation.conv2.matter_mean.value', '.1%') "
    "}}.",
)
def ablation_networks(
    theme: Theme,
    conv1_zero: np.ndarray,
    conv1_mean: np.ndarray,
    conv2_zero: np.ndarray,
    conv2_mean: np.ndarray,
    shares: dict,
    matters: float,
    width: int = WIDTH,
) -> Figure:
    """Drops of every channel, (networks, 8) and (networks, 16); shares: of the channels that matter, by band."""
    drawn, axes = chart(width, 470)
    bands = {"conv1_zero": conv1_zero, "conv1_mean": conv1_mean, "conv2_zero": conv2_zero, "conv2_mean": conv2_mean}
    lowest = 100 * min(0, *(drops.min() for drops in bands.values()))
    highest = 100 * max(drops.max() for drops in bands.values())
    for band, (name, drops) in enumerate(bands.items()):
        zero = name.endswith("zero")
        colour = theme.negative if zero else theme.positive
        for network, line in enumerate(100 * drops):
            heights = np.full(len(line), band + 0.34 + 0.6 * network / max(1, len(drops) - 1))
            axes.plot(line, heights, "o" if zero else "D", color=colour, ms=3.6 if zero else 3.2, alpha=0.75, mew=0)
        way = f"{name[:5]}, {'set to zero' if zero else 'its mean'}"
        words = f"{way}: {shares[name]:.1%} cost {100 * matters:g} points or more"
        axes.text(0.005, band + 0.2, words, transform=axes.get_yaxis_transform(), fontsize=points(13), color=theme.ink,
                  bbox={"color": theme.paper, "pad": 1})  # fmt: skip
    axes.axvline(0, color=theme.muted, linewidth=1)
    axes.axvline(100 * matters, color=theme.ink, linewidth=1.1, linestyle=(0, (3, 3)))
    axes.set_xscale("symlog", linthresh=1, linscale=1.2)
    ticks = [tick for tick in (0, 0.5, 1, 3, 10, 30) if tick <= highest]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.set_xticks([], minor=True)
    axes.set(xlim=(lowest - 0.1, highest * 1.15), ylim=(len(bands), 0), yticks=[])
    axes.set_xlabel("accuracy lost, percentage points")
    axes.grid(axis="y", visible=False)
    return drawn
