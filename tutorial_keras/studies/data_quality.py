"""Tasks about the data: duplicates, labels that networks doubt, and which classes are hard."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES, load_data
from ..measure.data_quality import NEAR, confident_joint, exact_copies, most_similar
from ..training import CHOSEN, train_with
from .runs import tutorial_run

FOLDS = 5
SUSPECTS = 40


def find_duplicates(parameters: dict) -> dict:
    """Look for copies of the test images among the training images, or of training images among earlier ones."""
    (train, _), (test, _) = load_data()
    queries = test if parameters["split"] == "test in train" else train
    places, similarities = most_similar(queries, train)
    near = np.flatnonzero(similarities >= NEAR)
    return {
        "images": len(queries),
        "exact": len(exact_copies(queries, train)),
        "near": [[int(i), int(places[i]), round(float(similarities[i]), 5)] for i in near],
        "histogram": np.histogram(similarities, 100, (0, 1))[0].tolist(),
    }


def doubt_labels(parameters: dict) -> dict:
    """Train on four fifths of the training images; find labels of the other fifth that the network doubts."""
    images, labels = load_data()[0]
    folds = np.random.default_rng(0).permutation(len(labels)) % FOLDS
    held_out = np.flatnonzero(folds == parameters["fold"])
    rest = np.flatnonzero(folds != parameters["fold"])
    model = train_with(CHOSEN, images[rest], labels[rest]).model
    probabilities = model.predict(images[held_out][..., None], batch_size=500, verbose=0)
    joint, suggested = confident_joint(labels[held_out], probabilities)
    rows = np.arange(len(held_out))
    margin = probabilities[rows, suggested] - probabilities[rows, labels[held_out]]
    margin[(suggested < 0) | (suggested == labels[held_out])] = 0
    suspects = np.argsort(-margin, kind="stable")[:SUSPECTS]
    return {
        "images": len(held_out),
        "accuracy": float((probabilities.argmax(1) == labels[held_out]).mean()),
        "joint": joint.tolist(),
        "suspects": [
            [int(held_out[i]), int(labels[held_out[i]]), int(suggested[i]), round(float(margin[i]), 4)]
            for i in suspects
        ],
    }


def recall_by_class(parameters: dict) -> dict:
    """The share of each class's test images that the tutorial's network, trained with another seed, recognises."""
    images, labels = load_data()[1]
    predictions = tutorial_run(parameters["seed"]).model.predict(images[..., None], batch_size=500, verbose=0).argmax(1)
    hits = predictions == labels
    return {"recall": [float(hits[labels == label].mean()) for label in range(len(CLASS_NAMES))]}
