"""Tasks about what the network is made of: how many filters, and whether they have to be learned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..data import load_data
from ..measure.architecture import shifted
from ..measure.filters import FREI_CHEN
from ..training import CHOSEN, Run, evaluate, train_with
from .runs import tutorial_run

SHIFTS = ((0, 2), (0, -2), (2, 0), (-2, 0))
"""Two pixels right, left, down and up."""


def try_architecture(parameters: dict) -> dict:
    """Train a network with `filters`, one number a convolution, and `pooling`; test it, also on shifted images."""
    settings = replace(
        CHOSEN, seed=parameters["seed"], filters=tuple(parameters["filters"]), pooling=parameters["pooling"]
    )
    run = train_with(settings, *load_data()[0])
    return _tested(run)


def try_filters(parameters: dict) -> dict:
    """Train a network whose convolutions are, by `filters`:

    - `learned`: learned, as in the tutorial;
    - `conv1-random`: conv1 stays as it was initialised, conv2 is learned;
    - `conv1-designed`: conv1 is given the eight edge and line kernels of Frei and Chen and keeps them;
    - `random`: both stay as they were initialised;
    - `random-points`: so too, and all weights but each kernel's middle one are 0, so no unit sees a neighbour;
    - `none`: there are none: the last layer looks at the 784 pixels.

    The last layer is learned in all of them, by the same rule, from the same images in the same order.
    """
    kind, seed = parameters["filters"], parameters["seed"]
    if kind == "learned":
        return _tested(tutorial_run(seed))
    settings = replace(CHOSEN, seed=seed)
    if kind == "none":
        settings = replace(settings, filters=(), pooling=False)
    return _tested(train_with(settings, *load_data()[0], prepare=PREPARATIONS[kind]))


def freeze_conv1(model) -> None:
    """Leave conv1 as it was initialised."""
    model.get_layer("conv1").trainable = False


def design_conv1(model) -> None:
    """Give conv1 the four edge and the four line kernels, as long as its own were, and freeze it."""
    layer = model.get_layer("conv1")
    kernels, biases = layer.get_weights()
    length = np.sqrt((kernels**2).sum() / kernels.shape[-1])
    layer.set_weights([length * FREI_CHEN[:8].transpose(1, 2, 0)[:, :, None], biases])
    layer.trainable = False


def freeze_both(model) -> None:
    """Leave both convolutions as they were initialised."""
    for name in ("conv1", "conv2"):
        model.get_layer(name).trainable = False


def freeze_points(model) -> None:
    """Leave both convolutions as they were initialised, but with the middle weight of each kernel alone."""
    for name in ("conv1", "conv2"):
        layer = model.get_layer(name)
        kernels, biases = layer.get_weights()
        middle = np.zeros_like(kernels)
        middle[1, 1] = kernels[1, 1] * 3  # so that a random kernel keeps its length on average
        layer.set_weights([middle, biases])
        layer.trainable = False


PREPARATIONS = {
    "conv1-random": freeze_conv1,
    "conv1-designed": design_conv1,
    "random": freeze_both,
    "random-points": freeze_points,
    "none": None,
}


def _tested(run: Run) -> dict:
    images, labels = load_data()[1]
    loss, accuracy = evaluate(run.model, images, labels)
    return {
        "parameters": run.model.count_params(),
        "train_accuracy": run.history["accuracy"][-1],
        "test_accuracy": accuracy,
        "test_loss": loss,
        "shifted_accuracy": float(np.mean([evaluate(run.model, shifted(images, s), labels)[1] for s in SHIFTS])),
        "seconds": run.seconds,
    }
