"""Which channels say the same: correlations between maps, and how much of each the others explain."""

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
    length = np.sqrt(np.diag(covariance))
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
