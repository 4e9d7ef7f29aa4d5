"""Exercises of the notebook on building and training the network."""

from __future__ import annotations

import math

import numpy as np

from ..data import CLASS_NAMES
from ..measure.architecture import dense_parameters
from ..measure.errors import confusion_matrix
from .answers import Feedback, UnreadableAnswer, check, describe, read_number, read_whole, right, wrong


@check
def check_dense_parameters(answer, side: int, channels: int) -> Feedback:
    """How many parameters the last layer has if it reads maps of `side` × `side` in so many channels."""
    outputs = len(CLASS_NAMES)
    found, sought = read_whole(answer), dense_parameters(side * side * channels, outputs)
    if found == sought:
        return right(f"Each of the {outputs} sums has one weight for every number it reads, and a bias.")
    if found == sought - outputs:
        return wrong("These are the weights. What else does each of the sums have?")
    if found == side * side * channels:
        return wrong("So many numbers arrive at the layer. How often is each of them weighed?")
    return wrong("First count the numbers that arrive: rows × columns × channels. Then give each class its weights.")


@check
def check_chance_loss(answer) -> Feedback:
    """The cross-entropy of giving every class the same probability."""
    classes = len(CLASS_NAMES)
    found, sought = read_number(answer), math.log(classes)
    if abs(found - sought) <= 0.01:
        return right("A loss above it is worse than knowing nothing. The first batches are about there.")
    if abs(found + sought) <= 0.01:
        return wrong("The sign: a probability is at most 1, its logarithm at most 0, and the loss turns that around.")
    if abs(found - math.log10(classes)) <= 0.01:
        return wrong("Right but for the logarithm: cross-entropy takes the natural one, np.log.")
    if abs(found - 1 / classes) <= 0.001:
        return wrong("That is the probability of the right class. The loss is minus its logarithm.")
    return wrong(
        "Which probability does the right class get from a network that knows nothing? The loss is −log of it."
    )


@check
def check_steps(answer, images: int, batch: int) -> Feedback:
    """How many batches an epoch has."""
    found, sought = read_number(answer), math.ceil(images / batch)
    if found == sought:
        return right("The last batch is a smaller one." if images % batch else "All batches are full.")
    if images % batch and math.floor(images / batch) <= found < sought:
        return wrong("Some images are left over after the last full batch. They are learned from too.")
    return wrong("In an epoch every image is seen once, a batch at a time.")


@check
def check_hardest_class(answer, labels: np.ndarray, predicted: np.ndarray) -> Feedback:
    """The class of which the smallest share is recognised, by its name or its number."""
    if isinstance(answer, str):
        label = _class_called(answer.strip().lower())
        if label is None:
            raise UnreadableAnswer(f"Received {describe(answer)}; expected one of {', '.join(CLASS_NAMES)}.")
    else:
        label = read_whole(answer, "the name of a class, or its number from 0 to 9")
        if not 0 <= label < len(CLASS_NAMES):
            raise UnreadableAnswer(f"Received {label}; expected a number from 0 to {len(CLASS_NAMES) - 1}.")
    matrix = confusion_matrix(labels, predicted, len(CLASS_NAMES))
    recall = np.diag(matrix) / matrix.sum(1)
    harder = int((recall < recall[label]).sum())
    if not harder:
        return right(f"Of its images {recall[label]:.1%} are recognised, the smallest share of all classes.")
    return wrong(
        f"Of {CLASS_NAMES[label]} {recall[label]:.1%} are recognised. For {harder} of the other classes it is "
        "less: look for the smallest number on the diagonal."
    )


def _class_called(words: str) -> int | None:
    """The number of the class with this name; either half of a double name, `t-shirt` or `top`, is enough."""
    names = [{name.lower(), *name.lower().split("/")} for name in CLASS_NAMES]
    return next((label for label, called in enumerate(names) if words in called), None)
