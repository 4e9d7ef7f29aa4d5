"""The course of a training, in numbers: how far layers have moved, and what is told apart at each moment.

Time is counted in doublings, log2(step + 1): early in training one step changes as much as a thousand later on.
Between two checkpoints every curve is taken for a straight line in doublings.
"""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES

LAYERS = ("conv1", "conv2", "predictions")
GROUPS = {"tops": (0, 2, 3, 4, 6), "trousers": (1,), "shoes": (5, 7, 9), "bag": (8,)}
"""Coarse groups of the classes, by label: what a person would call each garment without looking closely."""
GROUP_OF = np.array([[label in group for group in GROUPS.values()].index(True) for label in range(len(CLASS_NAMES))])
"""The group of each class, as its place in `GROUPS`, (10,)."""
HALF_WAY, NEARLY = 0.5, 0.9
"""Of its way, and of its gain over chance: how much counts as half-way, and as nearly learned."""


def distance_left(values: np.ndarray) -> np.ndarray:
    """How far weights still are from where they end, as a share of how far they were at the start.

    Args:
        values: the weights at each checkpoint, (checkpoints, ...).

    Returns:
        ‖w_t - w_end‖ / ‖w_0 - w_end‖, (checkpoints,): 1 at first, 0 at last.
    """
    ways = np.linalg.norm((values - values[-1]).reshape(len(values), -1).astype(np.float64), axis=1)
    return ways / ways[0]


def doublings_until(steps: np.ndarray, values: np.ndarray, level: float) -> float:
    """When a curve first reaches a level, in doublings of the number of steps: log2(step + 1).

    Args:
        steps: of the checkpoints, ascending, (k,).
        values: the curve at the checkpoints, (k,). Its last value must lie beyond the level, seen from its first.
        level: what it has to reach, rising or falling. Between checkpoints the curve is straight in doublings.
    """
    times, values = np.log2(np.asarray(steps) + 1.0), np.asarray(values, float)
    if values[0] > level:
        values, level = -values, -level
    after = int(np.argmax(values >= level))
    if after == 0:
        return float(times[0])
    return float(np.interp(level, values[after - 1 : after + 1], times[after - 1 : after + 1]))


def pace(rates: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """The distance left for one that goes straight to its end, each step as long as the learning rate of the moment.

    Args:
        rates: the learning rate of each step, (n,).
        steps: how many steps were taken, (k,), each up to n.

    Returns:
        Shares, (k,): 1 after no step, 0 after all.
    """
    left = rates.sum() - np.concatenate([[0], np.cumsum(rates)])
    return left[steps] / rates.sum()


def group_accuracies(probabilities: np.ndarray, labels: np.ndarray, group_of: np.ndarray) -> tuple[float, float]:
    """Accuracy between groups of classes and within them.

    Args:
        probabilities: of the classes, (n, classes).
        labels: the right classes, (n,).
        group_of: the group of each class, (classes,).

    Returns:
        Coarse: how often the likeliest class is of the right group. Fine: among images whose group has several
        classes, how often the right class is the likeliest of its group.
    """
    coarse = (group_of[probabilities.argmax(1)] == group_of[labels]).mean()
    inside = group_of == group_of[labels][:, None]
    several = inside.sum(1) > 1
    right = np.where(inside, probabilities, -1).argmax(1) == labels
    return float(coarse), float(right[several].mean())


def group_chances(group_of: np.ndarray) -> tuple[float, float]:
    """Both accuracies of one who picks a class at random, if all classes are equally frequent.

    Coarse, that is Σ (size / classes)², which is also what guessing groups by their frequency gets right; fine, it
    is 1 / size, averaged over the images of groups with several classes.
    """
    sizes = np.bincount(group_of)
    several = sizes[sizes > 1]
    return float(((sizes / sizes.sum()) ** 2).sum()), float(len(several) / several.sum())


def fine_after_coarse(steps: np.ndarray, coarse: np.ndarray, fine: np.ndarray, group_of: np.ndarray) -> float:
    """By how many doublings nine tenths of the gain within groups come later than those between groups.

    Args:
        steps: of the checkpoints, (k,).
        coarse, fine: the two accuracies of `group_accuracies` at each, (k,).
        group_of: the group of each class, (classes,). The gain is counted from `group_chances`.
    """
    between, within = (
        doublings_until(steps, values, nearly_learned(values[-1], chance))
        for values, chance in zip((coarse, fine), group_chances(group_of), strict=True)
    )
    return within - between


def nearly_learned(end: float, chance: float) -> float:
    """The accuracy at which nine tenths of the final gain over chance are reached."""
    return chance + NEARLY * (end - chance)


def recalls(predicted: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The share of each class's images that are recognised, (classes,), for class numbers (n,)."""
    return np.array([(predicted[labels == label] == label).mean() for label in range(labels.max() + 1)])


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """The share of images to which two classifiers give the same class, right or wrong, for class numbers (n,)."""
    return float((one == other).mean())


def shared_errors(one: np.ndarray, other: np.ndarray, labels: np.ndarray) -> float:
    """The share of the errors of `other` that `one` makes too, with the same wrong class."""
    wrong = other != labels
    return agreement(one[wrong], other[wrong])
