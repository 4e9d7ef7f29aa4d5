"""Does each filter matter? Take channels away, and count what the rest of the network still gets right.

Ablation is old in brain research; for single channels of networks see Morcos et al. (2018), "On the importance of
single directions for generalization", https://arxiv.org/abs/1803.06959. A channel is taken away by putting fixed
values in the place of its map, the same for every image, so that it no longer says anything about the image. Which:

- `zero`: 0 everywhere. Not neutral: no image may have such a map, and the layer above has never met one.
- `mean`: at each pixel its mean over training images. What the layer above gets stays where it usually is, at every
  place; only what told one image from another is gone. The tutorial's choice of a mean.
- `level`: one number, the mean of all that. It lights the background, which on these images is always the same.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats

from ..errors import TutorialError
from ..model import build_probe
from ..quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402

WAYS = ("zero", "mean", "level")
BATCH = 500


def ablate(
    model: keras.Model, layer: str, channels: Sequence[int], how: str = "zero", images: np.ndarray | None = None
) -> keras.Model:
    """Build a model that shares `model`'s weights and lacks some channels of one layer.

    Nothing is copied and `model` stays as it is. Where other paths lead around the layer, they stay open.

    Args:
        model: a Sequential or Functional Keras model.
        layer: the name of one of its layers; the last axis of what it puts out is that of its channels.
        channels: which to take away, from 0.
        how: what stands in their place: `zero`, `mean` (at each pixel) or `level` (one number a channel).
        images: what `mean` and `level` are means over, in the form that `model` takes. Give training images.

    Returns:
        A Functional `keras.Model` with the same inputs and outputs.

    Raises:
        TutorialError: an unknown layer, channel or way, or a mean of no images.
    """
    probe = build_probe(model, [layer])
    count = probe.output[layer].shape[-1]
    if isinstance(channels, int | np.integer | str) or not all(
        isinstance(channel, int | np.integer) and 0 <= channel < count for channel in channels
    ):
        raise TutorialError(f"received channels={channels!r}; expected a list of numbers from 0 to {count - 1}")
    if how != "zero" and images is None:
        raise TutorialError(f"received how={how!r} and no images; expected images to take the mean over")
    maps = np.zeros((1, count)) if images is None else probe.predict(images, batch_size=BATCH, verbose=0)[layer]
    keep, fill = keep_and_fill(count, channels, replacement(maps, how))

    def call(part, *inputs, **options):
        outputs = part(*inputs, **options)
        return outputs * keep + fill if part.name == layer else outputs

    if isinstance(model, keras.Sequential):
        model = keras.Model(model.inputs, probe.output[model.layers[-1].name])
    return keras.models.clone_model(model, clone_function=lambda part: part, call_function=call)


def rest_of(model: keras.Model, layer: str) -> keras.Model:
    """The part of a model above `layer`: from that layer's activations (n, …, channels) to the model's answer.

    Raises:
        TutorialError: an unknown layer, or one that other paths lead around.
    """
    probe = build_probe(model, [layer])
    answer = next(tensor for name, tensor in reversed(probe.output.items()) if name != layer)
    try:
        return keras.Model(probe.output[layer], answer)
    except ValueError:
        raise TutorialError(f"received layer={layer!r}, which other paths lead around; use ablate() there") from None


def replacement(maps: np.ndarray, how: str) -> np.ndarray:
    """What stands in the place of a channel, by `how`, for maps (n, …, channels): (channels,) or (…, channels)."""
    if how not in WAYS:
        raise TutorialError(f"received how={how!r}; expected one of {', '.join(WAYS)}")
    if how == "zero":
        return np.zeros(maps.shape[-1], np.float32)
    axes = 0 if how == "mean" else tuple(range(maps.ndim - 1))
    return maps.mean(axis=axes, dtype=np.float64).astype(np.float32)


def keep_and_fill(count: int, channels: Sequence[int], values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays such that `maps * keep + fill` has `values` in `channels` and is `maps` elsewhere."""
    keep = np.ones(count, np.float32)
    keep[list(channels)] = 0
    return keep, ((1 - keep) * values).astype(np.float32)


def right_without(
    rest: keras.Model,
    maps: np.ndarray,
    labels: np.ndarray,
    channels: Sequence[int] = (),
    values: np.ndarray | float = 0,
) -> np.ndarray:
    """Which images are still recognised when channels are replaced.

    Args:
        rest: as `rest_of` returns it.
        maps: activations of the layer below it, (n, …, channels).
        labels: the right classes, (n,).
        channels: which are replaced; by default none.
        values: by what, as `replacement` returns it.

    Returns:
        Booleans, (n,).
    """
    keep, fill = keep_and_fill(maps.shape[-1], channels, values)
    batches = (maps[first : first + BATCH] * keep + fill for first in range(0, len(maps), BATCH))
    return np.concatenate([rest.predict_on_batch(batch).argmax(1) for batch in batches]) == labels


def drop(before: np.ndarray, after: np.ndarray) -> float:
    """How much accuracy is lost, for which images were right before and after: booleans (n,)."""
    return (int(before.sum()) - int(after.sum())) / len(before)


def class_drops(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How much recall each class loses, (classes,)."""
    return np.array([drop(before[labels == label], after[labels == label]) for label in np.unique(labels)])


def mcnemar(before: np.ndarray, after: np.ndarray) -> float:
    """Probability of a difference as large as this or larger if neither network were better: McNemar's exact test.

    Only images that one network gets right and the other wrong count. If both are equally good, these fall to either
    side like tosses of a coin (McNemar 1947, https://doi.org/10.1007/BF02295996). Two-sided.
    """
    lost, won = int((before & ~after).sum()), int((after & ~before).sum())
    return float(stats.binomtest(lost, lost + won).pvalue) if lost + won else 1.0


def holm(p_values: Sequence[float]) -> np.ndarray:
    """p-values raised so that among all of them one false alarm is as unlikely as in a single test.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none may fall below the one before (Holm 1979,
    "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70).
    """
    p_values = np.asarray(p_values, float)
    order = p_values.argsort()
    raised = np.maximum.accumulate(p_values[order] * np.arange(len(order), 0, -1))
    adjusted = np.empty_like(raised)
    adjusted[order] = np.minimum(raised, 1)
    return adjusted


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
