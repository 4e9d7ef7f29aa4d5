"""What the maps look like: how much of them ReLU silences, which channels are dead, whether padding draws a frame."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ..studies import study_results
from . import Measured, Subject, map_content

IMAGES = 1000


def measure(subject: Subject) -> Measured:
    """Maps of the ankle boot and of one image per class; silence and death over the first 1,000 test images."""
    boot = subject.activations(subject.hero[None])
    by_class = subject.activations(subject.one_per_class)
    many = subject.activations(subject.test[0][:IMAGES])
    scale = subject.run.settings.scale
    kernels, biases = (subject.run.checkpoints.weights[f"conv1/{part}"][-1] for part in ("kernel", "bias"))
    strongest = int(boot["conv1"][0].max((0, 1)).argmax())
    kernel, bias = kernels[:, :, 0, strongest], biases[strongest]
    before_relu = correlate(subject.hero * scale, kernel) + bias
    offset_map = np.maximum(correlate(subject.hero / 127.5 - 1, kernel) + bias, 0)
    blank = subject.activations(np.zeros((1, *subject.hero.shape), np.uint8))
    labels = subject.test[1][:IMAGES]
    framed = frame_contrast(-1.0, kernels), frame_contrast(0.0, kernels)
    first_kernels, first_biases = (subject.run.checkpoints.weights[f"conv1/{part}"][0] for part in ("kernel", "bias"))
    untrained = np.stack(
        [
            np.maximum(correlate(subject.hero * scale, first_kernels[:, :, 0, number]) + first_biases[number], 0)
            for number in range(len(first_biases))
        ],
        axis=-1,
    )
    rows = study_results("maps")["rows"]
    seen = subject.test[0][: map_content.IMAGES]
    copies = map_content.what_maps_follow(seen[..., None], seen)
    numbers = {
        "images": IMAGES,
        "edges": {
            **map_content.edge_estimates(rows),
            "copy": {name: copies[name][0] for name in map_content.CONTENTS},
            "closest": map_content.closest_maps(boot["conv1"][0], subject.hero),
        },
        "strongest": strongest,
        "negative_share": float((before_relu < 0).mean()),
        **{
            layer: {
                "highest": float(boot[layer].max()),
                "zero_share": float((many[layer] == 0).mean()),
                "dead": len(dead_channels(many[layer])),
                "dead_channels": dead_channels(many[layer]),
                "blank_frame": blank_frame(blank[layer][0]),
                "class_share": class_share(many[layer], labels),
            }
            for layer in ("conv1", "conv2")
        },
        "pixels": {"class_share": class_share(subject.test[0][:IMAGES, :, :, None], labels)},
        "positive_biases": int((biases > 0).sum()),
        "frame": {"offset": framed[0], "ours": framed[1]},
    }
    arrays = {
        "image": subject.hero,
        "contents": np.concatenate(list(map_content.contents(subject.hero[None]).values())),
        "follow_before": map_content.by_channel(rows, "untrained"),
        "follow_after": map_content.by_channel(rows, "trained"),
        "conv1": boot["conv1"][0],
        "conv1_untrained": untrained,
        "strongest_pooled": max_pool(boot["conv1"][0, :, :, strongest]),
        "conv2": boot["conv2"][0],
        "pool": boot["pool"][0],
        "before_relu": before_relu,
        "offset_map": offset_map,
        "images_by_class": subject.one_per_class,
        "conv1_by_class": by_class["conv1"],
        "conv2_by_class": by_class["conv2"],
    }
    return Measured(numbers, arrays)


def correlate(image: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """What a "convolution" layer computes for one channel: cross-correlation, padded with zeros to keep the size.

    out[i, j] = Σ_ab kernel[a, b] · image[i + a - 1, j + b - 1] for a 3×3 kernel (Goodfellow et al. 2016, eq. 9.6).

    Args:
        image: (h, w). kernel: (k, k), k odd.

    Returns:
        (h, w), float64.
    """
    padded = np.pad(image.astype(np.float64), len(kernel) // 2)
    return np.tensordot(sliding_window_view(padded, kernel.shape), kernel.astype(np.float64), axes=2)


def max_pool(values: np.ndarray) -> np.ndarray:
    """The largest of every 2 × 2 block: (h, w), both even, → (h / 2, w / 2)."""
    height, width = values.shape
    return values.reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))


def dead_channels(maps: np.ndarray) -> list[int]:
    """The channels (from 0) that are 0 at every pixel of every image, for maps (n, h, w, channels)."""
    return np.flatnonzero((maps == 0).all(axis=(0, 1, 2))).tolist()


def class_share(maps: np.ndarray, labels: np.ndarray) -> float:
    """The largest share of its activity that any channel gives to one class.

    Args:
        maps: activations (n, h, w, channels).
        labels: the classes of the n images.

    Returns:
        Of the class means of a channel, the largest over their sum, for the channel where that is highest: 1 for a
        channel that answers to one class alone, 1 / classes for channels that answer to all alike.
    """
    activity = maps.mean(axis=(1, 2))
    means = np.stack([activity[labels == label].mean(0) for label in np.unique(labels)])
    alive = means.sum(0) > 0
    return float((means[:, alive].max(0) / means[:, alive].sum(0)).max())


def blank_frame(maps: np.ndarray) -> float:
    """How much a blank image's maps (h, w, channels) differ from their centre anywhere: 0 if padding draws no frame."""
    height, width, _ = maps.shape
    return float(np.abs(maps - maps[height // 2, width // 2]).max())


def frame_contrast(background: float, kernels: np.ndarray) -> float:
    """How much zero padding changes a blank image's maps along the border, at most, before ReLU.

    Args:
        background: the value of every pixel of the blank image.
        kernels: (3, 3, 1, filters).

    Returns:
        The largest |border - centre| over all filters; 0 means that padding draws no frame.
    """
    blank = np.full((5, 5), background)
    maps = [correlate(blank, kernels[:, :, 0, number]) for number in range(kernels.shape[-1])]
    return float(max(np.abs(values - values[2, 2]).max() for values in maps))
