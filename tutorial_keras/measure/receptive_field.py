"""How far a unit of conv2 really looks, and whether it minds the order of an image's parts.

The theoretical receptive field is all the pixels that can change a unit. How much each of them does is the effective
one: Luo, Li, Urtasun & Zemel (2016), "Understanding the Effective Receptive Field in Deep Convolutional Neural
Networks", https://arxiv.org/abs/1701.04128.
"""

from __future__ import annotations

import numpy as np

from ..studies import study_results
from . import Measured, Subject, untrained
from .architecture import WINDOWS, receptive_fields
from .intervals import mean_estimate, share_estimate

IMAGES = 1000
"""The first so many test images are looked at."""
HELD = 0.95
"""The share of the squared gradient that the effective receptive field holds."""
THRESHOLD = 25
"""Pixels brighter than this belong to the garment: a tenth of white."""
BLOCK = 7
"""Side of the blocks that change places: 16 of them in an image."""
AVERAGES = ("mean", "median", "total")
"""Ways to sum up the changes of all channels on all images, see `studies.receptive_field`."""
SHOWN = 4
"""How many channels the figure of shuffled blocks shows."""


def measure(subject: Subject) -> Measured:
    """Fields of the run shown, what shuffled blocks do to its maps of the boot, and the ten networks' estimates."""
    images = subject.test[0][:IMAGES]
    field = receptive_fields([WINDOWS["conv1"], WINDOWS["conv2"]])[-1]
    models = {"untrained": untrained(subject.run), "trained": subject.run.model}
    energy = {state: squared_gradient(model, images) for state, model in models.items()}
    changes = activity_changes(*(subject.activations(x)["conv2"] for x in (images, shuffled(images))))
    mean_changes = np.nanmean(changes, axis=0)
    # from the channel that changes least to the one that changes most, in equal steps; those never active sort last
    order = np.argsort(mean_changes)[: np.isfinite(mean_changes).sum()]
    channels = order[np.linspace(0, len(order) - 1, SHOWN).round().astype(int)]
    pair = np.stack([subject.hero, shuffled(subject.hero[None])[0]])
    maps = subject.activations(pair)["conv2"][..., channels]
    sides = garment_sides(subject.test[0])
    rows = study_results("receptive-fields")["rows"]
    numbers = {
        "images": IMAGES,
        "networks": len(rows),
        "held": HELD,
        "threshold": THRESHOLD,
        "block": BLOCK,
        "blocks": (images.shape[1] // BLOCK) ** 2,
        "shown": SHOWN,
        "paths": path_shares(field),
        "undisturbed": ((BLOCK - field + 1) / BLOCK) ** 2,
        "garments": len(sides),
        "median_side": float(np.median(sides)),
        "smallest_side": int(sides.min()),
        "fits": {"theoretical": share_estimate(int((sides <= field).sum()), len(sides))},
        "boot": {name: int(value) for name, value in zip(BOX, garment_box(subject.hero), strict=True)},
        "own": {state: centre_shares(found, field) for state, found in energy.items()},
        **field_estimates(rows, float(np.median(sides))),
    }
    middle = slice(images.shape[1] // 2 - field // 2, images.shape[1] // 2 + field // 2 + 1)
    arrays = {
        "image": subject.hero,
        **{f"energy_{state}": found[middle, middle] / found.sum() for state, found in energy.items()},
        "shuffled_pair": pair,
        "shuffled_maps": maps,
        "shuffled_channels": channels,
    }
    return Measured(numbers, arrays)


def squared_gradient(model, images: np.ndarray, layer: str = "conv2", batch: int = 250) -> np.ndarray:
    """How much each pixel moves the unit in the middle of a layer's maps: its squared gradient (Luo et al. 2016).

    The gradient is that of the unit after ReLU, so it is 0 for a unit that is silent on an image.

    Args:
        model: a Keras model that takes raw pixels.
        images: (n, h, w).
        layer: the layer whose units are looked at.
        batch: how many images go through the model at once.

    Returns:
        (h, w): the mean over images and channels of (∂unit / ∂pixel)².
    """
    import tensorflow as tf

    from ..model import build_probe

    probe = build_probe(model, [layer])
    total = np.zeros(images.shape[1:])
    for start in range(0, len(images), batch):
        pixels = tf.constant(images[start : start + batch, :, :, None], tf.float32)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(pixels)
            maps = probe(pixels)[layer]
            units = tf.unstack(maps[:, maps.shape[1] // 2, maps.shape[2] // 2], axis=-1)
        for unit in units:  # one channel; an image's pixels move no other image's unit
            total += (tape.gradient(unit, pixels)[..., 0].numpy().astype(np.float64) ** 2).sum(0)
    return total / (len(images) * len(units))


def centre_shares(energy: np.ndarray, largest: int) -> dict[str, float]:
    """The share of the energy (h, w) in the centred squares of side 1, 3, … up to `largest`, by side.

    The centre is pixel (h // 2, w // 2), that of `squared_gradient`.
    """
    row, column = energy.shape[0] // 2, energy.shape[1] // 2
    return {
        str(2 * reach + 1): float(
            energy[row - reach : row + reach + 1, column - reach : column + reach + 1].sum() / energy.sum()
        )
        for reach in range(largest // 2 + 1)
    }


def path_shares(field: int) -> dict[str, float]:
    """What `centre_shares` would be if every path counted alike, for two layers of kernels that make up the field.

    From a pixel to a unit of conv2 there are as many paths as units of conv1 that both see. Independent random weights
    give each the same mean squared gradient.

    Args:
        field: side of the field of two equal layers, 5 for kernels of 3 × 3.
    """
    kernel = np.ones(field // 2 + 1)
    ways = np.convolve(kernel, kernel)
    return centre_shares(np.outer(ways, ways), field)


def effective_side(shares: dict[str, float], held: float = HELD) -> int:
    """Side of the smallest square that holds the share `held`, of those in `centre_shares`."""
    return min(int(side) for side, share in shares.items() if share >= held)


BOX = ("top", "left", "height", "width")


def garment_box(image: np.ndarray, threshold: float = THRESHOLD) -> tuple[int, int, int, int]:
    """The smallest box around all pixels brighter than `threshold`: top, left, height, width; all 0 if there is none.

    Args:
        image: raw pixels (h, w).
    """
    inside = image > threshold
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    if not len(rows):
        return 0, 0, 0, 0
    return int(rows[0]), int(columns[0]), int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def garment_sides(images: np.ndarray, threshold: float = THRESHOLD) -> np.ndarray:
    """The longer side of each image's `garment_box`, in pixels: (n, h, w) → (n,)."""
    return np.array([max(garment_box(image, threshold)[2:]) for image in images])


def shuffled(images: np.ndarray, block: int = BLOCK, seed: int = 0) -> np.ndarray:
    """Cut each image into blocks and lay these out anew, in an order drawn for each image. One may stay where it was.

    Args:
        images: (n, h, w), h and w multiples of `block`.
        block: side of a block in pixels.
        seed: of the orders.

    Returns:
        (n, h, w): the same pixels, inside each block unmoved.
    """
    count, height, width = images.shape
    rows, columns = height // block, width // block
    blocks = images.reshape(count, rows, block, columns, block).swapaxes(2, 3).reshape(count, -1, block, block)
    orders = np.random.default_rng(seed).permuted(np.tile(np.arange(rows * columns), (count, 1)), axis=1)
    blocks = np.take_along_axis(blocks, orders[:, :, None, None], axis=1)
    return blocks.reshape(count, rows, columns, block, block).swapaxes(2, 3).reshape(images.shape)


def activity_changes(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """|after - before| / before of each channel's activity, its map's mean.

    Args:
        before: maps (n, h, w, channels).
        after: of the same shape.

    Returns:
        (n, channels); not a number where the activity before is 0.
    """
    start, end = (maps.mean(axis=(1, 2), dtype=np.float64) for maps in (before, after))
    return np.divide(np.abs(end - start), start, out=np.full(start.shape, np.nan), where=start > 0)


def change_of_total(before: np.ndarray, after: np.ndarray) -> float:
    """Like the mean of `activity_changes`, but images in which a channel is nearly silent weigh next to nothing.

    Of each channel the sum of |after - before| over the images by the sum of its activity before; mean over channels.
    """
    start, end = (maps.mean(axis=(1, 2), dtype=np.float64) for maps in (before, after))
    alive = start.sum(0) > 0
    return float((np.abs(end - start).sum(0)[alive] / start.sum(0)[alive]).mean())


def field_estimates(rows: list[dict], median_side: float) -> dict:
    """From one row a network, as `studies.receptive_field` returns them, to estimates.

    Args:
        rows: a network's `shares` (see `centre_shares`) and `changed`, both by state.
        median_side: of the garments, in pixels.
    """
    sides = {state: [effective_side(row["shares"][state]) for row in rows] for state in ("untrained", "trained")}
    inner = {state: np.array([row["shares"][state]["3"] for row in rows]) for state in sides}
    return {
        "effective": {state: mean_estimate(found) for state, found in sides.items()},
        "effective_over_garment": mean_estimate(np.divide(sides["trained"], median_side)),
        "garment_over_field": median_side / float(np.mean(sides["trained"])),
        "shares": {state: {"3": mean_estimate(found)} for state, found in inner.items()},
        "inner_change": mean_estimate(inner["trained"] - inner["untrained"]),
        "shuffled_blocks": mean_estimate([row["changed"]["trained"]["mean"] for row in rows]),
        "shuffled": {
            state: {name: mean_estimate([row["changed"][state][name] for row in rows]) for name in AVERAGES}
            for state in sides
        },
    }
