"""Figures of the section Is the data clean?"""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from ..data import CLASS_NAMES
from . import figure
from .sheet import Sheet
from .style import WIDTH, Theme, chart


@figure(
    "doubted-labels",
    kind="png",
    reads={"images": "data_quality/suspects", "labels": "data_quality/suspect_labels"},
    narrow={"columns": 3},
    caption="{{ n('data_quality.labels.shown') }} training images whose label a network doubts that was not trained "
    "on them: those where it is surest of another class, no more than two of a kind. Below each stand the label it "
    "bears and what the network says. Which of them are wrong? Decide each case yourself.",
    alt="A gallery of {{ n('data_quality.labels.shown') }} grey pictures of clothes, each with two class names: the "
    "one given and the one suggested. The doubt met most often: {{ n('data_quality.labels.most.given') }} that looks "
    "like {{ n('data_quality.labels.most.suggested') }}.",
)
def doubted_labels(theme: Theme, images: np.ndarray, labels: np.ndarray, columns: int = 5) -> Figure:
    """A gallery. images: (n, 28, 28); labels: (n, 2) given and suggested class."""
    zoom, step_x, step_y = 3, 136 if columns > 3 else 118, 138
    rows = -(-len(images) // columns)
    sheet = Sheet(theme, (columns - 1) * step_x + 112, rows * step_y - 8)
    for place, (image, (given, suggested)) in enumerate(zip(images, labels, strict=True)):
        x, y = step_x * (place % columns), step_y * (place // columns)
        sheet.picture(x, y, image, zoom)
        sheet.text(x, y + 101, f"label {CLASS_NAMES[given]}", size=13)
        sheet.text(x, y + 118, f"says {CLASS_NAMES[suggested]}", size=13, color=theme.positive)
    return sheet.figure


@figure(
    "near-duplicates",
    kind="png",
    reads={
        "tests": "data_quality/pair_tests",
        "trains": "data_quality/pair_trains",
        "labels": "data_quality/pair_labels",
        "similarity": "data_quality/pair_similarity",
    },
    narrow={"columns": 5},
    caption="The most similar pairs across the split: a test image above, a training image below, and the correlation "
    "of their pixels. A network that has seen the lower one does not need to generalise to name the upper one.",
    alt="{{ n('data_quality.duplicates.shown', 'words') | capitalize }} pairs of nearly identical grey pictures of "
    "clothes, with correlations of {{ n('data_quality.duplicates.lowest_shown', '.4f') }} and more.",
)
def near_duplicates(
    theme: Theme, tests: np.ndarray, trains: np.ndarray, labels: np.ndarray, similarity: np.ndarray, columns: int = 10
) -> Figure:
    """Pairs, one above the other. tests, trains: (n, 28, 28); labels: (n, 2); similarity: (n,)."""
    zoom, left, step_x, step_y = 2, 46, 62, 162
    rows = -(-len(tests) // columns)
    sheet = Sheet(theme, left + columns * step_x - 6, rows * step_y - 8)
    for place in range(len(tests)):
        x, y = left + step_x * (place % columns), step_y * (place // columns)
        if place % columns == 0:
            sheet.text(0, y + 33, "test", color=theme.muted)
            sheet.text(0, y + 93, "train", color=theme.muted)
        sheet.picture(x, y, tests[place], zoom)
        sheet.picture(x, y + 60, trains[place], zoom)
        sheet.text(x + 28, y + 131, f"{similarity[place]:.5f}", size=12, ha="center", color=theme.muted)
        if labels[place, 0] != labels[place, 1]:
            sheet.text(x + 28, y + 147, "labels differ", size=11, ha="center", color=theme.positive)
    return sheet.figure


@figure(
    "recall-by-class",
    kind="svg",
    reads={"recalls": "data_quality/recalls", "classes": "data_quality.classes.recall"},
    narrow={"width": 358},
    caption="How many of each class's test images are recognised. Each dot is one of "
    "{{ n('data_quality.classes.networks', 'words') }} networks that differ in the seed alone; the bar is the 95 % "
    "interval that comes from there being only a thousand test images of a class. One number for all would hide this.",
    alt="Ten rows of dots. {{ n('data_quality.classes.best') }} is recognised best, "
    "{{ n('data_quality.classes.worst') }} worst; between the best and the worst class lie "
    "{{ n('data_quality.classes.gap.value', 'points') }} on average.",
)
def recall_by_class(theme: Theme, recalls: np.ndarray, classes: list[dict], width: int = WIDTH) -> Figure:
    """One row a class, hardest first. recalls: (networks, classes); classes: with name, value and interval."""
    drawn, axes = chart(width, height=360)
    order = np.argsort([entry["value"] for entry in classes])
    for row, label in enumerate(order):
        low, high = classes[label]["interval"]
        axes.plot([low, high], [row, row], color=theme.line, lw=9, solid_capstyle="butt")
        jitter = np.linspace(-0.22, 0.22, len(recalls))
        axes.plot(recalls[:, label], row + jitter, "o", color=theme.negative, ms=3.5)
    axes.set_yticks(range(len(order)), [classes[label]["name"] for label in order])
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("Test images recognised", x=1, ha="right")
    return drawn
