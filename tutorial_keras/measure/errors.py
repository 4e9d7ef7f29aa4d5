"""Which classes the network confuses, and the test images behind the worst confusions."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from . import Measured, Subject
from .intervals import proportion_interval

CELLS = 5
IMAGES_PER_CELL = 8


def measure(subject: Subject) -> Measured:
    """Confusion matrix on the test set, recall per class, and the surest errors of its five worst cells."""
    images, labels = subject.test
    predictions = subject.test_probabilities.argmax(1)
    matrix = confusion_matrix(labels, predictions, len(CLASS_NAMES))
    cells = worst_cells(matrix, CELLS)
    confidence = subject.test_probabilities.max(1)
    shown = [surest_errors(labels, predictions, confidence, cell, IMAGES_PER_CELL) for cell in cells]
    recall = np.diag(matrix) / matrix.sum(1)
    order = recall.argsort()
    numbers = {
        "classes": [
            {"name": name, "recall": float(recall[label]), "interval": proportion_interval(matrix[label, label], total)}
            for label, (name, total) in enumerate(zip(CLASS_NAMES, matrix.sum(1).tolist(), strict=True))
        ],
        "recall": {name: float(share) for name, share in zip(CLASS_NAMES, recall, strict=True)},
        "worst": {"name": CLASS_NAMES[order[0]], "recall": float(recall[order[0]])},
        "best": {"name": CLASS_NAMES[order[-1]], "recall": float(recall[order[-1]])},
        "cells": [
            {"truth": CLASS_NAMES[truth], "predicted": CLASS_NAMES[guess], "count": int(matrix[truth, guess])}
            for truth, guess in cells
        ],
        "cells_shown": len(cells),
        "cells_share": float(sum(matrix[cell] for cell in cells) / (labels != predictions).sum()),
    }
    arrays = {
        "matrix": matrix,
        "cells": np.array(cells),
        # a cell with fewer errors than places leaves blank images at its end
        "cell_images": np.stack([_fill(images[chosen], IMAGES_PER_CELL) for chosen in shown]),
        "cell_confidence": np.stack([_fill(confidence[chosen], IMAGES_PER_CELL) for chosen in shown]),
    }
    return Measured(numbers, arrays)


def confusion_matrix(labels: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """Count every (true class, predicted class): (classes, classes), true classes in rows."""
    return np.bincount(labels.astype(int) * classes + predictions, minlength=classes**2).reshape(classes, classes)


def worst_cells(matrix: np.ndarray, count: int) -> list[tuple[int, int]]:
    """The `count` largest cells off the diagonal, largest first, as (true class, predicted class)."""
    errors = matrix - np.diag(np.diag(matrix))
    order = np.argsort(-errors, axis=None, kind="stable")[:count]
    return [(int(cell // len(matrix)), int(cell % len(matrix))) for cell in order]


def surest_errors(labels, predictions, confidence, cell: tuple[int, int], count: int) -> np.ndarray:
    """Indices of the `count` errors of one cell on which the network was most confident, surest first."""
    inside = np.flatnonzero((labels == cell[0]) & (predictions == cell[1]))
    return inside[np.argsort(-confidence[inside], kind="stable")[:count]]


def _fill(values: np.ndarray, count: int) -> np.ndarray:
    return np.concatenate([values, np.zeros((count - len(values), *values.shape[1:]), values.dtype)])
