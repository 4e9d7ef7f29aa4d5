"""What kind of detector is a 3×3 kernel?

Frei & Chen (1977), "Fast Boundary Detection: A Generalization and a New Algorithm", IEEE Transactions on
Computers C-26 (10), 988-998, https://doi.org/10.1109/TC.1977.1674733, split the nine-dimensional space of 3×3
kernels by an orthonormal basis: four directions of edges, four of lines, one of averages. A kernel's energy, its
squared length, falls apart into the three.
"""

from __future__ import annotations

import numpy as np

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
