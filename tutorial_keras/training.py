"""Training, written out: the loop that `keras.Model.fit` would run, with a stop at every checkpoint.

Why not `fit`: it can save weights only between groups of `steps_per_execution` batches, and the first
hundred steps, where the kernels change fastest, are the ones worth watching. The mathematics is the same:
Adam on the cross-entropy of shuffled batches of 64.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .data import load_data
from .errors import TutorialError
from .model import CLASSES, SCALE, build_model, check_images
from .quiet import import_tensorflow
from .run import Checkpoints, Run, Settings

import_tensorflow()

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

CHOSEN = Settings(
    epochs=5,
    seed=42,
    batch_size=64,
    schedule="cosine",
    peak_rate=8e-3,
    warmup_epochs=0.5,
    scale=SCALE,
    filters=(8, 16),
)
"""The tutorial's settings. Scale, schedule and peak rate won on held-out training images: study `settings`."""


def checkpoint_steps(steps_per_epoch: int, epochs: int) -> list[int]:
    """Step 0, the powers of two within the first epoch, and the end of every epoch."""
    early = [2**k for k in range(steps_per_epoch.bit_length()) if 2**k < steps_per_epoch]
    return [0, *early, *(steps_per_epoch * epoch for epoch in range(1, epochs + 1))]


def train(
    epochs: int = CHOSEN.epochs,
    seed: int = CHOSEN.seed,
    *,
    on_progress: Callable[[int, int], None] = lambda step, steps: None,
) -> Run:
    """Train the tutorial's network on all 60,000 training images, with the settings chosen for it.

    Two calls with the same arguments on one machine give bit-identical weights.

    Args:
        epochs: how often each training image is seen.
        seed: decides the initial weights and the order of the images.
        on_progress: called with (steps done, steps in all), every hundred steps or more often.

    Returns:
        A `Run`: the trained model, its history and its checkpoints.
    """
    return train_with(replace(CHOSEN, epochs=epochs, seed=seed), *load_data()[0], on_progress=on_progress)


def train_with(
    settings: Settings,
    images: np.ndarray,
    labels: np.ndarray,
    *,
    prepare: Callable[[keras.Model], None] | None = None,
    validation: tuple[np.ndarray, np.ndarray] | None = None,
    on_progress: Callable[[int, int], None] = lambda step, steps: None,
) -> Run:
    """Train a network of the same family with other settings or on other images.

    Args:
        settings: what decides the run.
        images: raw pixels 0-255, (n, 28, 28).
        labels: their classes, (n,).
        prepare: called with the untrained model, to set weights or to freeze layers (`layer.trainable = False`).
        validation: images and labels to measure after each epoch; by default none.
        on_progress: called with (steps done, steps in all), every hundred steps or more often.

    Returns:
        A `Run`.

    Raises:
        TutorialError: images of a wrong shape, dtype or range, labels that do not fit, or settings out of range.
    """
    images = check_images(images)
    _check(settings, len(images), np.asarray(labels))
    steps_per_epoch = -(-len(images) // settings.batch_size)
    steps = steps_per_epoch * settings.epochs

    keras.utils.set_random_seed(settings.seed)
    tf.config.experimental.enable_op_determinism()
    model = build_model(settings.filters, settings.scale, settings.pooling)
    if prepare is not None:
        prepare(model)
    optimizer = keras.optimizers.Adam(learning_rate_schedule(settings, steps_per_epoch))
    advance = _make_advance(model, optimizer, images, labels, settings)

    started = time.perf_counter()
    kept = checkpoint_steps(steps_per_epoch, settings.epochs)
    # Stops now and then, besides the checkpoints, let a progress display move and Ctrl-C work.
    stops = sorted({*kept, *range(0, steps, 100)})
    snapshots = [model.get_weights()]
    batch_loss, hits = np.zeros(steps, np.float32), np.zeros(steps, np.int64)
    history: dict[str, list[float]] = {"loss": [], "accuracy": []}
    for first, last in itertools.pairwise(stops):
        batch_loss[first:last], hits[first:last] = (part.numpy() for part in advance(first, last))
        if last in kept:
            snapshots.append(model.get_weights())
        if last % steps_per_epoch == 0:
            epoch = slice(last - steps_per_epoch, last)
            # The last batch of an epoch is smaller: weight each batch's mean by its size, as Keras does.
            sizes = np.minimum(settings.batch_size, len(images) - settings.batch_size * np.arange(steps_per_epoch))
            history["loss"].append(float(np.average(batch_loss[epoch].astype(np.float64), weights=sizes)))
            history["accuracy"].append(float(hits[epoch].sum() / len(images)))
            if validation is not None:
                loss, accuracy = evaluate(model, *validation)
                history.setdefault("val_loss", []).append(loss)
                history.setdefault("val_accuracy", []).append(accuracy)
        on_progress(last, steps)

    names = ["/".join(weight.path.split("/")[-2:]) for weight in model.weights]
    weights = {name: np.stack(values) for name, values in zip(names, zip(*snapshots, strict=True), strict=True)}
    checkpoints = Checkpoints(np.array(kept), weights)
    return Run(model, history, checkpoints, settings, batch_loss, time.perf_counter() - started)


def learning_rate_schedule(settings: Settings, steps_per_epoch: int):
    """The learning rate as Keras takes it: a number, or a function of the step."""
    if settings.schedule == "constant":
        return settings.peak_rate
    warmup = round(settings.warmup_epochs * steps_per_epoch)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=settings.peak_rate / (warmup + 1),  # not 0: the first step would change nothing
        warmup_target=settings.peak_rate,
        warmup_steps=warmup,
        decay_steps=settings.epochs * steps_per_epoch - warmup,
    )


