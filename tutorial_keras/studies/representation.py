"""Tasks about what each layer knows."""

from __future__ import annotations

import numpy as np

from ..data import load_data
from ..measure.projection import reduced
from ..measure.representation import LAYERS, class_selectivity, probe_accuracy, probe_images, separation
from ..model import build_probe
from .runs import tutorial_run


def probe_layers(parameters: dict) -> dict:
    """Ask the pixels, and each layer of a network before and after its training, how openly the classes lie there.

    The seed is that of the network, and also draws the probe's images, the same for all layers.

    Returns:
        `pixels`, `trained` and `untrained`; the latter two by layer. For each: `accuracy` of a linear probe and the
        `penalty` it chose, the same two for 100 principal components (`reduced_…`), `separation`, and `selectivity`,
        the mean over channels; the pixels count as one channel.
    """
    seed = parameters["seed"]
    run = tutorial_run(seed)
    (images, labels), (test, test_labels) = load_data()
    parts = [(images[places], labels[places]) for places in probe_images(len(images), seed)] + [(test, test_labels)]
    row = {"pixels": _asked([(part[..., None].astype(np.float32), found) for part, found in parts])}
    for state, checkpoint in (("trained", -1), ("untrained", 0)):
        model = run.checkpoints.restore(run.model, checkpoint)
        row[state] = {
            layer: _asked([(_answers(model, layer, part), found) for part, found in parts]) for layer in LAYERS
        }
    return row


def _asked(parts: list[tuple[np.ndarray, np.ndarray]]) -> dict:
    """The row of one representation: images (n, height, width, channels) and labels to train, validate and test on."""
    (train, _), (validation, _), (test, test_labels) = parts
    accuracy, penalty = probe_accuracy(*(array for part in parts for array in part))
    smaller = zip(reduced(train, validation, test), (found for _, found in parts), strict=True)
    reduced_accuracy, reduced_penalty = probe_accuracy(*(array for part in smaller for array in part))
    return {
        "accuracy": accuracy,
        "penalty": penalty,
        "reduced_accuracy": reduced_accuracy,
        "reduced_penalty": reduced_penalty,
        "separation": round(separation(test, test_labels), 5),
        "selectivity": round(float(class_selectivity(test.mean((1, 2)), test_labels).mean()), 5),
    }


def _answers(model, layer: str, images: np.ndarray) -> np.ndarray:
    """What a layer answers to images (n, 28, 28), in batches that fit into memory."""
    probe = build_probe(model, (layer,))
    batches = np.split(images[..., None], range(500, len(images), 500))
    return np.concatenate([np.asarray(probe(batch)[layer]) for batch in batches])
