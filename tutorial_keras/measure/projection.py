"""Representations in fewer dimensions."""

from __future__ import annotations

import numpy as np

DIMENSIONS = 100


def reduced(train: np.ndarray, *others: np.ndarray, dimensions: int = DIMENSIONS) -> list[np.ndarray]:
    """Project representations on the first principal components of `train` (Pearson 1901).

    The components are found by a randomised singular value decomposition (Halko, Martinsson & Tropp 2011,
    https://arxiv.org/abs/0909.4061).

    Args:
        train, others: representations (n, ...), flattened here.
        dimensions: how many components.

    Returns:
        The projections of `train` and of each of `others`, (n, dimensions).
    """
    from sklearn.decomposition import PCA

    train, *others = (part.reshape(len(part), -1) for part in (train, *others))
    components = PCA(dimensions, svd_solver="randomized", iterated_power=4, random_state=0)
    return [components.fit_transform(train), *(components.transform(part) for part in others)]


def discriminant_plane(
    train: np.ndarray, labels: np.ndarray, test: np.ndarray, dimensions: int = DIMENSIONS
) -> tuple[np.ndarray, np.ndarray]:
    """Put three classes into the plane in which they lie furthest apart for their spread.

    Linear discriminant analysis (Fisher 1936, https://doi.org/10.1111/j.1469-1809.1936.tb02137.x) of the first
    principal components. Inside the classes the training images spread by 1 in every direction of the plane, so that
    planes of several representations have one scale, and an image is most likely of the class whose centre is nearest.

    Args:
        train, test: representations of images (n, ...), flattened here.
        labels: of the training images, of three classes, (n,).
        dimensions: how many principal components.

    Returns:
        The test images in the plane, (n, 2), and the centres of the classes in ascending order of their labels, (3, 2).
        All is turned, and if need be mirrored, so that the first class lies on the left, the second on the right and
        the third above.
    """
    from scipy.linalg import orthogonal_procrustes
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

    train, test = reduced(train, test, dimensions=dimensions)
    axes = LinearDiscriminantAnalysis(n_components=2)
    places = axes.fit_transform(train, labels)
    centres = np.stack([places[labels == label].mean(0) for label in np.unique(labels)])
    turn, _ = orthogonal_procrustes(centres - centres.mean(0), np.array([[-1, -0.6], [1, -0.6], [0, 1.2]]))
    return (axes.transform(test) - centres.mean(0)) @ turn, (centres - centres.mean(0)) @ turn
