"""Figures about when layers settle, in their weights and in their maps, in the section Training."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .curves import DASHED, DOTTED, SOLID, bundle, doublings, label, pair, share_axis, step_axis, where
from .style import WIDTH, Theme, chart, points


@figure(
    "layer-movement",
    kind="svg",
    reads={"steps": "learning/steps", "distance": "learning/distance", "pace": "learning/pace"},
    narrow={"width": 358},
    caption="How far the weights of each layer still are from where they end, as a share of the way from where they "
    "started. Thin lines are {{ n('learning.networks', 'words') }} networks, thick ones their means. The grey line is "
    "the learning rate's doing: a layer that goes straight to its end, each step as long as the rate allows.",
    alt="Three bundles of falling curves, close together, and a grey one. They cross the half-way line, on "
    "average, at step {{ n('learning.half_way.steps.conv1', ',') }} for conv1, {{ "
    "n('learning.half_way.steps.conv2', ',') }} for conv2 and {{ n('learning.half_way.steps.predictions', ',') }} for "
    "predictions; the grey one does at step {{ n('learning.half_way.steps.pace', ',') }}.",
)
def layer_movement(
    theme: Theme, steps: np.ndarray, distance: np.ndarray, pace: np.ndarray, width: int = WIDTH
) -> Figure:
    """Distance left over time. distance: (networks, 3 layers, checkpoints); pace: (checkpoints,)."""
    drawn, axes = chart(width, 380)
    shown = steps >= 32  # before, nothing has moved as far as a line is thick
    time, mean = doublings(steps)[shown], distance.mean(0)[:, shown]
    axes.axhline(0.5, color=theme.muted, lw=1)
    label(axes, theme, "half-way", (time[0], 0.5), (2, 10), color=theme.muted)
    axes.plot(time, pace[shown], color=theme.muted, lw=1.4)
    label(axes, theme, "pace of the\nlearning rate", where(time, pace[shown], 0.8), (10, 12), color=theme.muted)
    for place, (name, colour, line, level, shift) in enumerate(
        [
            ("conv1", theme.negative, SOLID, 0.7, (-14, -8)),
            ("conv2", theme.positive, DASHED, 0.2, (-26, -10)),
            ("predictions", theme.ink, DOTTED, 0.35, (14, 10)),
        ]
    ):
        bundle(axes, time, distance[:, place, shown], colour, line)
        label(axes, theme, name, where(time, mean[place], level), shift, color=colour)
    step_axis(axes, [32, 64, 128, 256, 512, 938, 1876, 4690])
    axes.set(xlabel="Step", ylabel="Distance left", ylim=(-0.02, 1.06), xlim=(time[0], time[-1] + 0.1))
    share_axis(axes)
    return drawn


@figure(
    "maps-settle",
    kind="svg",
    reads={
        "steps": "learning/steps",
        "likeness": "learning/likeness",
        "maps": "learning.maps",
    },
    narrow={"width": 358, "height": 640, "side_by_side": False},
    caption="How much the maps of each layer (first chart) and the kernels of conv1 (second) are already like their "
    "final ones; 1 is the same. Thin lines are {{ n('learning.networks', 'words') }} networks, thick ones their "
    "means. The level dotted lines are the yardstick: how like the final ones are to those of another network, trained "
    "from another seed. For kernels that is the closest of the other's.",
    alt="Maps of conv1 start at a likeness of {{ n('learning.maps.conv1.start.value', '.2f') }} and are half-way at "
    "step {{ n('learning.maps.conv1.steps', ',') }}; those of conv2 start at {{ n('learning.maps.conv2.start.value', "
    "'.2f') }} and are half-way at step {{ n('learning.maps.conv2.steps', ',') }}. Two networks' final maps have {{ "
    "n('learning.maps.conv1.other.value', '.2f') }} and {{ n('learning.maps.conv2.other.value', '.2f') }}. Kernels "
    "start at a cosine of {{ n('learning.maps.kernels.start.value', '.2f') }}; the closest of another network's have "
    "{{ n('learning.maps.kernels.other.value', '.2f') }}.",
)
def maps_settle(
    theme: Theme,
    steps: np.ndarray,
    likeness: np.ndarray,
    maps: dict,
    width: int = WIDTH,
    height: int = 340,
    side_by_side: bool = True,
) -> Figure:
    """Likeness to the final form. likeness: (networks, maps of conv1 and conv2 and kernels, checkpoints); maps: the
    estimates `other` by the same names."""
    drawn, (left, right) = pair(width, height, side_by_side)
    time = doublings(steps)
    for place, (axes, name, words, colour, line, shift) in enumerate(
        [
            (left, "conv1", "maps of conv1", theme.negative, SOLID, (2, 12)),
            (left, "conv2", "maps of conv2", theme.positive, DASHED, (2, -12)),
            (right, "kernels", "kernels of conv1", theme.negative, SOLID, (2, 14)),
        ]
    ):
        bundle(axes, time, likeness[:, place], colour, line)
        label(axes, theme, words, (time[0], likeness[:, place, 0].mean()), shift, color=colour)
        axes.plot(time[[0, -1]], [maps[name]["other"]["value"]] * 2, color=colour, lw=1.4, ls=DOTTED)
    label(left, theme, "another network's", (time[0], maps["conv2"]["other"]["value"]), (2, -10), color=theme.muted)
    label(right, theme, "another network's closest", (time[-1], maps["kernels"]["other"]["value"]), (-1, 10),
          color=theme.muted)  # fmt: skip
    for axes, title in ((left, "Maps: linear CKA"), (right, "Kernels: cosine")):
        step_axis(axes, [0, 4, 32, 256, 4690])
        axes.set_title(title, fontsize=points(13), loc="left")
        axes.set(xlabel="Step", xlim=(0, time[-1] + 0.1), ylim=(min(0.4, likeness.min() - 0.03), 1.02))
    return drawn
