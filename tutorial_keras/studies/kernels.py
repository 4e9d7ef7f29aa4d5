"""The task that collects conv1's kernels from many networks, for every question that is asked of them afterwards."""

from __future__ import annotations

import numpy as np

from .runs import shuffled_run, tutorial_run


def conv1_kernels(parameters: dict) -> dict:
    """Train one seed's network twice, on the labels and on shuffled labels, and keep what became of conv1.

    Both trainings start from the same weights and see the same images in the same order.

    Returns:
        `before`, `after` and `shuffled`: the kernels, nested as (8, 3, 3), four decimals; and the share of training
        images that each network got right in its last epoch, `accuracy` and `shuffled_accuracy`.
    """
    run, shuffled = tutorial_run(parameters["seed"]), shuffled_run(parameters["seed"])
    kernels = run.checkpoints.weights["conv1/kernel"]
    return {
        "accuracy": run.history["accuracy"][-1],
        "shuffled_accuracy": shuffled.history["accuracy"][-1],
        "before": _nested(kernels[0]),
        "after": _nested(kernels[-1]),
        "shuffled": _nested(shuffled.checkpoints.weights["conv1/kernel"][-1]),
    }


def _nested(kernels: np.ndarray) -> list:
    """Kernels as Keras stores them, (3, 3, 1, filters), as nested lists (filters, 3, 3) of four decimals."""
    return np.moveaxis(kernels[:, :, 0], -1, 0).astype(float).round(4).tolist()
