"""The task that collects conv1's kernels from many networks, for every question that is asked of them afterwards."""

from __future__ import annotations

import numpy as np

from ..data import load_data
from ..measure.feature_maps import dead_channels
from ..model import build_probe
from ..run import Run
from .runs import shuffled_run, tutorial_run

IMAGES = 1000


def conv1_kernels(parameters: dict) -> dict:
    """Train one seed's network twice, on the labels and on shuffled labels, and keep what became of conv1.

    Both trainings start from the same weights and see the same images in the same order.

    Returns:
        `before`, `after` and `shuffled`: the kernels, nested as (8, 3, 3), four decimals; and the share of training
        images that each network got right in its last epoch, `accuracy` and `shuffled_accuracy`; and how many channels
        of conv2 are dead in each, `dead` and `shuffled_dead`: a network that learns nothing may do so because it died.
    """
    run, shuffled = tutorial_run(parameters["seed"]), shuffled_run(parameters["seed"])
    kernels = run.checkpoints.weights["conv1/kernel"]
    return {
        "accuracy": run.history["accuracy"][-1],
        "shuffled_accuracy": shuffled.history["accuracy"][-1],
        "dead": dead_in_conv2(run),
        "shuffled_dead": dead_in_conv2(shuffled),
        "before": _nested(kernels[0]),
        "after": _nested(kernels[-1]),
        "shuffled": _nested(shuffled.checkpoints.weights["conv1/kernel"][-1]),
    }


def dead_in_conv2(run: Run) -> int:
    """How many channels of conv2 are 0 everywhere on the first 1,000 test images. No gradient passes such a channel."""
    images = load_data()[1][0][:IMAGES, :, :, None]
    return len(dead_channels(np.asarray(build_probe(run.model, ["conv2"])(images)["conv2"])))


def _nested(kernels: np.ndarray) -> list:
    """Kernels as Keras stores them, (3, 3, 1, filters), as nested lists (filters, 3, 3) of four decimals."""
    return np.moveaxis(kernels[:, :, 0], -1, 0).astype(float).round(4).tolist()
