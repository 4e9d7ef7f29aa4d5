"""What is learned when, layer by layer and class by class; and what more epochs bring."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from ..studies import study_results
from ..studies.learning import LINEAR_IMAGES
from ..training import learning_rate_schedule
from . import Measured, Subject
from .course import GROUP_OF, HALF_WAY, LAYERS, NEARLY, doublings_until, group_chances, nearly_learned, pace
from .intervals import mean_estimate
from .map_content import IMAGES
from .settling import settled

LAST_EPOCHS = 5
"""Over how many epochs at the end the slope of the training accuracy is taken."""


def measure(subject: Subject) -> Measured:
    """The studies `learning`, `settling` and `longer`, each network one row, and the pace of the learning rate."""
    rows, longer = study_results("learning")["rows"], study_results("longer")["rows"]
    steps = np.array(rows[0]["steps"])
    recall = np.array([row["recall"] for row in rows]).transpose(0, 2, 1)
    halves = np.array([row["agreement"] for row in rows])
    curves = {
        "steps": steps,
        "distance": np.array([[row["distance"][layer] for layer in LAYERS] for row in rows]),
        "pace": pace(_learning_rates(subject.run), steps),
        "recall": recall,
        "accuracy": recall.mean(1),  # every class has as many test images
        "agreement": halves.mean(1),
        **{name: np.array([row[name] for row in rows]) for name in ("coarse", "fine", "shared_errors")},
        **{length: _course([row[length] for row in longer]) for length in ("long", "short")},
    }
    maps, map_curves = settled(study_results("settling")["rows"])
    numbers = {
        "networks": len(rows),
        "images": LINEAR_IMAGES,
        "maps": {"images": IMAGES, **maps},
        "half_way": _half_way(curves),
        "groups": _groups(curves, np.array([row["random_groups"] for row in rows])),
        "linear": _linear(curves, halves, rows[0]["linear_accuracy"]),
        "classes": _classes(steps, recall),
        "epochs": _epochs(curves, longer),
    }
    return Measured(numbers, curves | map_curves)


def _learning_rates(run) -> np.ndarray:
    """The learning rate of each step of a run, taken from its schedule at every fiftieth."""
    settings, steps = run.settings, len(run.batch_loss)
    schedule = learning_rate_schedule(settings, steps // settings.epochs)
    some = np.arange(0, steps, 50)
    return np.interp(np.arange(steps), some, [float(schedule(int(step))) for step in some])


def _course(rows: list[dict]) -> np.ndarray:
    """(networks, train and test, accuracy and loss, epochs)."""
    return np.array(
        [[[row[f"{images}_{what}"] for what in ("accuracy", "loss")] for images in ("train", "test")] for row in rows]
    )


def _half_way(curves: dict) -> dict:
    """When each layer is half-way, and when it would be by the learning rate alone."""
    steps = curves["steps"]
    times = np.array([[doublings_until(steps, curve, HALF_WAY) for curve in network] for network in curves["distance"]])
    conv1, conv2, predictions = times.T
    return {
        "steps": {layer: _steps(column) for layer, column in zip(LAYERS, times.T, strict=True)}
        | {"pace": _steps(doublings_until(steps, curves["pace"], HALF_WAY))},
        "conv2_after_conv1": mean_estimate(conv2 - conv1),
        "predictions_after_conv1": mean_estimate(predictions - conv1),
        "factor": float(2 ** (conv2 - conv1).mean()),
        "later_in": int((conv2 > conv1).sum()),
    }


def _groups(curves: dict, random: np.ndarray) -> dict:
    """Coarse against fine, for the groups above and for random ones of the same sizes, (networks, draws)."""
    steps, numbers, times = curves["steps"], {"random_draws": random.shape[1]}, {}
    for name, chance in zip(("coarse", "fine"), group_chances(GROUP_OF), strict=True):
        levels = nearly_learned(curves[name][:, -1], chance)
        times[name] = [
            doublings_until(steps, values, level) for values, level in zip(curves[name], levels, strict=True)
        ]
        numbers[name] = {
            "chance": chance,
            "end": float(curves[name][:, -1].mean()),
            "level": float(levels.mean()),
            "steps": _steps(times[name]),
        }
    lags = np.subtract(times["fine"], times["coarse"])
    return {
        **numbers,
        "factor": float(2 ** lags.mean()),
        "fine_after_coarse": mean_estimate(lags),
        "random": mean_estimate(random.mean(1)),
        "over_random": mean_estimate(lags - random.mean(1)),
    }


def _linear(curves: dict, halves: np.ndarray, accuracy: float) -> dict:
    """Agreement with the linear classifier: how much of it is lost from its highest point to the end.

    The highest of many points is partly the luckiest. So the loss is given a second time, `agreement_lost_apart`, with
    the point chosen on one half of the test images and the loss measured on the other; halves: (networks, 2, k).
    """
    steps, whole, errors = curves["steps"], curves["agreement"], curves["shared_errors"]
    mean, best, most = whole.mean(0), whole.mean(0).argmax(), errors.mean(0).argmax()
    apart = [np.mean([other[one.argmax()] - other[-1] for one, other in (pair, pair[::-1])]) for pair in halves]
    closer = np.flatnonzero(mean[1:] > curves["accuracy"].mean(0)[1:]) + 1  # before the first step nothing is learned
    return {
        "accuracy": accuracy,
        "closer_until": int(steps[closer.max(initial=0)]),
        "highest": float(mean[best]),
        "highest_step": int(steps[best]),
        "end": float(mean[-1]),
        "agreement_lost": mean_estimate(whole.max(1) - whole[:, -1]),
        "agreement_lost_apart": mean_estimate(apart),
        "falls": bool(best < len(steps) - 1),
        "errors_highest": float(errors.mean(0)[most]),
        "errors_highest_step": int(steps[most]),
        "errors_end": float(errors[:, -1].mean()),
    }


def _classes(steps: np.ndarray, recall: np.ndarray) -> list[dict]:
    """Each class's mean recall at the end, and the checkpoint from which nine tenths of it are kept, by that order."""
    found = []
    for label, values in enumerate(recall.mean(0)):
        below = np.flatnonzero(values < NEARLY * values[-1])
        step = int(steps[below.max(initial=-1) + 1])
        found.append({"label": label, "name": CLASS_NAMES[label], "end": float(values[-1]), "step": step})
    return sorted(found, key=lambda one: (one["step"], -one["end"]))


