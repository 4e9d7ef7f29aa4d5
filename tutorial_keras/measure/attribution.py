"""Heat maps of the tutorial's network for six test images, and what became of their tests over ten networks."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from ..studies import study_results
from . import Measured, Subject
from .heat_maps import three_maps
from .intervals import mean_estimate
from .map_content import gradient_magnitude
from .sanity import STEPS, cascade

METHODS = ("gradient", "grad_cam", "occlusion")
REFERENCES = ("random", "random_patches", "edges", "brightness")
"""Orders of deletion that ask no network."""
ORDERS = (*METHODS, "gradient_times_input", *REFERENCES)
SHOWN = 3
"""How many right and how many wrong predictions are shown."""


def measure(subject: Subject) -> Measured:
    """Maps of three right and three wrong predictions, maps while the network is randomised, and the study's tests."""
    images, labels = subject.test
    predictions = subject.test_probabilities.argmax(1)
    shown = np.concatenate(
        [first_of_classes(labels, predictions == labels), first_of_classes(labels, predictions != labels)]
    )
    model, guesses = subject.run.model, predictions[shown]
    maps = three_maps(model, images[shown], "conv2", guesses)
    stages = [model, *cascade(model, seed=0).values()]
    wrong = np.s_[SHOWN : SHOWN + 1]  # the first wrong one
    cascaded = [three_maps(stage, images[shown[wrong]], "conv2", guesses[wrong]) for stage in stages]
    numbers = {
        "shown": [
            {
                "image": int(image),
                "truth": CLASS_NAMES[labels[image]],
                "predicted": CLASS_NAMES[predictions[image]],
                "probability": float(subject.test_probabilities[image].max()),
            }
            for image in shown
        ],
        **summarise(study_results("attribution")["rows"]),
    }
    arrays = {
        "images": images[shown],
        "truths": labels[shown],
        "predictions": guesses,
        **{method: maps[method] for method in METHODS},
        **{f"cascade_{method}": np.concatenate([found[method] for found in cascaded]) for method in METHODS},
        "cascade_edges": gradient_magnitude(images[shown[wrong]])[0],
    }
    return Measured(numbers, arrays)


def first_of_classes(labels: np.ndarray, eligible: np.ndarray, count: int = SHOWN) -> np.ndarray:
    """Indices of the first images, no two of one class: labels (n,), eligible (n,) bool → (count,)."""
    places = np.flatnonzero(eligible)
    _, firsts = np.unique(labels[places], return_index=True)
    return places[np.sort(firsts)[:count]]


def summarise(rows: list[dict]) -> dict:
    """Estimates over networks from the rows of study `attribution`; the network is the unit.

    Two networks that differ in the seed alone are compared in a ring, so each stands in two pairs, which are not
    independent: for them there is a mean and a range, without an interval.
    """

    def alike(kind: str, other: str) -> dict:
        return {method: mean_estimate([row[kind][other][method] for row in rows]) for method in METHODS}

    stages = [name for name in rows[0]["alike"] if name not in ("shuffled", "another_seed", "edges")]
    curves = {name: np.array([row["curves"][name] for row in rows]) for name in ORDERS}
    points = {name: [mean_estimate(values) for values in curve.T] for name, curve in curves.items()}
    pairs = {
        kind: {method: [row[kind]["another_seed"][method] for row in rows] for method in METHODS}
        for kind in ("alike", "inside")
    }
    return {
        "networks": len(rows),
        "images": rows[0]["images"],
        "accuracy": float(np.mean([row["accuracy"] for row in rows])),
        "shuffled_accuracy": float(np.mean([row["shuffled_accuracy"] for row in rows])),
        "cascade": {stage: alike("alike", stage) for stage in stages},
        "randomised": alike("alike", stages[-1]),
        "shuffled": alike("alike", "shuffled"),
        "edges": alike("alike", "edges"),
        "another_seed": {
            method: {
                "mean": float(np.mean(pairs["alike"][method])),
                "lowest": min(pairs["alike"][method]),
                "highest": max(pairs["alike"][method]),
                "inside": float(np.mean(pairs["inside"][method])),
            }
            for method in METHODS
        },
        "inside": {name: alike("inside", name) for name in (*stages, "shuffled", "edges")},
        "blank": {
            name: {method: float(np.mean([row["blank"][name][method] for row in rows])) for method in METHODS}
            for name in rows[0]["blank"]
        },
        "areas": {name: mean_estimate([row["areas"][name] for row in rows]) for name in ORDERS},
        "deletion": {
            f"{name}_over_{reference}": mean_estimate([row["areas"][reference] - row["areas"][name] for row in rows])
            for name in ORDERS
            for reference in REFERENCES
            if name not in REFERENCES
        },
        "curves": {
            name: {bound: [point[bound] for point in found] for bound in ("value", "low", "high")}
            for name, found in points.items()
        },
        "step": 1 / STEPS,
    }
