"""What each layer knows: how openly the classes lie in a representation.

A representation is what a layer answers to an image, laid out as one long vector. Four questions are asked of it: how
well a linear classifier reads the classes from it (Alain & Bengio 2016, "Understanding intermediate layers using
linear classifier probes", https://arxiv.org/abs/1610.01644), whether that is owed to its mere size, how far apart the
classes lie, and how much its channels prefer single classes.
"""

from __future__ import annotations

import warnings

import numpy as np

PROBE_IMAGES = {"train": 8_000, "validation": 2_000}
DIMENSIONS = 100
PENALTIES = (1.0, 0.3, 0.1, 0.03)
"""What a probe may choose from: the weight of its L2 penalty against the images' losses, from strong to weak."""
ITERATIONS = 100
"""The most steps of L-BFGS a probe takes for each penalty, whatever it looks at."""


def probe_images(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the places of a probe's training and validation images among `count` images."""
    places = np.random.default_rng(seed).permutation(count)
    return np.split(places[: sum(PROBE_IMAGES.values())], [PROBE_IMAGES["train"]])


def probe_accuracy(
    train: np.ndarray,
    train_labels: np.ndarray,
    validation: np.ndarray,
    validation_labels: np.ndarray,
    test: np.ndarray,
    test_labels: np.ndarray,
) -> tuple[float, float]:
    """Fit a linear probe, multinomial logistic regression with an L2 penalty, and test it.

    It minimises Σ cross-entropy + penalty / 2 · ‖weights‖². The representation is centred and divided by one number,
    so that its mean squared length is 1: a penalty then asks as much of one representation as of another, and no
    direction gains or loses against the rest. The penalty is the one with the best accuracy on the validation images,
    of equals the strongest. Each fit starts from the one before.

    Args:
        train, validation, test: representations of images (n, ...), flattened here.
        train_labels, validation_labels, test_labels: their labels, (n,).

    Returns:
        The accuracy on the test images, and the penalty (of `PENALTIES`) that was chosen.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    train, validation, test = (part.reshape(len(part), -1) for part in (train, validation, test))
    mean = train.mean(0)
    train = train - mean
    length = np.sqrt(np.einsum("nd,nd->", train, train) / len(train))
    train /= length
    probe = LogisticRegression(max_iter=ITERATIONS, tol=1e-5, warm_start=True)
    best = -1.0
    for penalty in PENALTIES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the budget is part of the measure
            probe.set_params(C=1 / penalty).fit(train, train_labels)
        # centring and scaling the weights instead of the images spares copies of them
        weights = probe.coef_.T / length
        offsets = probe.intercept_ - mean @ weights
        validated, tested = (
            float((probe.classes_[(images @ weights + offsets).argmax(1)] == labels).mean())
            for images, labels in ((validation, validation_labels), (test, test_labels))
        )
        if validated > best:
            best, accuracy, chosen = validated, tested, penalty
    return accuracy, chosen
