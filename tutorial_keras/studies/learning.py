"""Tasks about the course of a training: what a network knows at each of its checkpoints."""

from __future__ import annotations

from functools import cache

import numpy as np

from ..data import load_data
from ..measure.course import (
    GROUP_OF,
    LAYERS,
    agreement,
    distance_left,
    fine_after_coarse,
    group_accuracies,
    recalls,
    shared_errors,
)
from ..measure.likeness import layer_likeness
from ..measure.map_content import IMAGES
from ..measure.representation import probe_accuracy, probe_images
from ..model import build_probe
from ..training import Run, evaluate
from . import SEEDS
from .runs import longer_run, tutorial_run

LINEAR_IMAGES = 10_000
"""How many training images, from the first on, the linear classifier learns from and the training curves rest on."""
CHOOSING_IMAGES = 2_000
STRENGTHS = (0.01, 0.03, 0.1, 0.3)
"""What the linear classifier may choose from: scikit-learn's `C`, the weight of the images against the L2 penalty."""
RANDOM_GROUPS = 20
PARTS = ("kernel", "bias")


def watch_learning(parameters: dict) -> dict:
    """Look at the tutorial's network with another seed at each checkpoint, on all test images.

    Returns a row of curves with one value a checkpoint: `distance` by layer, `recall` (checkpoints, classes), `coarse`
    and `fine` accuracy, `agreement` with the linear classifier on the test images with even and with odd numbers, and
    `shared_errors` with it. `random_groups`: how much later fine comes than coarse, for random groups of classes.
    """
    run = tutorial_run(parameters["seed"])
    images, labels = load_data()[1]
    steps, weights = run.checkpoints.steps, run.checkpoints.weights
    linear = linear_predictions()
    probabilities = [
        run.checkpoints.restore(run.model, index).predict(images[..., None], batch_size=500, verbose=0)
        for index in range(len(steps))
    ]
    predicted = [values.argmax(1) for values in probabilities]

    def by_group(group_of: np.ndarray) -> np.ndarray:
        return np.array([group_accuracies(values, labels, group_of) for values in probabilities]).T

    coarse, fine = by_group(GROUP_OF)
    draw = np.random.default_rng(0)
    random = [draw.permutation(GROUP_OF) for _ in range(RANDOM_GROUPS)]
    return {
        "steps": steps.tolist(),
        "distance": {
            layer: _rounded(distance_left(np.hstack([_flat(weights[f"{layer}/{part}"]) for part in PARTS])))
            for layer in LAYERS
        },
        "recall": [_rounded(recalls(values, labels)) for values in predicted],
        "coarse": _rounded(coarse),
        "fine": _rounded(fine),
        "agreement": [_rounded([agreement(v[half::2], linear[half::2]) for v in predicted]) for half in (0, 1)],
        "shared_errors": _rounded([shared_errors(values, linear, labels) for values in predicted]),
        "linear_accuracy": agreement(linear, labels),
        "random_groups": _rounded([fine_after_coarse(steps, *by_group(groups), groups) for groups in random]),
    }


def watch_maps(parameters: dict) -> dict:
    """Compare the maps and the kernels of each checkpoint with the last, on the first 500 test images.

    Returns:
        `likeness`: for conv1 and conv2 that of the layer's maps with its final ones, one value a checkpoint; `kernels`:
        the mean over conv1's filters of the cosine with their final form. For comparison with chance, under `other`:
        the same three against the network with the next seed, at the end; its kernels are in no common order, so each
        is held against the closest of them.
    """
    seed = parameters["seed"]
    run, other = tutorial_run(seed), tutorial_run((seed + 1) % len(SEEDS))
    kernels = run.checkpoints.weights["conv1/kernel"]
    # the last checkpoint first: what the others are held against
    final = maps_of(run, -1)
    row = {
        "steps": run.checkpoints.steps.tolist(),
        "likeness": {layer: [] for layer in final},
        "kernels": _rounded(np.diag(cosines(one, kernels[-1])).mean() for one in kernels),
        "other": {layer: layer_likeness(maps, final[layer]) for layer, maps in maps_of(other, -1).items()}
        | {"kernels": float(cosines(kernels[-1], other.checkpoints.weights["conv1/kernel"][-1]).max(1).mean())},
    }
    for index in range(len(run.checkpoints)):
        for layer, maps in maps_of(run, index).items():
            row["likeness"][layer].append(round(layer_likeness(maps, final[layer]), 4))
    return row


