"""Figures about the network's errors, in the section Discussion."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from ..data import CLASS_NAMES
from . import figure
from .sheet import Sheet, readable_on
from .style import Theme, points


@figure(
    "confusion-matrix",
    kind="svg",
    reads={"matrix": "errors/matrix"},
    narrow={"cell": 23},
    caption="All {{ n('dataset.test_images', ',') }} test images by what they are (row) and what the network says "
    "(column). Shades show errors only, so that they stand out: the {{ n('errors.cells_shown') }} darkest "
    "cells hold {{ n('errors.cells_share', '.0%') }} of all errors.",
    alt="A table of ten by ten counts. {{ n('errors.best.name') }} is recognised best, {{ "
    "n('errors.best.recall', '.1%') }}, {{ n('errors.worst.name') }} worst, {{ n('errors.worst.recall', "
    "'.1%') }}. The largest error: {{ n('errors.cells.0.count') }} times {{ n('errors.cells.0.truth') }} "
    "taken for {{ n('errors.cells.0.predicted') }}.",
)
def confusion_matrix(theme: Theme, matrix: np.ndarray, cell: int = 52) -> Figure:
    """Counts, true classes in rows. matrix: (10, 10)."""
    left, top, size_of_text = 96 if cell > 40 else 84, 92, 13 if cell > 40 else 10
    size = cell * len(matrix)
    sheet = Sheet(theme, left + size + (36 if cell > 40 else 42), top + size + 4)
    axes = sheet.axes(left, top, size, size)
    errors = np.where(np.eye(len(matrix), dtype=bool), 0, matrix).astype(float)
    axes.imshow(errors, cmap=theme.activation_map, vmin=0, vmax=errors.max() * 1.25)
    axes.set(xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set(visible=True, color=theme.line)
    for (row, column), count in np.ndenumerate(matrix):
        right = row == column
        shade = errors[row, column] / (errors.max() * 1.25)
        colour = theme.muted if count == 0 else readable_on(theme.activation_map(shade))
        axes.text(column, row, str(count) if count else "·", ha="center", va="center", color=colour,
                  weight="bold" if right else "normal", fontsize=points(size_of_text))  # fmt: skip
    for label, name in enumerate(CLASS_NAMES):
        middle = (label + 0.5) * cell
        sheet.text(left - 8, top + middle + 5, name, ha="right", size=size_of_text + 1)
        sheet.text(left + middle - 4, top - 10, name, size=size_of_text + 1, rotation=40, rotation_mode="anchor")
    return sheet.figure


@figure(
    "most-confused",
    kind="png",
    reads={"cells": "errors/cells", "images": "errors/cell_images", "confidence": "errors/cell_confidence"},
    narrow={"columns": 3},
    caption="The test images behind the {{ n('errors.cells_shown') }} worst cells, those on which the network was "
    "surest of its wrong answer; the number is its probability for that answer. Decide for yourself "
    "before you read the label.",
    alt="Rows of grey pictures of clothes, each row one kind of error such as {{ n('errors.cells.0.truth') }} "
    "taken for {{ n('errors.cells.0.predicted') }}, with probabilities below.",
)
def most_confused(
    theme: Theme, cells: np.ndarray, images: np.ndarray, confidence: np.ndarray, columns: int = 8
) -> Figure:
    """One row a cell. cells: (k, 2) true and predicted class; images: (k, m, 28, 28); confidence: (k, m)."""
    zoom, step_x, step_y, left = 2, 66, 84, 148
    sheet = Sheet(theme, left + columns * step_x, len(cells) * step_y)
    for row, (truth, guess) in enumerate(cells):
        y = row * step_y
        sheet.text(0, y + 26, f"is: {CLASS_NAMES[truth]}", size=13)
        sheet.text(0, y + 46, f"says: {CLASS_NAMES[guess]}", size=13, color=theme.positive)
        for place in range(columns):
            if confidence[row, place] > 0:
                x = left + place * step_x
                sheet.picture(x, y + 2, images[row, place], zoom)
                sheet.text(
                    x + 28, y + 73, _probability(confidence[row, place]), size=12, color=theme.muted, ha="center"
                )
    return sheet.figure


def _probability(share: float) -> str:
    return "> 0.99" if share > 0.99 else f"{share:.2f}"
