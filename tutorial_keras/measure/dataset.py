"""What is in Fashion-MNIST: how many of what, and how bright the pixels are."""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from . import Measured, Subject

SAMPLES = 8


def measure(subject: Subject) -> Measured:
    """Count images and pixels; pick the first few training images of each class."""
    images, labels = subject.train
    test_images, test_labels = subject.test
    numbers = {
        "train_images": len(images),
        "test_images": len(test_images),
        "images": len(images) + len(test_images),
        "side": images.shape[1],
        "pixels": int(np.prod(images.shape[1:])),
        "classes": len(CLASS_NAMES),
        "class_names": list(CLASS_NAMES),
        "train_per_class": counts_per_class(labels),
        "test_per_class": counts_per_class(test_labels),
        **pixel_statistics(images),
    }
    return Measured(numbers, {"samples": first_per_class(images, labels, SAMPLES)})


def counts_per_class(labels: np.ndarray) -> list[int]:
    """How many of the labels (n,) fall on each class."""
    return np.bincount(labels, minlength=len(CLASS_NAMES)).tolist()


def pixel_statistics(images: np.ndarray) -> dict[str, float]:
    """Mean and standard deviation of pixels scaled to 0-1, and the share that is exactly 0, for uint8 (n, h, w)."""
    histogram = np.bincount(images.ravel(), minlength=256)
    share = histogram / histogram.sum()
    values = np.arange(256) / 255
    mean = float(share @ values)
    deviation = float(np.sqrt(share @ (values - mean) ** 2))
    return {"pixel_mean": mean, "pixel_deviation": deviation, "background_share": float(share[0])}


def first_per_class(images: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """The first `count` images of each class: (classes, count, h, w)."""
    return np.stack([images[labels == label][:count] for label in range(len(CLASS_NAMES))])
