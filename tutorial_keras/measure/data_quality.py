"""Is the data what it is taken for? Copies across the split, labels likely to be wrong, classes unequally hard."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from ..studies import study_results
from . import Measured, Subject
from .intervals import exact, mean_estimate, proportion_interval, share_estimate

NEAR = 0.99
"""Two images count as near duplicates from this similarity up."""
PAIRS, SUSPECTS = 10, 20


def measure(subject: Subject) -> Measured:
    """What the studies `duplicates`, `labels` and `recalls` found, with pictures of the clearest cases."""
    (train_images, train_labels), (test_images, test_labels) = subject.train, subject.test
    found = {row["split"]: row for row in study_results("duplicates")["rows"]}
    across, within = found["test in train"], found["train in train"]
    near = np.array(across["near"]).reshape(-1, 3)
    queries, twins = near[:, 0].astype(int), near[:, 1].astype(int)
    hits = subject.test_probabilities.argmax(1) == test_labels
    apart = np.ones(len(hits), bool)
    apart[queries] = False
    folds = study_results("labels")["rows"]
    joint = np.sum([row["joint"] for row in folds], axis=0)
    noise = estimated_noise(joint, np.bincount(train_labels))
    suspects = sorted((s for row in folds for s in row["suspects"]), key=lambda s: -s[3])
    suspects = spread_over_classes(suspects, SUSPECTS)
    recalls = np.array([row["recall"] for row in study_results("recalls")["rows"]])
    order = recalls.mean(0).argsort()
    worst_pair = np.unravel_index(np.argmax(joint - np.diag(np.diag(joint))), joint.shape)
    shown = np.argsort(-near[:, 2], kind="stable")[:PAIRS]
    numbers = {
        "duplicates": {
            "threshold": NEAR,
            "exact_across": exact(across["exact"]),
            "exact_within": within["exact"],
            "near_share": share_estimate(len(near), len(test_labels)),
            "near": len(near),
            "shown": len(shown),
            "lowest_shown": float(near[shown, 2].min()),
            "near_within": len(within["near"]),
            "other_label": int((test_labels[queries] != train_labels[twins]).sum()),
            "other_label_within": sum(int(train_labels[int(a)] != train_labels[int(b)]) for a, b, _ in within["near"]),
            "accuracy": float(hits.mean()),
            "accuracy_without": float(hits[apart].mean()),
            "accuracy_near": float(hits[~apart].mean()) if len(near) else None,
        },
        "labels": {
            "likely_errors": share_estimate(round(noise), len(train_labels)),
            "count": round(noise),
            "folds": len(folds),
            "shown": len(suspects),
            "most": {
                "given": CLASS_NAMES[worst_pair[0]],
                "suggested": CLASS_NAMES[worst_pair[1]],
                "share": float(joint[worst_pair] / (joint.sum() - np.trace(joint))),
            },
        },
        "classes": {
            "gap": mean_estimate(recalls.max(1) - recalls.min(1)),
            "networks": len(recalls),
            "worst": CLASS_NAMES[order[0]],
            "best": CLASS_NAMES[order[-1]],
            "recall": [
                {
                    "name": name,
                    "value": float(values.mean()),
                    # images, not networks: the ten networks see the same thousand images
                    "interval": proportion_interval(round(values.mean() * total), total),
                }
                for name, values, total in zip(CLASS_NAMES, recalls.T, np.bincount(test_labels), strict=True)
            ],
        },
    }
    arrays = {
        "pair_tests": test_images[queries[shown]],
        "pair_trains": train_images[twins[shown]],
        "pair_labels": np.stack([test_labels[queries[shown]], train_labels[twins[shown]]], axis=1),
        "pair_similarity": near[shown, 2],
        "suspects": train_images[[int(s[0]) for s in suspects]],
        "suspect_numbers": np.array([int(s[0]) for s in suspects]),
        "suspect_labels": np.array([[int(s[1]), int(s[2])] for s in suspects]),
        "recalls": recalls,
        "similarity_counts": np.array(across["histogram"]),
    }
    return Measured(numbers, arrays)


def exact_copies(queries: np.ndarray, references: np.ndarray) -> list[tuple[int, int]]:
    """Pairs (query, reference) of identical images, at most one reference a query.

    Args:
        queries, references: (n, h, w) and (m, h, w). If both are the same array, a copy must stand earlier in it.
    """
    same = queries is references
    seen: dict[bytes, int] = {} if same else {image.tobytes(): place for place, image in enumerate(references)}
    pairs = []
    for place, image in enumerate(queries):
        content = image.tobytes()
        if content in seen:
            pairs.append((place, seen[content]))
        elif same:
            seen[content] = place
    return pairs


def most_similar(queries: np.ndarray, references: np.ndarray, chunk: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """The most similar reference of each query, and how similar it is.

    Similarity is the cosine between two images after subtracting each one's mean: Pearson's correlation of their
    pixels, which brightness and contrast of the whole image do not change.

    Args:
        queries, references: (n, h, w) and (m, h, w). If both are the same array, only earlier images are compared.
        chunk: how many queries at once, for memory.

    Returns:
        Indices (n,) and similarities (n,), float32; -1 and -1 where there is nothing to compare with.
    """
    same = queries is references
    against = _normalised(references)
    places, similarities = np.full(len(queries), -1), np.full(len(queries), -1, np.float32)
    for start in range(0, len(queries), chunk):
        rows = slice(start, min(start + chunk, len(queries)))
        products = _normalised(queries[rows]) @ (against[: rows.stop] if same else against).T
        if same:
            products[np.triu_indices(len(products), start, products.shape[1])] = -1
        best = products.argmax(1)
        places[rows], similarities[rows] = best, products[np.arange(len(best)), best]
    places[similarities <= -1] = -1
    return places, similarities


def _normalised(images: np.ndarray) -> np.ndarray:
    flat = images.reshape(len(images), -1).astype(np.float32)
    flat -= flat.mean(1, keepdims=True)
    return flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)


def confident_joint(labels: np.ndarray, probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count how often an image with one label confidently looks like each class.

    Northcutt, Jiang & Chuang (2021), "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70, eq. 1:
    an image counts for class j if its probability of j reaches the mean that images labelled j have; if several
    classes qualify, for the most probable of them.

    Args:
        labels: (n,). probabilities: (n, classes), from a network that was not trained on these images.

    Returns:
        Counts (classes, classes), given label in rows; and the class that each image counts for, (n,), -1 for none.
    """
    classes = probabilities.shape[1]
    thresholds = np.array([probabilities[labels == label, label].mean() for label in range(classes)])
    confident = np.where(probabilities >= thresholds, probabilities, -1)
    suggested = np.where(confident.max(1) >= 0, confident.argmax(1), -1)
    counted = suggested >= 0
    joint = np.zeros((classes, classes), int)
    np.add.at(joint, (labels[counted], suggested[counted]), 1)
    return joint, suggested


def estimated_noise(joint: np.ndarray, label_counts: np.ndarray) -> float:
    """How many labels are wrong by confident learning: off the diagonal, each row scaled to all images of its label."""
    scaled = joint / joint.sum(1, keepdims=True) * label_counts[:, None]
    return float(scaled.sum() - np.trace(scaled))


def spread_over_classes(suspects: list[list], count: int) -> list[list]:
    """The first `count` suspects, [image, given, suggested, margin], but no more than two of one kind of error."""
    chosen, kinds = [], {}
    for suspect in suspects:
        kind = (int(suspect[1]), int(suspect[2]))
        if kinds.get(kind, 0) < 2:
            kinds[kind] = kinds.get(kind, 0) + 1
            chosen.append(suspect)
    return chosen[:count]
