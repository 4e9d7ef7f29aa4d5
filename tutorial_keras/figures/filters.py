"""Figures of the section Filters."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .sheet import Sheet, decimal
from .style import KERNEL_MAP, Theme


@figure(
    "conv1-filters",
    kind="png",
    reads={"kernels": "filters/conv1", "biases": "filters/conv1_bias"},
    narrow={"columns": 2},
    caption="The eight kernels of conv1, all on one scale, with every weight printed. Dark blue is negative, grey "
    "is zero, pale amber is positive. Before you call one an edge detector, look at the next figure.",
    alt="Eight 3 by 3 grids of coloured squares, each with its weight as a number, from {{ "
    "n('filters.conv1.lowest', '.2f') }} to {{ n('filters.conv1.highest', '.2f') }}.",
)
def conv1_filters(theme: Theme, kernels: np.ndarray, biases: np.ndarray, columns: int = 4) -> Figure:
    """Kernels side by side. kernels: (3, 3, filters); biases: (filters,)."""
    bound = np.abs(kernels).max()
    zoom, step_x, step_y = 48, 170, 196
    rows = -(-kernels.shape[-1] // columns)
    sheet = Sheet(theme, (columns - 1) * step_x + 3 * zoom, rows * step_y + 56)
    for number in range(kernels.shape[-1]):
        x, y = step_x * (number % columns), step_y * (number // columns)
        sheet.text(x, y + 18, f"filter {number}", size=14, weight="bold")
        sheet.text(x + 144, y + 18, f"bias {decimal(biases[number])}", color=theme.muted, ha="right")
        sheet.kernel(x, y + 28, kernels[:, :, number], zoom, bound, numbers=True)
    sheet.scale(0, rows * step_y + 22, 300, KERNEL_MAP, -bound, bound, "weight")
    return sheet.figure


@figure(
    "conv1-before-after",
    kind="png",
    reads={"before": "filters/conv1_before", "after": "filters/conv1"},
    narrow={"columns": 4},
    caption="The same eight kernels before the first step and after the last, on one scale. Training has changed "
    "the size of the weights. Has it made them tidier? The share of their energy in edge patterns was {{ "
    "n('filters.edge_share.before', '.2f') }} before and is {{ n('filters.edge_share.after', '.2f') }} "
    "after; random numbers have {{ n('filters.edge_share.chance', '.2f') }} on average.",
    alt="Two rows of eight 3 by 3 kernels, untrained above, trained below. The squared weights sum to {{ "
    "n('filters.energy.before', '.1f') }} before training and to {{ n('filters.energy.after', '.1f') }} "
    "after.",
)
def conv1_before_after(theme: Theme, before: np.ndarray, after: np.ndarray, columns: int = 8) -> Figure:
    """Two rows of kernels. before, after: (3, 3, filters)."""
    bound = max(np.abs(before).max(), np.abs(after).max())
    rows = -(-before.shape[-1] // columns)
    block = 30 + rows * 82
    sheet = Sheet(theme, columns * 86 - 14, 2 * block + 58)
    for place, (label, kernels) in enumerate([("before training", before), ("after training", after)]):
        top = place * block + 26
        sheet.text(0, top - 8, label, size=13, color=theme.muted)
        for number in range(kernels.shape[-1]):
            row, column = divmod(number, columns)
            sheet.kernel(column * 86, top + row * 82, kernels[:, :, number], 24, bound)
    sheet.scale(0, 2 * block + 22, 320, KERNEL_MAP, -bound, bound, "weight")
    return sheet.figure


@figure(
    "conv2-filters",
    kind="png",
    reads={"kernels": "filters/conv2"},
    narrow={"zoom": 8},
    caption="All {{ n('filters.conv2.kernels') }} kernels of conv2. A row is one of its 16 filters; the 8 kernels "
    "in the row look at the 8 maps of conv1, and their answers are summed. So a filter of conv2 is the "
    "row, not a picture.",
    alt="A table of 16 rows and 8 columns of small 3 by 3 kernels in blue, grey and amber, with weights from "
    "{{ n('filters.conv2.lowest', '.2f') }} to {{ n('filters.conv2.highest', '.2f') }}.",
)
def conv2_filters(theme: Theme, kernels: np.ndarray, zoom: int = 13) -> Figure:
    """A row for each filter, a column for each input channel. kernels: (3, 3, inputs, filters)."""
    bound = np.abs(kernels).max()
    step_x, step_y, left, top = (70 if zoom > 10 else 34), 3 * zoom + 8, 70, 34
    _, _, inputs, filters = kernels.shape
    sheet = Sheet(theme, left + inputs * step_x, top + step_y * filters + 62)
    for channel in range(inputs):
        sheet.text(
            left + channel * step_x + 1.5 * zoom,
            top - 10,
            f"map {channel}" if zoom > 10 else str(channel),
            color=theme.muted,
            ha="center",
        )
    for number in range(filters):
        y = top + number * step_y
        sheet.text(0, y + 1.5 * zoom + 5, f"filter {number}", size=13, weight="bold")
        for channel in range(inputs):
            sheet.kernel(left + channel * step_x, y, kernels[:, :, channel, number], zoom, bound)
    sheet.scale(left, top + step_y * filters + 26, 240, KERNEL_MAP, -bound, bound, "weight")
    return sheet.figure
