"""Tasks about the training itself: which settings do best, and what another seed changes."""

from __future__ import annotations

from ..data import load_data
from ..measure.filters import edge_share
from ..training import Settings, evaluate, train_with
from . import SCALES
from .runs import tutorial_run

VALIDATION_IMAGES = 10_000


def validate_settings(parameters: dict) -> dict:
    """Train on the first 50,000 training images; measure on the last 10,000. The test set is not read."""
    (images, labels), _ = load_data()
    settings = Settings(
        epochs=5,
        seed=parameters["seed"],
        batch_size=64,
        schedule=parameters["schedule"],
        peak_rate=parameters["peak_rate"],
        warmup_epochs=0.5,
        scale=SCALES[parameters["scale"]],
        filters=(8, 16),
    )
    held_out = images[-VALIDATION_IMAGES:], labels[-VALIDATION_IMAGES:]
    run = train_with(settings, images[:-VALIDATION_IMAGES], labels[:-VALIDATION_IMAGES], validation=held_out)
    return {"val_accuracy": run.history["val_accuracy"], "val_loss": run.history["val_loss"]}


def test_seed(parameters: dict) -> dict:
    """Train as the tutorial does, with another seed, on all 60,000 images; test on the 10,000."""
    run = tutorial_run(parameters["seed"])
    loss, accuracy = evaluate(run.model, *load_data()[1])
    kernels = run.checkpoints.weights["conv1/kernel"]
    return {
        "test_accuracy": accuracy,
        "test_loss": loss,
        "edge_share_before": float(edge_share(kernels[0])),
        "edge_share_after": float(edge_share(kernels[-1])),
    }
