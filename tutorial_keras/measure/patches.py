"""The patches of images that excite a channel most, at the size that one of its units can see.

Looking for the images that a unit answers to most is as old as the study of single neurons; for convolutional networks:
Zeiler & Fergus (2014), "Visualizing and Understanding Convolutional Networks", https://arxiv.org/abs/1311.2901.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from . import Measured, Subject, untrained
from .architecture import WINDOWS, receptive_fields

IMAGES = 1000
"""The first so many test images are searched."""
COUNT = 8
"""How many patches are kept of a channel, at most one an image."""


def measure(subject: Subject) -> Measured:
    """The most exciting patches of every channel, trained and untrained, and how much those of a channel are alike."""
    from ..model import activations, build_probe

    images = subject.test[0][:IMAGES]
    layers = ("conv1", "conv2")
    fields = dict(zip(layers, receptive_fields([WINDOWS[layer] for layer in layers]), strict=True))
    models = {"untrained": untrained(subject.run), "trained": subject.run.model}
    maps = {state: activations(build_probe(model, layers), images[..., None], 250) for state, model in models.items()}
    numbers, arrays = {"images": IMAGES, "count": COUNT}, {}
    for layer, field in fields.items():
        found = {state: exciting_patches(maps[state][layer], images, field) for state in models}
        arrays[layer], arrays[f"{layer}_answers"] = (np.stack(part) for part in zip(*found.values(), strict=True))
        chance = random_patches(images, field, sets=200)
        numbers[layer] = {
            state: {"likeness": float(np.mean([likeness(patches) for patches in sets]))}
            for state, sets in {**{state: patches for state, (patches, _) in found.items()}, "random": chance}.items()
        }
    return Measured(numbers, arrays)


def exciting_patches(
    maps: np.ndarray, images: np.ndarray, field: int, count: int = COUNT
) -> tuple[np.ndarray, np.ndarray]:
    """The patches that each channel answers to most, strongest first, at most one an image.

    Args:
        maps: activations (n, h, w, channels), of the images' height and width.
        images: (n, h, w).
        field: side of a unit's receptive field, odd.
        count: how many patches of a channel.

    Returns:
        patches (channels, count, field, field), with 0 beyond the image's border, and the answers to them
        (channels, count).
    """
    windows = _windows(images, field)
    flat = maps.reshape(len(maps), -1, maps.shape[-1])
    place, answer = flat.argmax(axis=1), flat.max(axis=1)
    best = np.argsort(-answer, axis=0, kind="stable")[:count].T  # (channels, count): which images
    channel = np.arange(maps.shape[-1])[:, None]
    return windows[(best, *np.divmod(place[best, channel], maps.shape[2]))], answer[best, channel]


def random_patches(images: np.ndarray, field: int, sets: int, count: int = COUNT, seed: int = 0) -> np.ndarray:
    """Sets of patches from random places of random images, each around a pixel that is not 0.

    Returns:
        (sets, count, field, field).
    """
    generator = np.random.default_rng(seed)
    lit = np.argwhere(images > 0)
    chosen = lit[generator.choice(len(lit), (sets, count))]
    return _windows(images, field)[tuple(np.moveaxis(chosen, -1, 0))]


def likeness(patches: np.ndarray) -> float:
    """How alike patches (count, h, w) are: Pearson's correlation, mean over all pairs.

    It compares patterns, whatever their brightness and contrast. A patch that is even has no pattern: its pairs count
    as 0.
    """
    flat = patches.reshape(len(patches), -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    flat = np.divide(flat, length, out=np.zeros_like(flat), where=length > 0)
    pairs = np.triu_indices(len(flat), 1)
    return float((flat @ flat.T)[pairs].mean())


def _windows(images: np.ndarray, field: int) -> np.ndarray:
    """The patch around every pixel: (n, h, w) → (n, h, w, field, field), 0 beyond the border."""
    edge = field // 2
    padded = np.pad(images, ((0, 0), (edge, edge), (edge, edge)))
    return sliding_window_view(padded, (field, field), axis=(1, 2))
