"""What each layer knows: how openly the classes lie in a representation.

A representation is what a layer answers to an image, laid out as one long vector. Four questions are asked of it: how
well a linear classifier reads the classes from it (Alain & Bengio 2016, "Understanding intermediate layers using
linear classifier probes", https://arxiv.org/abs/1610.01644), whether that is owed to its mere size, how far apart the
classes lie, and how much its channels prefer single classes.
"""

from __future__ import annotations

import warnings

import numpy as np

from ..data import CLASS_NAMES
from ..studies import study_results
from . import Measured, Subject
from .intervals import mean_estimate
from .projection import DIMENSIONS, discriminant_plane

PROBE_IMAGES = {"train": 8_000, "validation": 2_000}
PENALTIES = (3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)
"""What a probe may choose from: the weight of its L2 penalty against the images' losses, from strong to weak."""
PATIENCE = 2
"""After so many penalties in a row that did no better, a probe looks at no weaker ones."""
ITERATIONS = 50
"""The most steps of L-BFGS a probe takes for each penalty, whatever it looks at."""


LAYERS = ("conv1", "conv2", "pool")
PLANE = {"classes": (2, 4, 6), "train": 500, "test": 300}
"""What the picture of a plane shows: three classes that are often confused, and how many images of each."""


def measure(subject: Subject) -> Measured:
    """What study `probes` found, as estimates over its networks, and a plane in which three classes are told apart."""
    rows = study_results("probes")["rows"]

    def estimate(value: str, state: str, layer: str, other_state: str = "", other_layer: str = "") -> dict:
        """Estimate of one value of a layer or, if there is another, of by how much it exceeds the other's."""
        found = np.array([_of(row, state, layer)[value] for row in rows])
        if other_state:
            found = found - [_of(row, other_state, other_layer)[value] for row in rows]
        return mean_estimate(found)

    values = ("accuracy", "reduced_accuracy", "separation", "selectivity")
    probes = {}
    for suffix, value in (("", "accuracy"), ("_reduced", "reduced_accuracy")):
        for layer in LAYERS:
            probes |= {
                f"{layer}_over_pixels{suffix}": estimate(value, "trained", layer, "pixels"),
                f"{layer}_over_untrained{suffix}": estimate(value, "trained", layer, "untrained", layer),
                f"{layer}_untrained_over_pixels{suffix}": estimate(value, "untrained", layer, "pixels"),
            }
        probes[f"pool_over_conv2{suffix}"] = estimate(value, "trained", "pool", "trained", "conv2")
        probes[f"conv2_over_conv1{suffix}"] = estimate(value, "trained", "conv2", "trained", "conv1")
    shape = {name: int(np.prod(values.shape[1:])) for name, values in subject.activations(subject.hero[None]).items()}
    asked = [(state, layer) for state in ("trained", "untrained") for layer in LAYERS] + [("pixels", "")]
    penalties = [_of(row, *place)[f"{prefix}penalty"] for row in rows for place in asked for prefix in ("", "reduced_")]
    plane, arrays = _plane(subject)
    numbers = {
        "networks": len(rows),
        "images": PROBE_IMAGES,
        "components": DIMENSIONS,
        "penalties": {"strongest": max(PENALTIES), "weakest": min(PENALTIES)},
        "chosen": {
            "of": len(penalties),
            "at_an_end": sum(penalty in (max(PENALTIES), min(PENALTIES)) for penalty in penalties),
            "strongest": max(penalties),
            "weakest": min(penalties),
        },
        "iterations": ITERATIONS,
        "dimensions": {"pixels": int(subject.hero.size)} | {layer: shape[layer] for layer in LAYERS},
        "layers": {
            state: {layer: {value: estimate(value, state, layer) for value in values} for layer in LAYERS}
            for state in ("trained", "untrained")
        }
        | {"pixels": {value: estimate(value, "pixels", "") for value in values}},
        "probes": probes,
        "separation": {
            "conv2_over_pixels": estimate("separation", "trained", "conv2", "pixels"),
            "conv2_over_untrained": estimate("separation", "trained", "conv2", "untrained", "conv2"),
            "pool_over_pixels": estimate("separation", "trained", "pool", "pixels"),
        },
        "selectivity": {
            "conv2_over_conv1": estimate("selectivity", "trained", "conv2", "trained", "conv1"),
            "conv2_over_untrained": estimate("selectivity", "trained", "conv2", "untrained", "conv2"),
            "conv2_over_pixels": estimate("selectivity", "trained", "conv2", "pixels"),
        },
        "plane": plane,
    }
    return Measured(numbers, arrays)


