"""What do feature maps follow: edges, texture, or plain brightness?

Each is worked out from the image alone, without the network, as a map of its own: the gradient magnitude (Sobel's
3×3 operator, in Gonzalez & Woods, "Digital Image Processing"), the local variance, and the pixels as they are. How
closely a feature map follows one of them is Pearson's correlation over the map's pixels.
"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .intervals import mean_estimate
from .likeness import correlations as between_channels

CONTENTS = ("gradient", "variance", "brightness")
IMAGES = 500
"""The first so many test images are looked at."""


def gradient_magnitude(images: np.ndarray) -> np.ndarray:
    """How steeply brightness changes, in units of Sobel's operator; outside the image all is 0, as for the network.

    √(down² + right²), where `right` is the difference of the pixels on either side, weighted 1, 2, 1 over three rows,
    and `down` the same turned.

    Args:
        images: (n, h, w).

    Returns:
        (n, h, w), float64.
    """
    pixels = images.astype(np.float64)

    def slope(along: int, across: int) -> np.ndarray:
        difference = ndimage.correlate1d(pixels, [-1, 0, 1], axis=along, mode="constant")
        return ndimage.correlate1d(difference, [1, 2, 1], axis=across, mode="constant")

    return np.hypot(slope(1, 2), slope(2, 1))


def local_variance(images: np.ndarray) -> np.ndarray:
    """The variance of the 3 × 3 pixels around each, 0 outside the image: (n, h, w) → (n, h, w), float64."""
    pixels = images.astype(np.float64)
    mean, mean_square = (ndimage.uniform_filter(x, (1, 3, 3), mode="constant") for x in (pixels, pixels**2))
    return np.maximum(mean_square - mean**2, 0)  # rounding could take it below 0


def contents(images: np.ndarray) -> dict[str, np.ndarray]:
    """The three maps that feature maps are held against, by the names in `CONTENTS`, each (n, h, w)."""
    found = gradient_magnitude(images), local_variance(images), images.astype(np.float64)
    return dict(zip(CONTENTS, found, strict=True))


def correlations(maps: np.ndarray, content: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each map with its image's content, over the pixels.

    Where a map or the content is the same at every pixel, the correlation is not defined. Such a map follows nothing:
    it counts as 0, so that every mean is over the same maps, whatever training does to them.

    Args:
        maps: activations (n, h, w, channels).
        content: (n, h, w).

    Returns:
        (n, channels), from -1 to 1.
    """
    together = np.concatenate([maps, content[..., None]], axis=-1).astype(np.float64)
    return np.array([between_channels(one)[-1, :-1] for one in together])


def what_maps_follow(maps: np.ndarray, images: np.ndarray) -> dict:
    """A row of numbers about one network's maps (n, h, w, channels) of images (n, h, w).

    Returns:
        For each of `CONTENTS` the correlation of each channel, a mean over the images, and, below `absolute`, the mean
        of its absolute value; `constant`, the share of maps that are the same at every pixel.
    """
    found = {name: correlations(maps, content) for name, content in contents(images).items()}
    return {
        **{name: _rounded(values.mean(0)) for name, values in found.items()},
        "absolute": {name: _rounded(np.abs(values).mean(0)) for name, values in found.items()},
        "constant": round(float((np.ptp(maps, axis=(1, 2)) == 0).mean()), 4),
    }


def closest_maps(maps: np.ndarray, image: np.ndarray) -> dict[str, dict]:
    """Which channel's map follows each of `CONTENTS` best on one image.

    Args:
        maps: activations (h, w, channels).
        image: (h, w).

    Returns:
        For each content the `channel` and its `correlation`.
    """
    found = {}
    for name, content in contents(image[None]).items():
        follows = correlations(maps[None], content)[0]
        found[name] = {"channel": int(follows.argmax()), "correlation": float(follows.max())}
    return found


def edge_estimates(rows: list[dict]) -> dict:
    """From one row a network, each with `trained` and `untrained` as `what_maps_follow` returns them, to estimates.

    One network is the unit: its channels and images are averaged first.
    """
    channels = {state: by_channel(rows, state) for state in ("untrained", "trained")}
    means = {state: found.mean(axis=1) for state, found in channels.items()}
    absolute = {
        state: np.array([[np.mean(row[state]["absolute"][name]) for name in CONTENTS] for row in rows])
        for state in channels
    }
    change, absolute_change = (found["trained"] - found["untrained"] for found in (means, absolute))
    gradient, brightness = (absolute["trained"][:, CONTENTS.index(name)] for name in ("gradient", "brightness"))

    def named(values: np.ndarray) -> dict:
        return dict(zip(CONTENTS, values.tolist(), strict=True))

    return {
        "images": IMAGES,
        "networks": len(rows),
        **{f"{name}_change": mean_estimate(change[:, place]) for place, name in enumerate(CONTENTS)},
        "gradient_over_brightness": mean_estimate(gradient - brightness),
        "absolute_change": {name: mean_estimate(absolute_change[:, place]) for place, name in enumerate(CONTENTS)},
        "rose_in": named((change > 0).sum(axis=0)),
        **{state: named(found.mean(axis=0)) for state, found in means.items()},
        "absolute": {state: named(found.mean(axis=0)) for state, found in absolute.items()},
        "median": {state: named(np.median(found, axis=(0, 1))) for state, found in channels.items()},
        "negative": {state: named((found < 0).mean(axis=(0, 1))) for state, found in channels.items()},
        "holes": _holes(np.array([row["bias"] for row in rows]), channels["trained"][:, :, 0]),
        "constant": {state: float(np.mean([row[state]["constant"] for row in rows])) for state in channels},
    }


def by_channel(rows: list[dict], state: str) -> np.ndarray:
    """Each channel's correlations, means over images: (networks, channels, 3) in the order of `CONTENTS`."""
    return np.array([[row[state][name] for name in CONTENTS] for row in rows]).swapaxes(1, 2)


def _holes(biases: np.ndarray, follows: np.ndarray) -> dict:
    """Do the channels that are dark at edges light the background? Both arguments (networks, channels)."""
    dark = follows < 0
    return {
        "channels": int(dark.sum()),
        "lit": int((biases[dark] > 0).sum()),
        "median_bias": {
            "dark": float(np.median(biases[dark])) if dark.any() else 0.0,
            "others": float(np.median(biases[~dark])) if not dark.all() else 0.0,
        },
    }


def _rounded(values: np.ndarray) -> list[float]:
    return [round(float(value), 4) for value in values]
