"""Figures of the section Filters."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .sheet import Sheet, decimal
from .style import KERNEL_MAP, Theme


@figure(
    "conv1-filters",
    kind="svg",
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
        sheet.numbered_kernel(x, y + 28, kernels[:, :, number], zoom, bound)
    sheet.scale(0, rows * step_y + 22, 300, KERNEL_MAP, -bound, bound, "weight")
    return sheet.figure


@figure(
    "conv1-through-training",
    kind="png",
    reads={"kernels": "filters/conv1_checkpoints", "steps": "filters/steps"},
    narrow={"upright": True},
    caption="The same eight kernels while the network learns, on one scale; the numbers count the steps of training, "
    "from none to all {{ n('training.steps', ',') }}. Follow one kernel. Does a pattern take shape, or does the first "
    "one just gain contrast?",
    alt="A table of 3 by 3 kernels: eight filters, each at {{ n('filters.checkpoints') }} moments of training. "
    "Their squared weights sum to {{ n('filters.energy.before', '.1f') }} before training and "
    "to {{ n('filters.energy.after', '.1f') }} after.",
)
def conv1_through_training(theme: Theme, kernels: np.ndarray, steps: np.ndarray, upright: bool = False) -> Figure:
    """Kernels by training step, time to the right or, if `upright`, down.

    Args:
        kernels: (checkpoints, 3, 3, filters).
        steps: how many batches had been learned from, (checkpoints,).
    """
    bound = np.abs(kernels).max()
    zoom, across, down, left, top = (11, 38, 38, 50, 44) if upright else (12, 39, 43, 58, 44)
    moments, filters = len(kernels), kernels.shape[-1]
    columns, rows = (filters, moments) if upright else (moments, filters)
    sheet = Sheet(theme, left + columns * across - (across - 3 * zoom), top + rows * down + 52)
    sheet.text(0, 12, "step" if upright else "step of training", color=theme.muted)
    if upright:
        sheet.text(left, 12, "filter", color=theme.muted)
    for place in range(columns):
        label = str(place) if upright else f"{steps[place]:,}"
        sheet.text(left + place * across + 1.5 * zoom, top - 10, label, size=12, ha="center")
    for place in range(rows):
        label = f"{steps[place]:,}" if upright else f"filter {place}"
        sheet.text(left - 8, top + place * down + 1.5 * zoom + 5, label, size=12, ha="right")
    for moment in range(moments):
        for number in range(filters):
            column, row = (number, moment) if upright else (moment, number)
            sheet.kernel(left + column * across, top + row * down, kernels[moment, :, :, number], zoom, bound)
    sheet.scale(left, top + rows * down + 22, 280, KERNEL_MAP, -bound, bound, "weight")
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
