"""How training went, how the settings were chosen, and how much the seed matters."""

from __future__ import annotations

import numpy as np

from ..studies import SCALES, VALIDATION_IMAGES, study_results
from ..training import cross_entropy
from . import Measured, Subject


def measure(subject: Subject) -> Measured:
    """Loss and accuracy of the run, its one test, and the two studies behind it."""
    run, (_, labels) = subject.run, subject.test
    seeds = study_results("seeds")["rows"]
    accuracies = np.array([row["test_accuracy"] for row in seeds])
    hits = subject.test_probabilities.argmax(1) == labels
    low, high = wilson_interval(int(hits.sum()), len(hits))
    choices = rank_settings(study_results("settings")["rows"])
    settings = run.settings
    numbers = {
        "epochs": settings.epochs,
        "batch_size": settings.batch_size,
        "seed": settings.seed,
        "peak_rate": settings.peak_rate,
        "warmup_epochs": settings.warmup_epochs,
        "steps": len(run.batch_loss),
        "checkpoints": len(run.checkpoints),
        "seconds": run.seconds,
        "loss": run.history["loss"],
        "accuracy": run.history["accuracy"],
        "first_batch_loss": float(run.batch_loss[0]),
        "chance_loss": float(np.log(subject.test_probabilities.shape[1])),
        "test_loss": cross_entropy(subject.test_probabilities, labels),
        "test_accuracy": float(hits.mean()),
        "test_errors": int((~hits).sum()),
        "test_low": low,
        "test_high": high,
        "seeds": {
            "count": len(seeds),
            "accuracies": accuracies.tolist(),
            "mean": float(accuracies.mean()),
            "lowest": float(accuracies.min()),
            "highest": float(accuracies.max()),
            "deviation": float(accuracies.std(ddof=1)),
        },
        "validation_images": VALIDATION_IMAGES,
        "candidates": len(choices),
        "choices": choices,
        "chosen": next(c for c in choices if _is_chosen(c, settings)),
        "baseline": next(c for c in choices if c["schedule"] == "constant" and c["peak_rate"] == 1e-3),
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


def wilson_interval(hits: int, trials: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """95 % interval of a proportion (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953)."""
    share = hits / trials
    centre = share + z * z / (2 * trials)
    margin = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2))
    return float((centre - margin) / (1 + z * z / trials)), float((centre + margin) / (1 + z * z / trials))


def _is_chosen(choice: dict, settings) -> bool:
    chosen = (settings.schedule, settings.peak_rate, settings.scale)
    return (choice["schedule"], choice["peak_rate"], SCALES[choice["scale"]]) == chosen
