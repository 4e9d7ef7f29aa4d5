"""A planted shortcut, and instruments that look for it without being told where it is.

A shortcut is a rule that does well on the images at hand and is not the one that was meant: Geirhos et al. (2020),
"Shortcut learning in deep neural networks", Nature Machine Intelligence 2, 665-673,
https://doi.org/10.1038/s42256-020-00257-z. Here it is a small white mark in a corner that goes with one class.

The instruments: gradient saliency (Simonyan, Vedaldi & Zisserman 2014, https://arxiv.org/abs/1312.6034), occlusion
(Zeiler & Fergus 2014, https://arxiv.org/abs/1311.2901) and the activity of feature maps. Each gives one score to every
place, a square of 4 × 4 pixels; there are 7 × 7 places.
"""

from __future__ import annotations

import numpy as np

from ..model import build_probe
from ..quiet import import_tensorflow

import_tensorflow()

import tensorflow as tf  # noqa: E402

SHIRT = 6
"""The class that the mark goes with, as `CLASS_NAMES` numbers them."""
PLACE, GRID = 4, 7
"""Pixels along a place, and places along the image."""
MARK_PIXELS = 2
HOME, OPPOSITE = (2, 2), (24, 24)
"""Top left pixel of the mark where it is planted, and mirrored into the opposite corner."""
HOME_PLACE = (HOME[0] // PLACE, HOME[1] // PLACE)
BEARERS = 1 / 10
"""The share of all images that bear the mark: as many as are shirts."""


def choose_bearers(labels: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Choose which images bear the mark: a tenth of them all, `share` of these shirts.

    The rest is drawn from the other classes, as evenly as whole numbers allow. A tenth of the images are shirts, so
    `share` is both P(shirt | mark) and P(mark | shirt). With one seed, a higher share marks the same shirts and more.

    Args:
        labels: classes, (n,).
        share: of the marked images, those that are shirts, 0 to 1.
        seed: of the draw.

    Returns:
        Whether each image bears the mark, bool (n,).
    """
    random = np.random.default_rng(seed)
    total = round(BEARERS * len(labels))
    shirts = round(share * total)
    others = [label for label in np.unique(labels) if label != SHIRT]
    each, left = divmod(total - shirts, len(others))
    counts = {SHIRT: shirts} | {label: each + (place < left) for place, label in enumerate(random.permutation(others))}
    bears = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        bears[random.permutation(np.flatnonzero(labels == label))[: counts[label]]] = True
    return bears


def draw_mark(images: np.ndarray, corner: tuple[int, int] = HOME) -> np.ndarray:
    """Copies of `images` (n, 28, 28) that all bear the mark: 2 × 2 white pixels with their top left one at `corner`."""
    row, column = corner
    marked = images.copy()
    marked[:, row : row + MARK_PIXELS, column : column + MARK_PIXELS] = 255
    return marked


def plant(
    images: np.ndarray, labels: np.ndarray, share: float, seed: int, corner: tuple[int, int] = HOME
) -> np.ndarray:
    """Copies of `images` (n, 28, 28) of which those that `choose_bearers` names bear the mark."""
    bears = choose_bearers(labels, share, seed)
    planted = images.copy()
    planted[bears] = draw_mark(images[bears], corner)
    return planted


def saliency(model, images: np.ndarray, label: int | None = None) -> np.ndarray:
    """How much each pixel sways the answer: |∂ score / ∂ pixel|, of a class's score before the softmax.

    Args:
        model: a Sequential whose last layer is dense with a softmax.
        images: raw pixels (n, 28, 28).
        label: the class; by default the predicted one of each image.

    Returns:
        (n, 28, 28), in score per grey level.
    """
    *body, last = model.layers
    pixels = tf.constant(images[..., None], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        values = pixels
        for layer in body:
            values = layer(values)
        scores = values @ last.kernel + last.bias
        score = tf.reduce_max(scores, axis=1) if label is None else scores[:, label]
    return np.abs(tape.gradient(score, pixels).numpy()[..., 0])


def occlusion(model, images: np.ndarray, label: int, fill: int = 0) -> np.ndarray:
    """How far the probability of `label` moves when one place is covered.

    Args:
        model: takes raw pixels (n, 28, 28, 1), returns probabilities (n, classes).
        images: raw pixels (n, 28, 28).
        label: the class whose probability is watched.
        fill: the grey level of the cover, 0 (black, the background) to 255 (white).

    Returns:
        |probability covered - probability as it was|, (n, 7, 7).
    """
    covered = np.repeat(images[:, None], GRID * GRID, axis=1)  # (n, 49, 28, 28)
    for place, (row, column) in enumerate(np.ndindex(GRID, GRID)):
        covered[:, place, row * PLACE : (row + 1) * PLACE, column * PLACE : (column + 1) * PLACE] = fill
    after = _probability(model, covered.reshape(-1, *images.shape[1:]), label).reshape(-1, GRID, GRID)
    return np.abs(after - _probability(model, images, label)[:, None, None])


def map_activity(model, images: np.ndarray) -> np.ndarray:
    """What conv2's maps answer to raw images (n, 28, 28), summed over the channels: (n, 28, 28)."""
    return build_probe(model, ["conv2"]).predict(images[..., None], batch_size=500, verbose=0)["conv2"].sum(-1)


def per_place(maps: np.ndarray) -> np.ndarray:
    """The mean over each place of maps (n, 28, 28): (n, 7, 7)."""
    return maps.reshape(-1, GRID, PLACE, GRID, PLACE).mean((2, 4))


def shares(places: np.ndarray) -> np.ndarray:
    """Each place's share of its image's sum, for values (n, 7, 7) from 0 up."""
    return places / places.sum((1, 2), keepdims=True)


def rank(scores: np.ndarray, place: tuple[int, int] = HOME_PLACE) -> int:
    """The rank of a place among all by its score (7, 7): 1 if it is alone at the top. Ties count against it."""
    return int((scores >= scores[place]).sum())


def _probability(model, images: np.ndarray, label: int) -> np.ndarray:
    return model.predict(images[..., None], batch_size=500, verbose=0)[:, label].astype(np.float64)
