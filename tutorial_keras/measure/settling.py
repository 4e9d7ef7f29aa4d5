"""When do maps become what they are in the end? What the study `settling` found, in numbers.

Likeness of maps is that of `likeness.layer_likeness`; a kernel's is the cosine with its final form. The yardstick is
another network, trained from another seed: what is alike in both no longer depends on the course of either.
"""

from __future__ import annotations

import numpy as np

from .course import HALF_WAY, doublings_until
from .intervals import mean_estimate

MAPS = ("conv1", "conv2")


def settled(rows: list[dict]) -> tuple[dict, dict[str, np.ndarray]]:
    """Numbers and curves from rows as `studies.learning.watch_maps` returns them.

    A layer is half-way when the likeness to its final maps has made up half of what it lacks at the start.

    Returns:
        For each of `MAPS` and for conv1's `kernels`: likeness at the `start` and with the `other` network, by how much
        the start is behind that, `steps` until half-way, and how far likeness falls before it rises. Curves:
        `likeness`, (networks, 3, checkpoints) in that order, and `other_likeness`, (networks, 3).
    """
    steps = np.array(rows[0]["steps"])
    curves = np.array([[*(row["likeness"][layer] for layer in MAPS), row["kernels"]] for row in rows])
    other = np.array([[*(row["other"][layer] for layer in MAPS), row["other"]["kernels"]] for row in rows])
    start = curves[:, :, 0]
    levels = start + HALF_WAY * (1 - start)
    times = np.array(
        [
            [doublings_until(steps, curve, level) for curve, level in zip(network, aims, strict=True)]
            for network, aims in zip(curves, levels, strict=True)
        ]
    )
    lowest = curves.mean(0).argmin(1)
    numbers = {
        name: {
            "start": mean_estimate(start[:, place]),
            "other": mean_estimate(other[:, place]),
            "other_over_start": mean_estimate(other[:, place] - start[:, place]),
            "steps": round(2 ** float(times[:, place].mean()) - 1),
            "lowest": float(curves[:, place, lowest[place]].mean()),
            "lowest_step": int(steps[lowest[place]]),
            "lost": mean_estimate(start[:, place] - curves[:, place, lowest[place]]),
        }
        for place, name in enumerate((*MAPS, "kernels"))
    }
    numbers |= {
        "conv2_after_conv1": mean_estimate(times[:, 1] - times[:, 0]),
        "later_in": int((times[:, 1] > times[:, 0]).sum()),
        "factor": float(2 ** (times[:, 1] - times[:, 0]).mean()),
    }
    return numbers, {"likeness": curves, "other_likeness": other}