def evaluate(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Mean cross-entropy and accuracy of `model` on raw images (n, 28, 28) with labels (n,)."""
    probabilities = model.predict(check_images(images), batch_size=500, verbose=0)
    return cross_entropy(probabilities, labels), float(np.mean(probabilities.argmax(1) == labels))


def cross_entropy(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Mean of -log p(right class), in nats, for probabilities (n, classes) and labels (n,)."""
    right = probabilities[np.arange(len(labels)), labels].astype(np.float64)
    return float(-np.log(np.clip(right, 1e-7, 1)).mean())


def _check(settings: Settings, images: int, labels: np.ndarray) -> None:
    """Refuse settings and labels that training would stumble over later, and less clearly."""
    whole = (int, np.integer)
    number = (int, float, np.integer, np.floating)
    for name, kind, fits, expected in [
        ("epochs", whole, lambda value: value >= 1, "a whole number from 1 up"),
        ("seed", whole, lambda value: 0 <= value < 2**32, f"a whole number from 0 to {2**32 - 1}"),
        ("batch_size", whole, lambda value: value >= 1, "a whole number from 1 up"),
        ("schedule", str, lambda value: value in ("constant", "cosine"), "'constant' or 'cosine'"),
        ("peak_rate", number, lambda value: 0 < value < np.inf, "a number above 0"),
        ("warmup_epochs", number, lambda value: 0 <= value < settings.epochs, "0 up to less than epochs"),
        ("scale", number, lambda value: 0 < value < np.inf, "a number above 0"),
        (
            "filters",
            (tuple, list),
            lambda value: all(isinstance(count, whole) and count >= 1 for count in value),
            "whole numbers from 1 up, one a convolution",
        ),
        ("pooling", bool, lambda value: True, "True or False"),
    ]:
        value = getattr(settings, name)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or not fits(value):
            raise TutorialError(f"received {name}={value!r}; expected {expected}")
    if images == 0:
        raise TutorialError("received no images; expected at least one")
    if labels.shape != (images,):
        raise TutorialError(f"received {images} images and labels of shape {labels.shape}; expected one label an image")
    if not np.issubdtype(labels.dtype, np.integer) or labels.min() < 0 or labels.max() >= CLASSES:
        raise TutorialError(
            f"received labels {labels.min()} to {labels.max()}; expected whole numbers 0 to {CLASSES - 1}"
        )


def _make_advance(model, optimizer, images, labels, settings: Settings):
    """Compile `advance(first, last)`: learn from batches first to last - 1; return their losses and hits."""
    shuffle = np.random.default_rng(settings.seed)
    order = tf.constant(np.stack([shuffle.permutation(len(images)) for _ in range(settings.epochs)]), tf.int32)
    steps_per_epoch = -(-len(images) // settings.batch_size)
    images = tf.constant(images)  # as given, uint8 for Fashion-MNIST: the model itself makes them float
    labels = tf.constant(labels, tf.int32)
    loss_function = keras.losses.SparseCategoricalCrossentropy()

    @tf.function(input_signature=[tf.TensorSpec([], tf.int32)] * 2)
    def advance(first, last):
        losses = tf.TensorArray(tf.float32, last - first)
        hits = tf.TensorArray(tf.int64, last - first)
        for step in tf.range(first, last):
            start = settings.batch_size * (step % steps_per_epoch)
            batch = order[step // steps_per_epoch, start : start + settings.batch_size]
            pixels, truth = tf.gather(images, batch), tf.gather(labels, batch)
            with tf.GradientTape() as tape:
                probabilities = model(pixels, training=True)
                loss = loss_function(truth, probabilities)
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)
            right = tf.equal(tf.argmax(probabilities, 1, tf.int32), truth)
            losses = losses.write(step - first, loss)
            hits = hits.write(step - first, tf.math.count_nonzero(right))
        return losses.stack(), hits.stack()

    optimizer.build(model.trainable_variables)
    return advance
