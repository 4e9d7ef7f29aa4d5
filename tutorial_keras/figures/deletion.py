"""Figures of the section Saliency and Grad-CAM: what is lost when the pixels that a map marks are deleted."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .attribution import METHODS, NAMES
from .curves import interval
from .style import WIDTH, Theme, chart


@figure(
    "deletion-curves",
    kind="svg",
    reads={"curves": "attribution.curves", "step": "attribution.step"},
    narrow={"width": 358},
    caption="How fast does the network lose its answer when a garment's pixels are turned black, first those that a "
    "map marks most? Thick: the map's order; dashed: random pixels; dotted: the order of an edge detector. Bands and "
    "lines are 95 % intervals and means over {{ n('attribution.networks', 'words') }} networks. A map that finds what "
    "the network uses falls steeply.",
    alt="Three panels of falling curves. Area under the curve: gradient {{ "
    "n('attribution.areas.gradient.value', '.2f') }}, Grad-CAM {{ n('attribution.areas.grad_cam.value', '.2f') }}, "
    "occlusion {{ n('attribution.areas.occlusion.value', '.2f') }}; random pixels {{ "
    "n('attribution.areas.random.value', '.2f') }}, edges {{ n('attribution.areas.edges.value', '.2f') }}.",
)
def deletion_curves(theme: Theme, curves: dict, step: float, width: int = WIDTH) -> Figure:
    """A panel a method. curves: order → value, low and high, a number a step; step: the share deleted in one."""
    wide = width > 500
    drawn, axes = chart(width, height=290 if wide else 660)
    axes.remove()
    panels = drawn.subplots(*((1, 3) if wide else (3, 1)), sharey=True, sharex=True)
    shares = step * 100 * np.arange(len(curves["random"]["value"]))
    for panel, method in zip(panels, METHODS, strict=True):
        own = curves[method]
        panel.plot(shares, curves["random"]["value"], color=theme.muted, ls=(0, (5, 3)), lw=1.4)
        panel.plot(shares, curves["edges"]["value"], color=theme.negative, ls=(0, (1, 1.6)), lw=1.8)
        panel.fill_between(shares, own["low"], own["high"], color=theme.positive, alpha=0.3, lw=0)
        panel.plot(shares, own["value"], color=theme.positive, lw=2.6)
        panel.set_title(NAMES[method], loc="left", fontsize="medium", fontweight="bold", color=theme.positive)
        panel.set(xlim=(0, 100), ylim=(0, 1), xticks=[0, 50, 100])
    for name, share, up, side in [("edges", 0.3, 0.03, "left"), ("random", 1, 0.3, "right")]:
        place = round(share / step)
        height = curves[name]["value"][place] + up
        colour = theme.negative if name == "edges" else theme.muted
        panels[-1].text(100 * share, height, name, color=colour, ha=side, va="bottom")
    drawn.get_layout_engine().set(wspace=0.08, hspace=0.05)
    panels[0].set_ylabel("Probability of the first answer")
    panels[-1].set_xlabel("Pixels of the garment deleted (%)", x=1, ha="right")
    return drawn


@figure(
    "deletion-areas",
    kind="svg",
    reads={"areas": "attribution.areas"},
    narrow={"width": 358},
    caption="The area under each deletion curve; less is better. Filled: orders that ask the network. Hollow: orders "
    "that do not. Bars are 95 % intervals over {{ n('attribution.networks', 'words') }} networks.",
    alt="Areas: occlusion {{ n('attribution.areas.occlusion.value', '.2f') }}, gradient times input {{ "
    "n('attribution.areas.gradient_times_input.value', '.2f') }}, gradient {{ "
    "n('attribution.areas.gradient.value', '.2f') }}, Grad-CAM {{ n('attribution.areas.grad_cam.value', '.2f') }}; "
    "brightness {{ n('attribution.areas.brightness.value', '.2f') }}, random patches {{ "
    "n('attribution.areas.random_patches.value', '.2f') }}, edges {{ n('attribution.areas.edges.value', '.2f') }}, "
    "random pixels {{ n('attribution.areas.random.value', '.2f') }}.",
)
def deletion_areas(theme: Theme, areas: dict, width: int = WIDTH) -> Figure:
    """Areas under deletion curves, smallest first. areas: order → estimate."""
    drawn, axes = chart(width, height=290)
    ordered = sorted(areas, key=lambda name: areas[name]["value"])
    for place, name in enumerate(ordered):
        asks = name in METHODS or name == "gradient_times_input"
        colour = theme.positive if asks else theme.negative
        interval(axes, areas[name], place, colour, 1.8, marker="o", mfc=colour if asks else theme.paper, ms=7)
    axes.set_yticks(range(len(ordered)), [NAMES[name] for name in ordered])
    axes.grid(axis="y", visible=False)
    axes.invert_yaxis()
    axes.set_xlim(0, None)
    axes.set_xlabel("Area under the deletion curve", x=1, ha="right")
    return drawn
