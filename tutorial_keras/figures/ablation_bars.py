"""Bars of what a network loses without each channel of a layer."""

from __future__ import annotations

import numpy as np
from matplotlib.ticker import MaxNLocator

from .sheet import Sheet, decimal
from .style import Theme, points

TOP = 44
"""How far below the edge of the sheet the first row starts, in CSS pixels."""


def ablation_bars(
    theme: Theme, width: int, row: int, left: int, zero: np.ndarray, mean: np.ndarray, matters: float, sure: float
) -> Sheet:
    """What is lost without each channel: two bars a channel, in percentage points.

    Args:
        theme: colours.
        width: of the sheet, in CSS pixels.
        row: height of a channel's row.
        left: room for the channel's number, and for a picture beside it.
        zero, mean: drops in accuracy and their adjusted p-values, (2, channels), for the upper and the lower bar.
        matters: the drop at which a dashed line stands.
        sure: the p-value below which a bar is filled.

    Returns:
        The sheet; the first channel's row starts `TOP` below its edge.
    """
    channels = zero.shape[1]
    sheet = Sheet(theme, width, TOP + channels * row + 46)
    axes = sheet.axes(left, TOP, width - left, channels * row)
    both = 100 * np.concatenate([zero[0], mean[0], [0]])
    lowest, highest = both.min(), both.max()
    room = highest - lowest
    # a number stands at the end of each bar: 40 pixels
    margin = room * 44 / (width - left - 88)
    axes.set(xlim=(lowest - (margin if lowest < 0 else 0), highest + margin), ylim=(channels, 0), yticks=[])
    thick = 13 / row
    for (drops, p_values), colour, offset in [(zero, theme.negative, -0.19), (mean, theme.positive, 0.19)]:
        for channel, (drop, p_value) in enumerate(zip(100 * drops, p_values, strict=True)):
            place = channel + 0.5 + offset * 36 / row
            filled = colour if p_value < sure else theme.paper
            axes.barh(place, drop, thick, color=filled, edgecolor=colour, linewidth=1.1, zorder=4)
            axes.annotate(decimal(drop), (drop, place), (4 if drop >= 0 else -4, 0), textcoords="offset points",
                          ha="left" if drop >= 0 else "right", va="center", color=theme.ink,
                          fontsize=points(11.5), bbox={"color": theme.paper, "pad": 0.4}, zorder=3)  # fmt: skip
    axes.axvline(0, color=theme.muted, linewidth=1)
    axes.axvline(100 * matters, color=theme.ink, linewidth=1, linestyle=(0, (3, 3)))
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(lowest, highest)
    axes.set_xticks([tick for tick in ticks if lowest <= tick <= highest])
    axes.grid(axis="y", visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(labelsize=points(12))
    axes.set_xlabel("accuracy lost, percentage points", fontsize=points(12.5), loc="left")
    for channel in range(channels):
        sheet.text(0, TOP + (channel + 0.5) * row + 5, str(channel), size=13, weight="bold")
    sheet.text(0, 14, "upper bar: set to zero", size=12.5, color=theme.negative)
    sheet.text(150, 14, "lower bar: its mean map", size=12.5, color=theme.positive)
    sheet.text(0, 33, f"dashed: {100 * matters:g} points · hollow: could be chance", size=12, color=theme.muted)
    return sheet
