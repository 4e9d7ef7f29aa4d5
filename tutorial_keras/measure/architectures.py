"""What the network needs: learned filters, and how many; a second convolution; pooling.

Both studies are balanced: every case was trained with every seed. Differences are therefore taken within a seed, where
the order of the images is the same, then averaged over the cases, and only then over the seeds. The seeds are what the
intervals are about.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from ..studies import study_results
from ..studies.architectures import SHIFTS
from . import Measured, Subject
from .architecture import shifted
from .intervals import mean_estimate

CLOSE = 0.005
"""Test accuracies that differ by less than half a percentage point count as much the same."""


def measure(subject: Subject) -> Measured:
    """Both studies summed up, and how much of an image leaves it when it is moved."""
    settings, images = subject.run.settings, subject.test[0]
    filters, grid = (study_results(name)["rows"] for name in ("filters", "architectures"))
    numbers = {
        "networks": len(filters) + len(grid),
        "pixels": int(np.prod(images.shape[1:])),
        "filters": compare_filters(filters),
        "grid": compare_architectures(grid, (list(settings.filters), settings.pooling)),
        "shift": {"pixels": max(map(max, SHIFTS)), "cut_off": float(np.mean(cut_off(images)))},
    }
    return Measured(numbers)


def compare_filters(rows: list[dict]) -> dict:
    """What learned filters bring, compared with other kinds.

    Args:
        rows: of the study `filters`: `filters` (the kind), `seed`, `parameters`, `test_accuracy`, `shifted_accuracy`.

    Returns:
        Estimates of paired differences of test accuracy, and by kind `accuracies`, one a seed, their mean `accuracy`
        and `parameters`.
    """
    rows = sorted(rows, key=lambda row: row["seed"])
    kinds = {
        kind: [row for row in rows if row["filters"] == kind] for kind in dict.fromkeys(r["filters"] for r in rows)
    }
    accuracy = {kind: _column(found, "test_accuracy") for kind, found in kinds.items()}
    learned, random, none = (accuracy[kind] for kind in ("learned", "random", "none"))
    differences = {
        "learned_over_random": learned - random,
        "learning_over_convolving": (learned - random) - (random - none),
        "learned_over_conv1_random": learned - accuracy["conv1-random"],
        "learned_over_designed": learned - accuracy["conv1-designed"],
        "designed_over_conv1_random": accuracy["conv1-designed"] - accuracy["conv1-random"],
        "random_over_none": random - none,
        "random_over_points": random - accuracy["random-points"],
        "points_over_none": accuracy["random-points"] - none,
        "shift_loss": learned - _column(kinds["learned"], "shifted_accuracy"),
    }
    return {
        **{name: mean_estimate(values) for name, values in differences.items()},
        "share_without_learning": mean_estimate((random - none) / (learned - none)),
        "seeds": len(learned),
        "kinds": {
            kind: {
                "accuracy": mean_estimate(accuracy[kind]),
                "accuracies": accuracy[kind].tolist(),
                "parameters": found[0]["parameters"],
            }
            for kind, found in kinds.items()
        },
    }


def compare_architectures(rows: list[dict], tutorial: tuple[list[int], bool]) -> dict:
    """What a second convolution, more filters and pooling bring, and which architectures stand out.

    Args:
        rows: of the study `architectures`: `filters` (one number a convolution), `pooling`, `seed`, `parameters`,
            `train_accuracy`, `test_accuracy`, `shifted_accuracy`. Each depth was tried with each number of filters
            in the last convolution, with and without pooling, with each seed.
        tutorial: filters and pooling of the tutorial's own architecture.

    Returns:
        Estimates of differences of accuracy, on test images unless the name says otherwise, and `architectures`: one
        dict for each, by number of parameters.
    """
    found = [_summary(rows, filters, pooling) for filters, pooling in _cases(rows)]
    found.sort(key=lambda one: one["parameters"])
    best = max(found, key=lambda one: one["accuracy"]["value"])
    return {
        **_effects(rows),
        "count": len(found),
        "pairs": len(found) // 2,
        "architectures": found,
        "best": best,
        "cheapest": next(one for one in found if best["accuracy"]["value"] - one["accuracy"]["value"] <= CLOSE),
        "tutorial": next(one for one in found if (one["filters"], one["pooling"]) == tutorial),
    }


def cut_off(images: np.ndarray) -> np.ndarray:
    """The share of each image's brightness that leaves it when it is moved by `SHIFTS`, their mean.

    Args:
        images: (n, h, w), none of them black.

    Returns:
        (n,), from 0 to 1.
    """
    before = images.sum((1, 2), dtype=float)
    return 1 - np.mean([shifted(images, by).sum((1, 2), dtype=float) for by in SHIFTS], axis=0) / before


def _effects(rows: list[dict]) -> dict:
    """The estimates of `compare_architectures`, from arrays (seeds, depths, widths, pooling: without and with)."""
    axes = (
        sorted({row["seed"] for row in rows}),
        sorted({len(row["filters"]) for row in rows}),
        sorted({row["filters"][-1] for row in rows}),
        [False, True],
    )
    accuracy, training, shifted_accuracy, parameters = (np.full([len(axis) for axis in axes], np.nan) for _ in range(4))
    for row in rows:
        case = (row["seed"], len(row["filters"]), row["filters"][-1], row["pooling"])
        place = tuple(axis.index(value) for axis, value in zip(axes, case, strict=True))
        accuracy[place], training[place] = row["test_accuracy"], row["train_accuracy"]
        shifted_accuracy[place], parameters[place] = row["shifted_accuracy"], row["parameters"]
    seeds, _, widths, _ = axes
    lost = accuracy - shifted_accuracy
    second = accuracy[:, 1] - accuracy[:, 0]
    each_doubling = np.diff(accuracy, axis=2)
    log_widths = np.log2(widths) - np.mean(np.log2(widths))
    slopes = (accuracy * log_widths[:, None]).sum(2) / (log_widths**2).sum()  # least squares
    ranks = [stats.spearmanr(parameters[0].ravel(), one.ravel()).statistic for one in accuracy]
    return {
        "second_convolution": _by_seed(second),
        "second_by_width": [
            {"filters": width, "gain": _by_seed(second[:, place])} for place, width in enumerate(widths)
        ],
        "per_doubling": _by_seed(slopes),
        "doublings": [
            {"before": widths[place], "after": widths[place + 1], "gain": _by_seed(each_doubling[:, :, place])}
            for place in range(len(widths) - 1)
        ],
        "last_doubling": _by_seed(each_doubling[:, :, -1]),
        "last_doubling_training": _by_seed(training[:, :, -1] - training[:, :, -2]),
        "pooling": _by_seed(accuracy[..., 1] - accuracy[..., 0]),
        "pooling_training": _by_seed(training[..., 1] - training[..., 0]),
        # pooling leaves a quarter of the places, so that four times the filters cost the last layer the same
        "pooling_at_equal_size": _by_seed(accuracy[:, :, 2:, 1] - accuracy[:, :, :-2, 0]),
        "shift_tolerance": _by_seed(lost[..., 0] - lost[..., 1]),
        "loss_with_pooling": _by_seed(lost[..., 1]),
        "loss_without_pooling": _by_seed(lost[..., 0]),
        "rank_correlation": mean_estimate(ranks),
        "seeds": len(seeds),
    }


def _cases(rows: list[dict]) -> list[tuple[list[int], bool]]:
    return [(list(filters), pooling) for filters, pooling in {(tuple(r["filters"]), r["pooling"]) for r in rows}]


def _summary(rows: list[dict], filters: list[int], pooling: bool) -> dict:
    """One architecture over its seeds."""
    rows = [row for row in rows if row["filters"] == filters and row["pooling"] == pooling]
    accuracy = _column(rows, "test_accuracy")
    return {
        "filters": filters,
        "pooling": pooling,
        "parameters": rows[0]["parameters"],
        "accuracy": mean_estimate(accuracy),
        "shift_loss": mean_estimate(accuracy - _column(rows, "shifted_accuracy")),
    }


def _by_seed(values: np.ndarray) -> dict:
    """The estimate of a mean, from values (seeds, ...), of which those of one seed count as one."""
    return mean_estimate(values.reshape(len(values), -1).mean(1))


def _column(rows: list[dict], name: str) -> np.ndarray:
    return np.array([row[name] for row in rows])