def maps_of(run: Run, checkpoint: int) -> dict[str, np.ndarray]:
    """The maps of both convolutions at a checkpoint, for the images that `watch_maps` looks at."""
    probe = build_probe(run.checkpoints.restore(run.model, checkpoint), ("conv1", "conv2"))
    found = probe.predict(load_data()[1][0][:IMAGES][..., None], verbose=0)
    return {layer: found[layer] for layer in ("conv1", "conv2")}


def cosines(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The cosine of each filter with each, (filters, filters), for kernels (3, 3, inputs, filters)."""
    first, second = (_flat(np.moveaxis(kernels, -1, 0)) for kernels in (one, other))
    lengths = np.linalg.norm(first, axis=1)[:, None] * np.linalg.norm(second, axis=1)
    return first @ second.T / lengths


def train_longer(parameters: dict) -> dict:
    """Train with the tutorial's recipe stretched over 30 epochs; compare with its five, epoch by epoch."""
    seed = parameters["seed"]
    return {"short": _course(tutorial_run(seed), seed), "long": _course(longer_run(seed), seed)}


@cache
def linear_predictions() -> np.ndarray:
    """What logistic regression on the pixels says to each test image, (10000,).

    It learns from the first 10,000 training images; the 2,000 that follow decide the strength of its penalty.
    """
    from sklearn.linear_model import LogisticRegression

    (images, labels), (test_images, _) = load_data()
    fitting, choosing = slice(LINEAR_IMAGES), slice(LINEAR_IMAGES, LINEAR_IMAGES + CHOOSING_IMAGES)
    classifiers = [
        LogisticRegression(C=strength, max_iter=1000).fit(_pixels(images[fitting]), labels[fitting])
        for strength in STRENGTHS
    ]
    best = max(classifiers, key=lambda classifier: classifier.score(_pixels(images[choosing]), labels[choosing]))
    return best.predict(_pixels(test_images))


def _course(run: Run, seed: int) -> dict:
    """Loss and accuracy at the end of each epoch, and what a probe reads from the pooled maps at the end of all."""
    train, test = load_data()
    sets = {"train": (train[0][:LINEAR_IMAGES], train[1][:LINEAR_IMAGES]), "test": test}
    row = {f"{name}_{what}": [] for name in sets for what in ("loss", "accuracy")}
    for index in range(len(run.checkpoints) - run.settings.epochs, len(run.checkpoints)):
        run.checkpoints.restore(run.model, index)
        for name, data in sets.items():
            for what, value in zip(("loss", "accuracy"), evaluate(run.model, *data), strict=True):
                row[f"{name}_{what}"].append(round(value, 5))
    return {**row, "probe": pooled_probe(run, seed)}


def pooled_probe(run: Run, seed: int) -> float:
    """Test accuracy of a linear probe on the maps after pooling."""
    (images, labels), (test_images, test_labels) = load_data()
    pool = build_probe(run.model, ("pool",))

    def maps(chosen: np.ndarray) -> np.ndarray:
        return pool.predict(chosen[..., None], batch_size=500, verbose=0)["pool"]

    fitting, choosing = probe_images(len(images), seed)
    return probe_accuracy(
        maps(images[fitting]), labels[fitting], maps(images[choosing]), labels[choosing], maps(test_images), test_labels
    )[0]


def _pixels(images: np.ndarray) -> np.ndarray:
    """Pixels from 0 to 1 as (n, 784)."""
    return _flat(images) / np.float32(255)


def _flat(values: np.ndarray) -> np.ndarray:
    return values.reshape(len(values), -1)


def _rounded(values, digits: int = 4) -> list[float]:
    return [round(float(value), digits) for value in values]
