"""What says the same: channels of a layer, by correlation, and whole layers, by the images they find alike."""

from __future__ import annotations

import numpy as np


def correlations(maps: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each channel with each, over all images and pixels; 0 for one that never changes.

    Args:
        maps: (…, channels).

    Returns:
        (channels, channels), float64, with 1 on the diagonal.
    """
    flat = maps.reshape(-1, maps.shape[-1])
    centred = flat - flat.mean(0, dtype=np.float64).astype(flat.dtype)
    covariance = (centred.T @ centred).astype(np.float64)
    length = np.sqrt(np.diag(covariance)) * (np.ptp(flat, axis=0) > 0)  # what never changes may leave rounding behind
    product = np.outer(length, length)
    found = np.divide(covariance, product, out=np.zeros_like(covariance), where=product > 0)
    np.fill_diagonal(found, 1)
    return found


def most_alike(correlations: np.ndarray) -> np.ndarray:
    """Each channel's largest absolute correlation with another, (channels,)."""
    return np.abs(correlations - np.eye(len(correlations))).max(0)


def explained(correlations: np.ndarray) -> np.ndarray:
    """The share of each channel's variance that a weighted sum of all others accounts for, R², (channels,)."""
    shares = []
    for channel in range(len(correlations)):
        others = np.arange(len(correlations)) != channel
        with_it = correlations[others, channel]
        shares.append(with_it @ np.linalg.lstsq(correlations[np.ix_(others, others)], with_it, rcond=None)[0])
    return np.array(shares)


def layer_likeness(one: np.ndarray, other: np.ndarray) -> float:
    """How far two layers agree on which images are alike: linear CKA, without its bias.

    Kornblith et al. (2019), "Similarity of neural network representations revisited", https://arxiv.org/abs/1905.00414,
    with the estimator of Song et al. (2012), "Feature selection via dependence maximization", JMLR 13. The plain one
    comes near 1 for mere noise that has more numbers an image than there are images.

    Args:
        one, other: what the layers answer to the same images, at least four: (n, …), flattened here. Channels may stand
            in another order, or be mixed with each other, at no cost.

    Returns:
        1 if they agree on every pair of images, about 0 if they have nothing in common. 0 for a layer to which all
        images are one.
    """
    first, second = (_alike(values) for values in (one, other))
    common = _dependence(first, second)
    scale = np.sqrt(_dependence(first, first) * _dependence(second, second))
    return float(common / scale) if scale > 0 else 0.0


def _alike(values: np.ndarray) -> np.ndarray:
    """The products of each image with each, (n, n), of centred values; none of an image with itself."""
    flat = values.reshape(len(values), -1)
    flat = flat - flat.mean(0, dtype=np.float64).astype(flat.dtype)
    products = (flat @ flat.T).astype(np.float64)
    np.fill_diagonal(products, 0)
    return products


def _dependence(one: np.ndarray, other: np.ndarray) -> float:
    """The unbiased estimate of the Hilbert-Schmidt independence criterion, times n (n - 3)."""
    n = len(one)
    rows, columns = one.sum(1), other.sum(0)
    return float((one * other).sum() + rows.sum() * columns.sum() / ((n - 1) * (n - 2)) - 2 * rows @ columns / (n - 2))
