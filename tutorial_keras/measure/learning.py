"""What is learned when: layers, groups of classes, and what a linear classifier knows; and what more epochs bring.

Time is counted in doublings, log2(step + 1): early in training one step changes as much as a thousand later on.
Between two checkpoints every curve is taken for a straight line in doublings.
"""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from ..studies import study_results
from . import Measured, Subject
from .intervals import mean_estimate

LAYERS = ("conv1", "conv2", "predictions")
GROUPS = {"tops": (0, 2, 3, 4, 6), "trousers": (1,), "shoes": (5, 7, 9), "bag": (8,)}
"""Coarse groups of the classes, by label: what a person would call each garment without looking closely."""
GROUP_OF = np.array([[label in group for group in GROUPS.values()].index(True) for label in range(len(CLASS_NAMES))])
"""The group of each class, as its place in `GROUPS`, (10,)."""
HALF_WAY, NEARLY = 0.5, 0.9
LAST_EPOCHS = 5
"""Over how many epochs at the end the slope of the training accuracy is taken."""


def measure(subject: Subject) -> Measured:
    """The studies `learning` and `longer`, each network one row."""
    rows = study_results("learning")["rows"]
    longer = study_results("longer")["rows"]
    steps = np.array(rows[0]["steps"])
    curves = {
        "steps": steps,
        "distance": np.array([[row["distance"][layer] for layer in LAYERS] for row in rows]),
        "recall": np.array([row["recall"] for row in rows]).transpose(0, 2, 1),
        **{name: np.array([row[name] for row in rows]) for name in ("coarse", "fine", "shared_errors")},
        "agreement": np.array([row["agreement"] for row in rows]),
    }
    numbers = {
        "networks": len(rows),
        "checkpoints": len(steps),
        "half_way": _half_way(steps, curves["distance"]),
        "groups": _groups(rows, curves),
        "linear": _linear(rows, curves),
        "classes": _classes(steps, curves["recall"]),
        "epochs": _epochs(longer),
    }
    curves["agreement"] = curves["agreement"].mean(1)
    curves["accuracy"] = curves["recall"].mean(1)  # every class has as many test images
    for name in ("train_accuracy", "train_loss", "test_accuracy", "test_loss"):
        curves[f"long_{name}"] = np.array([row["long"][name] for row in longer])
        curves[f"short_{name}"] = np.array([row["short"][name] for row in longer])
    return Measured(numbers, curves)


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


def _half_way(steps: np.ndarray, distance: np.ndarray) -> dict:
    """When each layer is half-way. distance: (networks, layers, checkpoints)."""
    times = np.array([[doublings_until(steps, curve, HALF_WAY) for curve in network] for network in distance])
    conv1, conv2, predictions = times.T
    return {
        "steps": {layer: _steps(column) for layer, column in zip(LAYERS, times.T, strict=True)},
        "conv2_after_conv1": mean_estimate(conv2 - conv1),
        "predictions_after_conv1": mean_estimate(predictions - conv1),
        "later_in": int((conv2 > conv1).sum()),
    }


def _groups(rows: list[dict], curves: dict) -> dict:
    """Coarse against fine, for the groups of the text and for random ones of the same sizes."""
    steps, chances = curves["steps"], group_chances(GROUP_OF)
    lags, random = [], [float(np.mean(row["random_groups"])) for row in rows]
    numbers = {"random_draws": len(rows[0]["random_groups"])}
    for coarse, fine in zip(curves["coarse"], curves["fine"], strict=True):
        lags.append(fine_after_coarse(steps, coarse, fine, GROUP_OF))
    for name, chance in zip(("coarse", "fine"), chances, strict=True):
        times = [doublings_until(steps, values, nearly_learned(values[-1], chance)) for values in curves[name]]
        numbers[name] = {"chance": chance, "end": float(curves[name][:, -1].mean()), "steps": _steps(times)}
    return {
        **numbers,
        "fine_after_coarse": mean_estimate(lags),
        "random": mean_estimate(random),
        "over_random": mean_estimate(np.subtract(lags, random)),
    }


def _linear(rows: list[dict], curves: dict) -> dict:
    """Agreement with the linear classifier: how much of it is lost from its highest point to the end.

    A highest point is the luckiest of many, so the loss is given a second time with the point chosen on one half of
    the images and read off on the other.
    """
    halves = curves["agreement"]
    whole = halves.mean(1)
    best = int(whole.mean(0).argmax())
    apart = [np.mean([other[one.argmax()] - other[-1] for one, other in (pair, pair[::-1])]) for pair in halves]
    errors = curves["shared_errors"].mean(0)
    return {
        "accuracy": rows[0]["linear_accuracy"],
        "highest": float(whole.mean(0)[best]),
        "highest_step": int(curves["steps"][best]),
        "end": float(whole[:, -1].mean()),
        "agreement_lost": mean_estimate(whole.max(1) - whole[:, -1]),
        "agreement_lost_apart": mean_estimate(apart),
        "errors_highest": float(errors.max()),
        "errors_highest_step": int(curves["steps"][errors.argmax()]),
        "errors_end": float(errors[-1]),
        "errors_lost": mean_estimate(curves["shared_errors"][:, errors.argmax()] - curves["shared_errors"][:, -1]),
    }


def _classes(steps: np.ndarray, recall: np.ndarray) -> list[dict]:
    """Each class's recall, mean over networks, and the first checkpoint from which nine tenths of its end are kept."""
    mean = recall.mean(0)
    found = []
    for name, values in zip(CLASS_NAMES, mean, strict=True):
        below = np.flatnonzero(values < NEARLY * values[-1])
        found.append({"name": name, "end": float(values[-1]), "step": int(steps[below.max() + 1])})
    return found


def _epochs(rows: list[dict]) -> dict:
    """The recipe stretched to many epochs against the tutorial's, by seed."""

    def ends(length: str, name: str) -> np.ndarray:
        return np.array([row[length][name][-1] for row in rows])

    test_loss = np.mean([row["long"]["test_loss"] for row in rows], axis=0)
    tail = np.array([row["long"]["train_accuracy"][-LAST_EPOCHS:] for row in rows])
    return {
        "networks": len(rows),
        "long": len(test_loss),
        "short": len(rows[0]["short"]["test_loss"]),
        "test_gain": mean_estimate(ends("long", "test_accuracy") - ends("short", "test_accuracy")),
        "train_gain": mean_estimate(ends("long", "train_accuracy") - ends("short", "train_accuracy")),
        "probe_gain": mean_estimate([row["long"]["probe"] - row["short"]["probe"] for row in rows]),
        "test_loss_change": mean_estimate(ends("long", "test_loss") - ends("short", "test_loss")),
        "train_slope": mean_estimate(np.polyfit(np.arange(LAST_EPOCHS), tail.T, 1)[0]),
        "slope_epochs": LAST_EPOCHS,
        "lowest_test_loss": {"epoch": int(test_loss.argmin()) + 1, "value": float(test_loss.min())},
        "ends": {
            length: {
                name: float(ends(length, name).mean())
                for name in ("train_accuracy", "test_accuracy", "train_loss", "test_loss")
            }
            | {"probe": float(np.mean([row[length]["probe"] for row in rows]))}
            for length in ("short", "long")
        },
    }


def _steps(doublings) -> int:
    """The number of steps at the mean of some times in doublings."""
    return round(2 ** float(np.mean(doublings)) - 1)
