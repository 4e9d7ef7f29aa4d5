"""The network of this tutorial, and a probe that shows what happens inside a network.

pixels → conv1 (8 filters, 3×3, ReLU) → conv2 (16 filters, 3×3, ReLU) → max-pool 2×2 → predictions (10)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .errors import TutorialError
from .quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402
from keras import layers  # noqa: E402

IMAGE_SHAPE = (28, 28, 1)
CLASSES = 10
SCALE = 1 / 255
"""What a raw pixel is multiplied by. There is no offset, so the background stays exactly 0 and
zero padding, which puts zeros around the image, continues it without an edge."""


def build_model(filters: Sequence[int] = (8, 16), scale: float = SCALE) -> keras.Sequential:
    """Build the untrained network.

    Both convolutions pad with zeros, so their maps keep the image's 28 × 28 pixels.

    Args:
        filters: how many filters each convolution has; the layers are named `conv1`, `conv2`, …
        scale: the factor that raw pixels are multiplied by inside the model.

    Returns:
        A `keras.Sequential` that takes raw pixels 0-255, of any numeric dtype, as (n, 28, 28, 1) and
        returns class probabilities as (n, 10). With the default filters: 32,618 parameters.
    """
    return keras.Sequential(
        [
            keras.Input(IMAGE_SHAPE, name="pixels"),
            layers.Rescaling(scale, name="scale"),
            *(
                layers.Conv2D(count, 3, padding="same", activation="relu", name=f"conv{number}")
                for number, count in enumerate(filters, start=1)
            ),
            layers.MaxPooling2D(2, name="pool"),
            layers.Flatten(name="flatten"),
            layers.Dense(CLASSES, activation="softmax", name="predictions"),
        ],
        name="fashion_cnn",
    )


def build_probe(model: keras.Model, layer_names: Sequence[str] | None = None) -> keras.Model:
    """Build a Functional model that shares `model`'s weights and shows its inner layers.

    Nothing is copied: train `model` further and the probe shows the new state.

    Args:
        model: any built Keras model with one input, Sequential or Functional.
        layer_names: the layers to show; by default every 2-D convolution and the last layer.

    Returns:
        A `keras.Model` with the same input whose output is a dict: layer name → activations. For this
        tutorial's network `conv1` (n, 28, 28, 8), `conv2` (n, 28, 28, 16) and `predictions` (n, 10).

    Raises:
        TutorialError: a layer name that `model` does not have.
    """
    last = model.layers[-1].name
    if layer_names is None:
        layer_names = [layer.name for layer in model.layers if isinstance(layer, layers.Conv2D)]
    known = [layer.name for layer in model.layers]
    for name in layer_names:
        if name not in known:
            raise TutorialError(f"no layer named {name!r}; the model's layers are {', '.join(known)}")
    outputs = {name: model.get_layer(name).output for name in [*layer_names, last]}
    return keras.Model(model.inputs[0], outputs, name=f"{model.name}_probe")


def check_images(images: np.ndarray) -> np.ndarray:
    """Bring images into the form the network takes, or say what is wrong with them.

    Args:
        images: raw pixels 0-255 as (28, 28), (n, 28, 28) or (n, 28, 28, 1), any real numeric dtype.

    Returns:
        The same values as (n, 28, 28, 1).

    Raises:
        TutorialError: another shape, a dtype that is not numeric, or values outside 0-255.
    """
    array = np.asarray(images)
    if not (np.issubdtype(array.dtype, np.number) or array.dtype == bool) or np.iscomplexobj(array):
        raise TutorialError(f"images have dtype {array.dtype}; expected real numbers from 0 to 255")
    found = array.shape
    if array.ndim == 2:
        array = array[None]
    if array.ndim == 3:
        array = array[..., None]
    if array.ndim != 4 or array.shape[1:] != IMAGE_SHAPE:
        raise TutorialError(f"images have shape {found}; expected (n, 28, 28, 1), (n, 28, 28) or (28, 28)")
    if array.size and not (array.min() >= 0 and array.max() <= 255):
        raise TutorialError(f"pixels run from {array.min():g} to {array.max():g}; expected raw values from 0 to 255")
    return array
