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
from itertools import combinations

import numpy as np

from ..data import CLASS_NAMES
from ..errors import TutorialError
from ..model import activations, build_probe
from ..quiet import import_tensorflow
from ..studies import study_results
from . import Measured, Subject
from .ablated_networks import MATTERS, over_networks
from .significance import holm, mcnemar

import_tensorflow()

import keras  # noqa: E402

WAYS = ("zero", "mean", "level")
BATCH = 500
READ_AT = {"conv1": "conv1", "conv2": "pool"}
"""Where each layer's channels are taken away: where the next layer with weights reads them. Pooling treats every
channel by itself, so a channel of conv2 is one of pool, and its mean there is what the last layer usually gets."""
REFERENCE = 5000
"""How many training images, the first ones, means are taken over."""
LOOKED_AT = 2000
"""How many test images, the first ones, tell whether channels are alike or dead."""
TESTED = 5000
"""How many test images, the first ones, the build's own network is tested on. The study takes all."""
SURE = 0.05


def measure(subject: Subject) -> Measured:
    """What this network loses without each channel, and each pair of conv1's; what ten networks lose by the study."""
    rows = study_results("ablation")["rows"]
    images, labels = (part[:TESTED] for part in subject.test)
    probe = build_probe(subject.run.model, tuple(READ_AT.values()))
    usual = activations(probe, subject.train[0][:REFERENCE, ..., None], BATCH)
    instead = {(layer, how): replacement(usual[READ_AT[layer]], how) for layer in READ_AT for how in ("zero", "mean")}
    del usual  # a fifth of a gigabyte
    tested = activations(probe, images[..., None], BATCH)
    lost, chances, arrays = {}, {}, {}
    for layer, place in READ_AT.items():
        rest, maps = rest_of(subject.run.model, place), tested[place]
        whole = right_without(rest, maps, labels)
        for how in ("zero", "mean"):
            values = instead[layer, how]
            without = [right_without(rest, maps, labels, [channel], values) for channel in range(maps.shape[-1])]
            lost[layer, how] = np.array([drop(whole, after) for after in without])
            chances[layer, how] = np.array([mcnemar(whole, after) for after in without])
            arrays[f"{layer}_{how}_networks"] = np.array([row[layer][how] for row in rows])
        # classes and pairs are shown for the last of the ways, the mean
        arrays[f"{layer}_by_class"] = np.stack([class_drops(whole, after, labels) for after in without])
        if layer == "conv1":
            both = [
                drop(whole, right_without(rest, maps, labels, pair, values))
                for pair in combinations(range(maps.shape[-1]), 2)
            ]
            arrays["pairs"] = pair_table(lost[layer, how], both)
    ends = np.cumsum([len(p_values) for p_values in chances.values()])
    adjusted = np.split(holm(np.concatenate([*chances.values()])), ends[:-1])
    own: dict = {"images": TESTED, "tests": int(ends[-1]), "sure": SURE, "conv1": {}, "conv2": {}}
    for ((layer, how), drops), p_values in zip(lost.items(), adjusted, strict=True):
        arrays[f"{layer}_{how}"] = np.stack([drops, p_values])
        own[layer][how] = _in_words(drops, p_values)
    own |= _extremes(arrays["conv1_by_class"], arrays["pairs"])
    cells = np.concatenate([arrays["conv1_by_class"], arrays["conv2_by_class"]])
    own["class_cells"], own["class_gains"] = cells.size, int((cells <= -0.01).sum())
    return Measured({**over_networks(rows), "reference": REFERENCE, "looked_at": LOOKED_AT, "own": own}, arrays)


def pair_table(single: np.ndarray, both: Sequence[float]) -> np.ndarray:
    """What pairs cost beside what their parts cost.

    Args:
        single: the drop without each channel, (channels,).
        both: the drop without each pair, in the order of `itertools.combinations`.

    Returns:
        (channels, channels): on the diagonal the single drops, below it the pairs', above it the sums of their parts.
    """
    table = np.add.outer(single, single)
    np.fill_diagonal(table, single)
    for (first, second), drop_of_both in zip(combinations(range(len(single)), 2), both, strict=True):
        table[second, first] = drop_of_both
    return table


def _in_words(lost: np.ndarray, p_values: np.ndarray) -> dict:
    """What the text says of one layer's channels: which costs most and least, and how many cost anything for sure."""
    return {
        "most": {"channel": int(lost.argmax()), "drop": float(lost.max())},
        "least": {"channel": int(lost.argmin()), "drop": float(lost.min())},
        "matter": int((lost >= MATTERS).sum()),
        "sure": int(((lost > 0) & (p_values < SURE)).sum()),
        "sure_gain": int(((lost < 0) & (p_values < SURE)).sum()),
    }


def _extremes(by_class: np.ndarray, pairs: np.ndarray) -> dict:
    """The class that suffers most from one channel of conv1, and the pair that costs most."""
    channel, label = np.unravel_index(by_class.argmax(), by_class.shape)
    second, first = np.unravel_index(np.tril(pairs, -1).argmax(), pairs.shape)
    return {
        "class": {"channel": int(channel), "name": CLASS_NAMES[label], "drop": float(by_class.max())},
        "pair": {
            "channels": [int(first), int(second)],
            "drop": float(pairs[second, first]),
            "parts": float(pairs[first, second]),
        },
    }


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


def answers_without(
    rest: keras.Model, maps: np.ndarray, channels: Sequence[int] = (), values: np.ndarray | float = 0
) -> np.ndarray:
    """What the network answers when channels are replaced.

    Args:
        rest: as `rest_of` returns it.
        maps: activations of the layer below it, (n, …, channels).
        channels: which are replaced; by default none.
        values: by what, as `replacement` returns it.

    Returns:
        Probabilities, (n, classes).
    """
    keep, fill = keep_and_fill(maps.shape[-1], channels, values)
    batches = (maps[first : first + BATCH] * keep + fill for first in range(0, len(maps), BATCH))
    return np.concatenate([rest.predict_on_batch(batch) for batch in batches])


def right_without(
    rest: keras.Model,
    maps: np.ndarray,
    labels: np.ndarray,
    channels: Sequence[int] = (),
    values: np.ndarray | float = 0,
) -> np.ndarray:
    """Which images of the classes `labels` (n,) are still recognised, for what `answers_without` takes: bool (n,)."""
    return answers_without(rest, maps, channels, values).argmax(1) == labels


def drop(before: np.ndarray, after: np.ndarray) -> float:
    """How much accuracy is lost, for which images were right before and after: booleans (n,)."""
    return (int(before.sum()) - int(after.sum())) / len(before)


def class_drops(before: np.ndarray, after: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How much recall each class loses, (classes,)."""
    return np.array([drop(before[labels == label], after[labels == label]) for label in np.unique(labels)])