def _of(row: dict, state: str, layer: str) -> dict:
    return row["pixels"] if state == "pixels" else row[state][layer]


def _plane(subject: Subject) -> tuple[dict, dict[str, np.ndarray]]:
    """Three classes in the plane that tells them apart best, in the pixels and in each layer."""
    images, labels = {}, {}
    for part, (pixels, found) in (("train", subject.train), ("test", subject.test)):
        places = np.concatenate([np.flatnonzero(found == label)[: PLANE[part]] for label in PLANE["classes"]])
        images[part], labels[part] = pixels[places], found[places]
    answers = {part: subject.activations(found) | {"pixels": found / 255} for part, found in images.items()}
    right, points, centres = {}, [], []
    for layer in ("pixels", *LAYERS):
        shown, middles = discriminant_plane(answers["train"][layer], labels["train"], answers["test"][layer])
        nearest = np.linalg.norm(shown[:, None] - middles, axis=2).argmin(1)
        right[layer] = float((np.array(PLANE["classes"])[nearest] == labels["test"]).mean())
        points.append(shown)
        centres.append(middles)
    numbers = {
        "classes": [CLASS_NAMES[label] for label in PLANE["classes"]],
        "train": PLANE["train"],
        "test": PLANE["test"],
        "right": right,
    }
    arrays = {"plane": np.array(points), "plane_centres": np.array(centres), "plane_labels": labels["test"]}
    return numbers, arrays


def probe_images(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the places of a probe's training and validation images among `count` images."""
    places = np.random.default_rng(seed).permutation(count)[: sum(PROBE_IMAGES.values())]
    return places[: PROBE_IMAGES["train"]], places[PROBE_IMAGES["train"] :]


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
    of equals the strongest. They are tried from strong to weak, each fit starting from the one before, until
    `PATIENCE` in a row have brought nothing.

    Args:
        train, validation, test: representations of images (n, ...), flattened here.
        train_labels, validation_labels, test_labels: their labels, (n,).

    Returns:
        The accuracy on the test images, and the penalty (of `PENALTIES`) that was chosen.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    parts = [part.reshape(len(part), -1) for part in (train, validation, test)]
    mean = parts[0].mean(0)
    length = float(np.linalg.norm(parts[0] - mean) / np.sqrt(len(train)))  # a float leaves float32 as it is
    train, validation, test = ((part - mean) / length for part in parts)
    probe = LogisticRegression(max_iter=ITERATIONS, tol=1e-5, warm_start=True)
    best, waited = -1.0, 0
    for penalty in PENALTIES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the budget is part of the measure
            probe.set_params(C=1 / penalty).fit(train, train_labels)
        validated = probe.score(validation, validation_labels)
        if validated > best:
            best, accuracy, chosen, waited = validated, float(probe.score(test, test_labels)), penalty, 0
        elif (waited := waited + 1) == PATIENCE:
            break
    return accuracy, chosen


def separation(values: np.ndarray, labels: np.ndarray) -> float:
    """How far apart the classes lie, compared with the spread inside them.

    The trace of the scatter between classes over the trace of the scatter within (Fukunaga 1990, "Introduction to
    Statistical Pattern Recognition", chapter 10): squared distances of the class means from the mean of all, summed
    over all images, over squared distances of the images from the means of their classes. 0 if all have one mean.

    Args:
        values: a representation (n, ...), flattened here.
        labels: (n,).
    """
    values = values.reshape(len(values), -1)
    middle = values.mean(0, dtype=np.float64)
    between = within = 0.0
    for label in np.unique(labels):
        members = values[labels == label]
        mean = members.mean(0, dtype=np.float64)
        between += len(members) * float(((mean - middle) ** 2).sum())
        within += float(np.square(members - mean.astype(values.dtype)).sum(dtype=np.float64))
    return between / within


def class_selectivity(activity: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """How much each channel prefers one class (Morcos et al. 2018, https://arxiv.org/abs/1803.06959).

    (μ_max − μ_rest) / (μ_max + μ_rest): μ_max is a channel's mean activity for the class it answers to most, μ_rest the
    mean of its means for the other classes. 1 if it answers to a single class, 0 if to all alike. A dead channel, which
    answers to none, prefers none: 0.

    Args:
        activity: each image's mean activity in each channel, at least 0, (n, channels).
        labels: (n,).

    Returns:
        One value a channel, (channels,).
    """
    means = np.stack([activity[labels == label].mean(0, dtype=np.float64) for label in np.unique(labels)])
    highest = means.max(0)
    rest = (means.sum(0) - highest) / (len(means) - 1)
    total = highest + rest
    return np.divide(highest - rest, total, out=np.zeros_like(total), where=total > 0)
