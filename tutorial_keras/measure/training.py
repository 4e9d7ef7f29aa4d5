"""How training went, how the settings were chosen, and how much the seed matters."""

from __future__ import annotations

import numpy as np

from ..devices import device
from ..studies import SCALES, STUDIES, study_results
from ..studies.training import VALIDATION_IMAGES
from ..training import cross_entropy
from . import Measured, Subject
from .intervals import proportion_interval


def measure(subject: Subject) -> Measured:
    """Loss and accuracy of the run, its one test, and the two studies behind it."""
    run, (_, labels) = subject.run, subject.test
    seeds = study_results("seeds")["rows"]
    accuracies = np.array([row["test_accuracy"] for row in seeds])
    hits = subject.test_probabilities.argmax(1) == labels
    low, high = proportion_interval(int(hits.sum()), len(hits))
    studied = sum(study.trainings for study in STUDIES.values())
    choices = rank_settings(study_results("settings")["rows"])
    settings = run.settings
    chosen = _find(choices, settings.scale, settings.schedule, settings.peak_rate)
    baseline = _find(choices, settings.scale, "constant", 1e-3)  # the learning rate of the first version
    numbers = {
        "epochs": settings.epochs,
        "batch_size": settings.batch_size,
        "seed": settings.seed,
        "peak_rate": settings.peak_rate,
        "warmup_epochs": settings.warmup_epochs,
        "steps": len(run.batch_loss),
        "checkpoints": len(run.checkpoints),
        "seconds": run.seconds,
        "device": device(),
        "loss": run.history["loss"],
        "accuracy": run.history["accuracy"],
        "first_batch_loss": float(run.batch_loss[0]),
        "chance": 1 / subject.test_probabilities.shape[1],
        "chance_loss": float(np.log(subject.test_probabilities.shape[1])),
        "test_loss": cross_entropy(subject.test_probabilities, labels),
        "test_accuracy": float(hits.mean()),
        "test_errors": int((~hits).sum()),
        "test_low": low,
        "test_high": high,
        "seeds": {
            "seeds": [row["seed"] for row in seeds],
            "accuracies": accuracies.tolist(),
            "mean": float(accuracies.mean()),
            "lowest": float(accuracies.min()),
            "highest": float(accuracies.max()),
            "range": float(np.ptp(accuracies)),
            "deviation": float(accuracies.std(ddof=1)),
        },
        "validation_images": VALIDATION_IMAGES,
        "fitting_images": len(subject.train[1]) - VALIDATION_IMAGES,
        "candidates": len(choices),
        "choices": choices,
        "chosen": chosen,
        "baseline": baseline,
        "apart": chosen["lowest"] > baseline["highest"],
        "rivals": sum(choice["highest"] >= chosen["lowest"] for choice in choices) - 1,
        "chosen_range": chosen["highest"] - chosen["lowest"],
        "gap": run.history["accuracy"][-1] - float(hits.mean()),
        "gain": chosen["mean"] - baseline["mean"],
        "study_runs": studied,
    }
    return Measured(numbers, {"batch_loss": run.batch_loss})


def rank_settings(rows: list[dict]) -> list[dict]:
    """Average a study's rows over their seeds and rank them by mean validation accuracy, best first.

    Args:
        rows: with `scale`, `schedule`, `peak_rate`, `seed` and `val_accuracy` per epoch, of which the last counts.

    Returns:
        One dict a setting: `scale`, `schedule`, `peak_rate`, `mean`, `lowest`, `highest`, `runs`.
    """
    grouped: dict[tuple, list[float]] = {}
    for row in rows:
        grouped.setdefault((row["scale"], row["schedule"], row["peak_rate"]), []).append(row["val_accuracy"][-1])
    ranked = [
        {
            "scale": scale,
            "schedule": schedule,
            "peak_rate": rate,
            "mean": float(np.mean(values)),
            "lowest": min(values),
            "highest": max(values),
            "runs": len(values),
        }
        for (scale, schedule, rate), values in grouped.items()
    ]
    return sorted(ranked, key=lambda choice: -choice["mean"])


def _find(choices: list[dict], scale: float, schedule: str, peak_rate: float) -> dict:
    wanted = (scale, schedule, peak_rate)
    return next(c for c in choices if (SCALES[c["scale"]], c["schedule"], c["peak_rate"]) == wanted)
