"""Exercises of the notebook on the probe."""

from __future__ import annotations

import functools

import numpy as np

from ..data import load_data
from ..model import build_probe
from .answers import (
    Feedback,
    UnreadableAnswer,
    ask,
    check,
    describe,
    others,
    read_array,
    read_channel,
    read_shape,
    right,
    wrong,
)

IMAGES = 4
"""How many test images, the first ones, a check tries."""


@check
def check_shape(answer, model, layer: str, images: int) -> Feedback:
    """The shape of what a layer answers to so many images."""
    found, sought = read_shape(answer), (images, *build_probe(model, [layer]).output[layer].shape[1:])
    if found == sought:
        return right("Images first, then rows and columns, channels last.")
    if found == sought[1:]:
        return wrong("That is the shape for one image. Where do the images go?")
    if sorted(found) == sorted(sought):
        return wrong("The right numbers in another order. In Keras the images come first and the channels last.")
    if len(found) == len(sought) and found[0] == images and found[-1] == sought[-1]:
        return wrong("Images and channels are right. What does the layer do to rows and columns?")
    return wrong("Four numbers: how many images, rows, columns, channels.")


@check
def check_probe(probe, model, layer: str) -> Feedback:
    """A model of the reader's own that shows one layer of `model`."""
    import keras

    if not isinstance(probe, keras.Model):
        raise UnreadableAnswer(f"Received {describe(probe)}; expected a keras.Model.")
    images = _images()
    sought = _shown(model, layer, images)
    shown = ask(probe, images.copy(), what="a keras.Model")
    if isinstance(shown, dict):
        if layer not in shown:
            raise UnreadableAnswer(
                f"Received outputs named {', '.join(map(str, shown))}; expected {layer!r} among them."
            )
        shown = shown[layer]
    if isinstance(shown, list | tuple):
        raise UnreadableAnswer(f"Received a model with {len(shown)} unnamed outputs; expected one, or a dict by name.")
    return _compare(read_array(shown, sought.shape, f"a model that answers {IMAGES} images with maps"), model, sought)


@check
def check_maps(function, model, layer: str) -> Feedback:
    """The reader's `function(model, images)`, which returns what a layer answers to raw images (n, 28, 28, 1)."""
    images = _images()
    sought = _shown(model, layer, images)
    shown = ask(function, model, images.copy(), what="a function")
    return _compare(read_array(shown, sought.shape, "a function that returns maps"), model, sought)


def _compare(found: np.ndarray, model, sought: np.ndarray) -> Feedback:
    if np.allclose(found, sought, rtol=1e-3, atol=1e-4):
        return right("The same numbers as those inside the model, image by image.")
    size = np.abs(found).mean() / np.abs(sought).mean()
    if size > 20:
        return wrong(
            f"The shape is right, but the numbers are about {size:.0f} times too large. Which layer was left out?"
        )
    return wrong("The shape is right, the numbers are not the model's. Do they come from the model's own weights?")


@check
def check_strongest(answer, maps: np.ndarray) -> Feedback:
    """The channel with the highest value anywhere in maps (n, h, w, channels)."""
    highest = np.asarray(maps).max(axis=(0, 1, 2))
    channel = read_channel(answer, len(highest))
    stronger = int((highest > highest[channel]).sum())
    if not stronger:
        return right(f"It reaches {highest[channel]:.2f}.")
    return wrong(
        f"Channel {channel} reaches {highest[channel]:.2f}, and {others(stronger, 'reaches', 'reach')} more. Take "
        "the maximum over images, rows and columns, and leave the channels."
    )


@functools.cache
def _images() -> np.ndarray:
    return load_data()[1][0][:IMAGES, ..., None]


def _shown(model, layer: str, images: np.ndarray) -> np.ndarray:
    return np.asarray(build_probe(model, [layer])([images])[layer])
