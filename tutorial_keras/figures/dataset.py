"""Figures of the section Dataset."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from ..data import CLASS_NAMES
from . import figure
from .sheet import Sheet
from .style import Theme


@figure(
    "dataset-samples",
    kind="png",
    reads={"samples": "dataset/samples"},
    narrow={"columns": 3},
    caption="The first training images of each class. Look along a row for how much one class varies. Then "
    "compare the rows T-shirt, Pullover, Coat and Shirt: what, at this size, tells them apart?",
    alt="Ten rows of small grey pictures of clothes on black, one row for each class from T-shirt to ankle boot.",
)
def dataset_samples(theme: Theme, samples: np.ndarray, columns: int = 8) -> Figure:
    """One row a class. samples: raw pixels (10, 8, 28, 28); columns: how many of the 8 to show."""
    label_width, step = 120, 66
    sheet = Sheet(theme, label_width + columns * (step + 4), step * len(samples) + 6)
    for label, row in enumerate(samples):
        y = 6 + label * step
        sheet.text(0, y + 32, CLASS_NAMES[label], size=14)
        for number, pixels in enumerate(row[:columns]):
            sheet.picture(label_width + number * (step + 4), y, pixels, zoom=2)
    return sheet.figure
