"""Exercises of the notebook on reading filters and feature maps."""

from __future__ import annotations

import numpy as np

from ..measure.filters import energy_shares
from ..measure.map_content import correlations, gradient_magnitude
from .answers import Feedback, check, others, read_channel, read_number, right, wrong


@check
def check_edge_share(answer, kernel: np.ndarray) -> Feedback:
    """The share of edge in a kernel (3, 3), from 0 to 1."""
    found = read_number(answer, "a share from 0 to 1")
    edge, line, average = energy_shares(np.asarray(kernel, float))
    if abs(found - edge) <= 0.01:
        return right(f"Edge {edge:.2f}, line {line:.2f}, average {average:.2f}.")
    if abs(found / 100 - edge) <= 0.01:
        return wrong("A share runs from 0 to 1, not to 100.")
    return wrong(
        "Turn the kernel by half a turn. If every weight changes its sign there is nothing but edge in it; if none "
        "does, there is no edge in it."
    )


@check
def check_lit_background(answer, biases: np.ndarray) -> Feedback:
    """The channel that answers most strongly where the image is black."""
    biases = np.asarray(biases)
    channel = read_channel(answer, len(biases))
    brighter = int((biases > biases[channel]).sum())
    if not brighter:
        return right(f"Over black only the bias is left, here {biases[channel]:.2f}.")
    return wrong(
        f"Over black it answers {max(biases[channel], 0):.2f}; {others(brighter, 'answers', 'answer')} more. "
        "What is left there?"
    )


@check
def check_amplification(answer, maps: np.ndarray) -> Feedback:
    """How many times more the weakest map is stretched than the strongest when each is scaled by itself."""
    found = read_number(answer)
    highest = np.asarray(maps).max(axis=(0, 1))
    highest = highest[highest > 0]
    sought = float(highest.max() / highest.min())
    if abs(found / sought - 1) <= 0.02:
        return right("By so much the weakest map is overstated beside the strongest.")
    if found and abs(1 / found / sought - 1) <= 0.02:
        return wrong("That is the inverse: how small the weakest is beside the strongest.")
    if found == round(sought):
        return wrong("So it is to the nearest whole number; give two decimals.")
    return wrong("Take the highest value of each map. How do the largest and the smallest of them compare?")


@check
def check_change(answer, before: np.ndarray, after: np.ndarray, images: np.ndarray) -> Feedback:
    """By how much training changed the mean correlation of maps (n, h, w, channels) with the edges of images."""
    found = read_number(answer)
    edges = gradient_magnitude(images)
    untrained, trained = (float(correlations(maps, edges).mean()) for maps in (before, after))
    change = trained - untrained
    if abs(found - change) <= 0.005:
        return right(f"From {untrained:.2f} to {trained:.2f}: one network, and one measure of edges.")
    if abs(found + change) <= 0.005:
        return wrong("The sign: take what is there after training, minus what was there before.")
    if min(abs(found - untrained), abs(found - trained)) <= 0.005:
        return wrong("That is one of the two means. The change is their difference.")
    return wrong(
        "Correlate the maps with `edges`, take the mean over images and channels, and subtract: after − before."
    )
