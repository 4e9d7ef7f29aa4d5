"""The network at each of its checkpoints: how well it does, and how exact it stays when kept in fewer bytes.

Nearly all parameters are in the last layer, so only its kernel is kept short; everything else stays in float32.
"""

from __future__ import annotations

import numpy as np

from ..model import build_model, build_probe
from ..training import cross_entropy
from . import Measured, Subject

BATCH = 1000
LARGEST_INT24 = 2**23 - 1
"""The largest whole number of three bytes with a sign."""


def measure(subject: Subject) -> Measured:
    """Loss and accuracy on the test images at each checkpoint, and the error of each form of storage."""
    images, labels = subject.test
    settings, checkpoints = subject.run.settings, subject.run.checkpoints
    model = build_model(settings.filters, settings.scale, settings.pooling)
    probe = build_probe(model, ["pool"])
    loss, accuracy = [], []
    errors, changed = {name: [] for name in FORMS}, {name: [] for name in FORMS}
    for index in range(len(checkpoints)):
        checkpoints.restore(model, index)
        pooled = [np.asarray(probe([part[..., None]])["pool"]) for part in np.split(images, len(images) // BATCH)]
        pooled = np.concatenate(pooled).reshape(len(images), -1)
        kernel, bias = model.layers[-1].get_weights()
        scores = pooled @ kernel + bias
        exact = softmax(scores)
        loss.append(cross_entropy(exact, labels))
        accuracy.append(float((exact.argmax(1) == labels).mean()))
        for name, form in FORMS.items():
            # the difference first: the rounding of float32 sums is larger than what some forms cost
            kept = softmax(scores + (pooled @ (form(kernel) - kernel)).astype(np.float64))
            errors[name].append(float(np.abs(kept - exact).max()))
            changed[name].append(int((kept.argmax(1) != exact.argmax(1)).sum()))
    numbers = {
        "steps": checkpoints.steps.tolist(),
        "loss": loss,
        "accuracy": accuracy,
        "images": len(images),
        "storage": {
            name: {
                "bytes": BYTES[name] * kernel.size,
                "error": errors[name][-1],
                "largest_error": max(errors[name]),
                "changed_answers": changed[name][-1],
            }
            for name in FORMS
        },
    }
    return Measured(numbers)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities for scores (n, classes), in float64."""
    powers = np.exp(scores.astype(np.float64) - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def float24(values: np.ndarray) -> np.ndarray:
    """float32 without its last byte, rounded: 15 binary digits after the first."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + 0x80) & np.uint32(0xFFFFFF00)).view(np.float32)


def to_int24(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Whole numbers of three bytes, int32 of the same shape, and the step from one to the next.

    Steps are equal, unlike those of a float: none are spent on telling tiny weights apart, which hardly count in a
    sum of thousands. The step is a float32.
    """
    # the next one up, or rounding it down could carry the largest value past three bytes
    step = float(np.nextafter(np.float32(np.abs(values).max() / LARGEST_INT24), np.float32(np.inf)))
    return np.rint(values.astype(np.float64) / step).astype(np.int32), step


def int24(values: np.ndarray) -> np.ndarray:
    """The values as three bytes keep them, float32."""
    whole, step = to_int24(values)
    return (whole * step).astype(np.float32)


FORMS = {
    "float16": lambda values: values.astype(np.float16).astype(np.float32),
    "float24": float24,
    "int24": int24,
    "float32": lambda values: values,
}
"""Ways to keep weights → what becomes of their values."""
BYTES = {"float16": 2, "float24": 3, "int24": 3, "float32": 4}
