"""Which pixels does an answer come from? Three heat maps that are often shown, for any Keras classifier of images.

All explain the *score* of one class: the number that goes into the last activation. Softmax would mix in the other
classes, since a probability also rises when theirs fall, and where it is nearly 1 it is flat: its gradient is nearly 0
whatever the pixels do. Simonyan et al. (2014, section 3) take the score for that reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..errors import TutorialError
from ..model import build_probe
from ..quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

BATCH = 250


def gradient_saliency(model: keras.Model, images: np.ndarray, classes: np.ndarray | int | None = None) -> np.ndarray:
    """How fast the score changes as a pixel changes: |∂score / ∂pixel|.

    Simonyan, Vedaldi & Zisserman (2014), "Deep Inside Convolutional Networks", https://arxiv.org/abs/1312.6034. Of a
    pixel's colours the one with the largest value counts.

    Args:
        model: a Sequential or Functional classifier with one input, images, and one output, (n, classes).
        images: (n, h, w, colours), as the model takes them; without the last axis if there is one colour.
        classes: the class to explain, one for all images or (n,); by default the one that the model predicts.

    Returns:
        (n, h, w), from 0 up, in units of score per unit of pixel.

    Raises:
        TutorialError: images that do not fit the model, a class that it does not have, or another kind of model.
    """
    return np.concatenate([np.abs(gradient).max(-1) for _, gradient in _gradients(model, images, classes)])


def gradient_times_input(model: keras.Model, images: np.ndarray, classes: np.ndarray | int | None = None) -> np.ndarray:
    """How much of the score a pixel brings, if the score were a straight line: pixel · ∂score / ∂pixel.

    Shrikumar et al. (2016), "Not Just a Black Box", https://arxiv.org/abs/1605.01713. Arguments and errors are those
    of `gradient_saliency`. Returns (n, h, w), the sum over colours: above 0 what speaks for the class.
    """
    return np.concatenate([(pixels * gradient).sum(-1) for pixels, gradient in _gradients(model, images, classes)])


def grad_cam(model: keras.Model, images: np.ndarray, layer: str, classes: np.ndarray | int | None = None) -> np.ndarray:
    """The maps of a layer, each weighted by how fast the score grows with it, added up; what is below 0 is cut off.

    Selvaraju et al. (2017), "Grad-CAM", https://arxiv.org/abs/1610.02391, equations 1 and 2: a map's weight is the
    mean of ∂score / ∂map over all its places. A smaller map is enlarged to the size of the image, bilinearly.

    Args:
        model: as for `gradient_saliency`.
        images: as there.
        classes: as there.
        layer: the name of a layer whose output is maps, (n, rows, columns, channels).

    Returns:
        (n, h, w), from 0 up.

    Raises:
        TutorialError: as `gradient_saliency`; also for a layer that the model does not have, or one without maps.
    """
    scorer = scoring_model(model)
    probe = build_probe(scorer, [layer])
    if len(probe.output[layer].shape) != 4:
        raise TutorialError(
            f"layer {layer!r} has output {probe.output[layer].shape}; expected maps, (n, h, w, channels)"
        )
    maps = []
    for pixels, labels in _batches(scorer, images, classes):
        with tf.GradientTape() as tape:
            tape.watch(pixels)  # or a layer with no weights at or below it would not be followed
            answers = probe(pixels)
            score = tf.gather(answers[_last_layer(scorer)], labels, batch_dims=1)
        weights = tf.reduce_mean(tape.gradient(score, answers[layer]), axis=(1, 2), keepdims=True)
        heat = tf.nn.relu(tf.reduce_sum(weights * answers[layer], axis=-1, keepdims=True))
        maps.append(tf.image.resize(heat, pixels.shape[1:3])[..., 0].numpy())
    return np.concatenate(maps)


def occlusion(
    model: keras.Model,
    images: np.ndarray,
    classes: np.ndarray | int | None = None,
    patch: int = 4,
    stride: int = 2,
    fill: float = 0,
) -> np.ndarray:
    """How far the score falls when a square patch of the image is covered, at every place in turn.

    Zeiler & Fergus (2014), "Visualizing and Understanding Convolutional Networks", https://arxiv.org/abs/1311.2901,
    section 4.2. A pixel gets the mean over all the patches that cover it. Patches that begin at the right or lower
    edge are cut short, so that every pixel is covered.

    Args:
        model: as for `gradient_saliency`.
        images: as there.
        classes: as there.
        patch: side of the square in pixels.
        stride: how far one place is from the next, in pixels, at most `patch`.
        fill: the value that covers; 0 is black.

    Returns:
        (n, h, w): above 0 where covering speaks against the class, below 0 where it speaks for it.

    Raises:
        TutorialError: as `gradient_saliency`; also for a patch or a stride out of range.
    """
    if not 1 <= stride <= patch:
        raise TutorialError(f"received patch={patch}, stride={stride}; expected 1 ≤ stride ≤ patch")
    scorer = scoring_model(model)
    maps = []
    for pixels, labels in _batches(scorer, images, classes):
        _, height, width, _ = pixels.shape
        full = _scores(scorer, pixels, labels)
        drops, covers = np.zeros(pixels.shape[:3], np.float32), np.zeros((height, width), np.float32)
        for top in range(0, height, stride):
            for left in range(0, width, stride):
                place = np.s_[top : top + patch, left : left + patch]
                covered = pixels.numpy()
                covered[:, *place] = fill
                drops[:, *place] += (full - _scores(scorer, covered, labels))[:, None, None]
                covers[place] += 1
        maps.append(drops / covers)
    return np.concatenate(maps)


def three_maps(model: keras.Model, images: np.ndarray, layer: str, classes: np.ndarray | int) -> dict[str, np.ndarray]:
    """`gradient`, `grad_cam` of a layer, and `occlusion` → maps (n, h, w). Arguments and errors as for `grad_cam`."""
    return {
        "gradient": gradient_saliency(model, images, classes),
        "grad_cam": grad_cam(model, images, layer, classes),
        "occlusion": occlusion(model, images, classes),
    }


def scoring_model(model: keras.Model) -> keras.Model:
    """A copy of a classifier that puts out scores: its last layer has lost its activation.

    Raises:
        TutorialError: a model that is neither Sequential nor Functional, or has another output than (n, classes).
    """
    last = _last_layer(model)
    if len(model.outputs) != 1 or len(model.outputs[0].shape) != 2:
        raise TutorialError(f"model {model.name!r} has output {model.output_shape}; expected one, (n, classes)")

    def copy(layer):
        config = layer.get_config()
        if layer.name == last and isinstance(layer, keras.layers.Softmax):
            return _Unchanged(name=last)
        if layer.name == last and "activation" in config:
            config["activation"] = "linear"
        return type(layer).from_config(config)

    scorer = keras.models.clone_model(model, clone_function=copy)
    scorer.set_weights(model.get_weights())
    return scorer


class _Unchanged(keras.layers.Layer):
    def call(self, inputs, mask=None):  # Softmax takes a mask, `keras.layers.Identity` does not
        return inputs


def _last_layer(model: keras.Model) -> str:
    return build_probe(model, []).output_names[0]  # also complains about a model whose layers cannot be told


def _gradients(model: keras.Model, images: np.ndarray, classes) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batches of pixels and of ∂score / ∂pixel, both (m, h, w, colours)."""
    scorer = scoring_model(model)
    for pixels, labels in _batches(scorer, images, classes):
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            score = tf.gather(scorer(pixels), labels, batch_dims=1)
        yield pixels.numpy(), tape.gradient(score, pixels).numpy()


