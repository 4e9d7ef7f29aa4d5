"""Does a heat map depend on the network, and does it find what the network uses? Tests for any map of attribution.

- Randomisation (Adebayo et al. 2018, "Sanity Checks for Saliency Maps", https://arxiv.org/abs/1810.03292): a map of a
  network with random weights should be another map.
- Deletion (Samek et al. 2017, https://doi.org/10.1109/TNNLS.2016.2599820; Petsiuk et al. 2018, "RISE",
  https://arxiv.org/abs/1806.07421): without the pixels that a map marks the network should soon lose its answer.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from ..quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402

STEPS = 20
"""Pixels are deleted in steps of a twentieth, 5 %."""


def cascade(model: keras.Model, seed: int) -> dict[str, keras.Model]:
    """Copies of a network in which more and more layers, from the last to the first, have new random weights.

    Args:
        model: a trained Sequential or Functional model.
        seed: of the new weights, drawn by each layer's own initialisers. Also seeds Keras as a whole.

    Returns:
        A copy for each layer that has weights, by the name of the layer randomised last: that layer and all above it
        are random, those below are as in `model`.
    """
    keras.utils.set_random_seed(seed)
    random = keras.models.clone_model(model)
    layers = [layer.name for layer in model.layers if layer.get_weights()]
    copies = {}
    for place in reversed(range(len(layers))):
        copy = keras.models.clone_model(model)
        for name in layers:
            source = random if name in layers[place:] else model
            copy.get_layer(name).set_weights(source.get_layer(name).get_weights())
        copies[layers[place]] = copy
    return copies


def rank_correlation(one: np.ndarray, other: np.ndarray, where: np.ndarray | None = None) -> np.ndarray:
    """How alike two maps of one image rank its pixels: Spearman's correlation, from -1 to 1.

    Args:
        one: maps, (n, h, w).
        other: maps of the same shape.
        where: the pixels that count, bool (n, h, w); by default all.

    Returns:
        (n,); nan where a map has one value at all pixels and so ranks nothing.
    """
    where = np.ones(one.shape, bool) if where is None else where
    found = np.full(len(one), np.nan)
    for place, (a, b, inside) in enumerate(zip(one, other, where, strict=True)):
        if np.ptp(a[inside]) > 0 and np.ptp(b[inside]) > 0:
            found[place] = stats.spearmanr(a[inside], b[inside]).statistic
    return found


def deletion_order(maps: np.ndarray, images: np.ndarray, seed: int) -> np.ndarray:
    """In which order a map deletes the pixels of a garment: largest value first, equal ones in random order.

    Args:
        maps: (n, h, w).
        images: of the same shape.
        seed: of the order among equals.

    Returns:
        (n, h, w): what share of the garment's pixels goes before this one, 0 to below 1; 2 where the image is 0 and
        there is nothing to delete.
    """
    draw = np.random.default_rng(seed)
    order = np.full(images.shape, 2.0)
    for place, (values, image) in enumerate(zip(maps, images, strict=True)):
        inside = np.flatnonzero(image)
        ranked = inside[np.lexsort((draw.random(len(inside)), -values.ravel()[inside]))]
        order[place].flat[ranked] = np.arange(len(inside)) / max(len(inside), 1)
    return order


def deletion_curve(
    model: keras.Model, images: np.ndarray, order: np.ndarray, classes: np.ndarray, steps: int = STEPS
) -> np.ndarray:
    """The mean probability of a class while the pixels of the images go, in equal steps from none to all.

    Args:
        model: a classifier with outputs (n, classes).
        images: (n, h, w).
        order: as `deletion_order` gives it.
        classes: the class whose probability counts, (n,).
        steps: how many.

    Returns:
        (steps + 1,). In the RISE paper's words the area under it is to be small.
    """
    # the small amount: whether a pixel on the border of two steps is gone must not hang on rounding
    kept = np.stack([np.where(order < step / steps - 1e-9, 0, images) for step in range(steps + 1)])
    probabilities = model.predict(kept.reshape(-1, *images.shape[1:], 1), batch_size=500, verbose=0)
    of_class = probabilities.reshape(steps + 1, len(images), -1)[:, np.arange(len(images)), classes]
    return of_class.mean(1, dtype=np.float64)


def curve_area(curve: np.ndarray) -> float:
    """Area under a curve over 0 to 1, its points evenly spaced along the last axis, by the trapezoid rule."""
    return np.trapezoid(curve, dx=1 / (np.shape(curve)[-1] - 1))
