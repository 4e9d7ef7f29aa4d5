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


def build_model(filters: Sequence[int] = (8, 16), scale: float = SCALE, pooling: bool = True) -> keras.Sequential:
    """Build the untrained network, or one of its family.

    All convolutions pad with zeros, so their maps keep the image's 28 × 28 pixels.

    Args:
        filters: how many filters each convolution has; the layers are named `conv1`, `conv2`, … There may be none.
        scale: the factor that raw pixels are multiplied by inside the model.
        pooling: whether the largest of every 2 × 2 block goes on to the last layer, or every pixel of every map.

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
            *([layers.MaxPooling2D(2, name="pool")] if pooling else []),
            layers.Flatten(name="flatten"),
            layers.Dense(CLASSES, activation="softmax", name="predictions"),
        ],
        name="fashion_cnn",
    )


def build_probe(model: keras.Model, layers: Sequence[str] | None = None) -> keras.Model:
    """Build a Functional model that shares `model`'s weights and shows its inner layers.

    Nothing is copied: train `model` further and the probe shows the new state.

    Args:
        model: a Sequential or Functional Keras model. Layers inside a nested model cannot be shown.
        layers: names of the layers to show; by default all that convolve in two dimensions.

    Returns:
        A `keras.Model` with the same inputs whose output is a dict: layer name → activations, for `layers` and for
        the model's own outputs. For this tutorial's network `conv1` (n, 28, 28, 8), `conv2` (n, 28, 28, 16) and
        `predictions` (n, 10).

    Raises:
        TutorialError: a layer name that `model` does not have, or a model whose layers cannot be told: one that was
            subclassed, or that does not know its input shape yet.
    """
    if isinstance(layers, str):
        raise TutorialError(f"received layers={layers!r}; expected a list of layer names")
    if not getattr(model, "built", False) or not getattr(model, "inputs", None):  # a subclassed model has no inputs
        raise TutorialError(
            f"received {type(model).__name__} {model.name!r}; expected a Sequential or Functional model that knows its "
            "input shape (call it on an image first)"
        )
    tensors = _layer_tensors(model)
    if layers is None:
        layers = [layer.name for layer in model.layers if isinstance(layer, CONVOLUTIONS)]
    for name in layers:
        if name not in tensors:
            raise TutorialError(f"no layer named {name!r}; the model's layers are {', '.join(tensors)}")
    ends = {name: tensors[name] for name in _output_names(model)}
    try:
        return keras.Model(model.inputs, {name: tensors[name] for name in layers} | ends, name=f"{model.name}_probe")
    except ValueError:  # Keras knows of each layer's first use only
        raise TutorialError(
            f"received {model.name!r}, with layers first used in another model; expected layers of its own"
        ) from None


def activations(probe: keras.Model, images: np.ndarray, batch_size: int = 500) -> dict[str, np.ndarray]:
    """What a probe answers to many images, in half the memory that `probe.predict` takes for the same arrays.

    `predict` keeps the answers to all batches until it joins them, and TensorFlow never gives that memory back.

    Args:
        probe: as `build_probe` returns it.
        images: in the form that the probed model takes, at least one.
        batch_size: how many go through it at once.

    Returns:
        Layer name → activations, (n, *shape).

    Raises:
        TutorialError: no images.
    """
    if len(images) == 0:
        raise TutorialError("received no images; expected at least one")
    filled: dict[str, np.ndarray] = {}
    for first in range(0, len(images), batch_size):
        for name, values in probe.predict_on_batch(images[first : first + batch_size]).items():
            if first == 0:
                filled[name] = np.empty((len(images), *values.shape[1:]), values.dtype)
            filled[name][first : first + batch_size] = values
    return filled


CONVOLUTIONS = (layers.Conv2D, layers.DepthwiseConv2D, layers.SeparableConv2D, layers.Conv2DTranspose)
"""The kinds of layers that a probe shows by default."""


def _layer_tensors(model: keras.Model) -> dict:
    """What each layer puts out in this model, by the layer's name: symbolic tensors."""
    if not isinstance(model, keras.Sequential):
        return {layer.name: layer.output for layer in model.layers}
    # a layer may stand in several models, and `layer.output` is its output in the first: apply them once more
    tensor, tensors = model.inputs[0], {}
    for layer in model.layers:
        tensor = tensors[layer.name] = layer(tensor)
    return tensors


def _output_names(model: keras.Model) -> list[str]:
    """The layers whose outputs are the model's."""
    return [model.layers[-1].name] if isinstance(model, keras.Sequential) else list(model.output_names)


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