def _epochs(curves: dict, rows: list[dict]) -> dict:
    """The recipe stretched to many epochs against the tutorial's, by seed."""
    long, short = curves["long"], curves["short"]
    probes = {length: np.array([row[length]["probe"] for row in rows]) for length in ("long", "short")}
    test_loss = long[:, 1, 1].mean(0)
    slopes = np.polyfit(np.arange(LAST_EPOCHS), long[:, 0, 0, -LAST_EPOCHS:].T, 1)[0]
    gain = long[..., -1] - short[..., -1]
    return {
        "networks": len(rows),
        "long": long.shape[-1],
        "short": short.shape[-1],
        "train_gain": mean_estimate(gain[:, 0, 0]),
        "test_gain": mean_estimate(gain[:, 1, 0]),
        "test_loss_change": mean_estimate(gain[:, 1, 1]),
        "probe_gain": mean_estimate(probes["long"] - probes["short"]),
        "train_slope": mean_estimate(slopes),
        "slope_epochs": LAST_EPOCHS,
        "lowest_test_loss": {"epoch": int(test_loss.argmin()) + 1, "value": float(test_loss.min())},
        "ends": {
            length: {
                f"{images}_{what}": float(course[:, i, w, -1].mean())
                for i, images in enumerate(("train", "test"))
                for w, what in enumerate(("accuracy", "loss"))
            }
            | {"probe": float(probes[length].mean())}
            for length, course in (("short", short), ("long", long))
        },
    }


def _steps(times) -> int:
    """The number of steps at the mean of some times in doublings."""
    return round(2 ** float(np.mean(times)) - 1)
