"""What kind of detector is a 3×3 kernel?

Frei & Chen (1977), "Fast Boundary Detection: A Generalization and a New Algorithm", IEEE Transactions on
Computers C-26 (10), 988-998, https://doi.org/10.1109/TC.1977.1674733, split the nine-dimensional space of 3×3
kernels by an orthonormal basis: four directions of edges, four of lines, one of averages. A kernel's energy, its
squared length, falls apart into the three.
"""

from __future__ import annotations

import numpy as np

from ..studies import study_results
from . import Measured, Subject
from .intervals import mean_interval

_R = np.sqrt(2)
FREI_CHEN = np.array(
    [
        # edges: two gradients along the axes, two ripples
        np.array([[1, _R, 1], [0, 0, 0], [-1, -_R, -1]]) / (2 * _R),
        np.array([[1, 0, -1], [_R, 0, -_R], [1, 0, -1]]) / (2 * _R),
        np.array([[0, -1, _R], [1, 0, -1], [-_R, 1, 0]]) / (2 * _R),
        np.array([[_R, -1, 0], [-1, 0, 1], [0, 1, -_R]]) / (2 * _R),
        # lines: two along the diagonals and axes, two Laplacians
        np.array([[0, 1, 0], [-1, 0, -1], [0, 1, 0]]) / 2,
        np.array([[-1, 0, 1], [0, 0, 0], [1, 0, -1]]) / 2,
        np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6,
        np.array([[-2, 1, -2], [1, 4, 1], [-2, 1, -2]]) / 6,
        # average
        np.ones((3, 3)) / 3,
    ]
)
"""The nine orthonormal basis kernels, (9, 3, 3): 0-3 edges, 4-7 lines, 8 the average."""

CHANCE_EDGE_SHARE = 4 / 9
"""What a kernel of independent, identically distributed normal weights has on average: 4 of 9 dimensions."""


def measure(subject: Subject) -> Measured:
    """The kernels before and after training, and how much of conv1's energy is edge-like."""
    weights = subject.run.checkpoints.weights
    before, after = weights["conv1/kernel"][0], weights["conv1/kernel"][-1]
    conv2 = weights["conv2/kernel"][-1]
    seeds = study_results("seeds")["rows"]
    changes = [row["edge_share_after"] - row["edge_share_before"] for row in seeds]
    low, high = mean_interval(changes)
    numbers = {
        "conv1": {"lowest": float(after.min()), "highest": float(after.max())},
        "conv2": {
            "lowest": float(conv2.min()),
            "highest": float(conv2.max()),
            "kernels": int(np.prod(conv2.shape[2:])),
        },
        "positive_share": float((after > 0).mean()),
        "edge_share": {
            "before": edge_share(before),
            "after": edge_share(after),
            "chance": CHANCE_EDGE_SHARE,
            "seeds": [{name: row[f"edge_share_{name}"] for name in ("before", "after")} for row in seeds],
            "seed_count": len(seeds),
            "mean_change": float(np.mean(changes)),
            "change_low": low,
            "change_high": high,
            "rose_in": sum(change > 0 for change in changes),
        },
        "energy": {"before": float((before**2).sum()), "after": float((after**2).sum())},
        "change": float(np.linalg.norm(after - before) / np.linalg.norm(before)),
    }
    arrays = {"conv1_before": before[:, :, 0], "conv1": after[:, :, 0], "conv2": conv2}
    arrays["conv1_bias"] = weights["conv1/bias"][-1]
    return Measured(numbers, arrays)


def frei_chen_energy(kernels: np.ndarray) -> np.ndarray:
    """Split the energy of kernels into edge, line and average.

    Args:
        kernels: 3×3 kernels with the position first, as Keras stores them: (3, 3, ...).

    Returns:
        Sums of squared weights, (3, ...): edge, line, average. They add up to the kernels' squared length.
    """
    coefficients = np.tensordot(FREI_CHEN, kernels, axes=([1, 2], [0, 1]))
    return np.stack([(coefficients[part] ** 2).sum(0) for part in (slice(0, 4), slice(4, 8), slice(8, 9))])


def edge_share(kernels: np.ndarray) -> float:
    """The share of the kernels' whole energy that lies in the edge subspace, 0 to 1, for (3, 3, ...)."""
    energy = frei_chen_energy(kernels).reshape(3, -1).sum(1)
    return float(energy[0] / energy.sum())