def _scores(scorer: keras.Model, pixels: np.ndarray | tf.Tensor, labels: np.ndarray) -> np.ndarray:
    return scorer(pixels, training=False).numpy()[np.arange(len(labels)), labels]


def _batches(scorer: keras.Model, images: np.ndarray, classes) -> Iterator[tuple[tf.Tensor, np.ndarray]]:
    """Check images and classes, then yield them a batch at a time; where no class is given, the predicted one."""
    shape, array = scorer.input_shape[1:], np.asarray(images, np.float32)
    if array.ndim == len(shape) and shape[-1] == 1:
        array = array[..., None]
    if array.ndim != 4 or any(size not in (None, found) for size, found in zip(shape, array.shape[1:], strict=True)):
        raise TutorialError(f"images have shape {np.shape(images)}; expected (n, {', '.join(map(str, shape))})")
    count = scorer.output_shape[-1]
    if classes is not None:
        classes = np.asarray(classes)
        if classes.shape not in ((), array.shape[:1]) or not np.issubdtype(classes.dtype, np.integer):
            raise TutorialError(
                f"received classes of shape {classes.shape}, {classes.dtype}; expected one whole number an image"
            )
        if classes.size and not (classes.min() >= 0 and classes.max() < count):
            raise TutorialError(f"received classes {classes.min()} to {classes.max()}; expected 0 to {count - 1}")
        classes = np.broadcast_to(classes, len(array))
    for start in range(0, len(array), BATCH):
        pixels = tf.constant(array[start : start + BATCH])
        if classes is None:
            yield pixels, scorer(pixels, training=False).numpy().argmax(1)
        else:
            yield pixels, classes[start : start + BATCH]
