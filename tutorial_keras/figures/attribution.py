"""Figures of the section Saliency and Grad-CAM."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from ..data import CLASS_NAMES
from . import figure
from .curves import interval
from .sheet import Sheet, decimal
from .style import KERNEL_MAP, WIDTH, Theme, chart

NAMES = {
    "gradient": "gradient",
    "grad_cam": "Grad-CAM",
    "occlusion": "occlusion",
    "gradient_times_input": "gradient × input",
    "random": "random",
    "random_patches": "random patches",
    "edges": "edges",
    "brightness": "brightness",
}
METHODS = tuple(NAMES)[:3]


@figure(
    "heat-maps",
    kind="png",
    reads={
        "images": "attribution/images",
        "truths": "attribution/truths",
        "predictions": "attribution/predictions",
        **{method: f"attribution/{method}" for method in METHODS},
    },
    narrow={"columns": 3},
    caption="Why does the network say so? Three answers for the first three test images of different classes that it "
    "gets right and the first three that it gets wrong. Each map explains the class that the network *says*. Paper "
    "colour is 0 for the gradient and for Grad-CAM, grey is 0 for occlusion. Each map has a scale of its own, from "
    "its largest value down, since their units differ. Do the three methods agree?",
    alt="A table of six test images with three heat maps below each. Right: {{ n('attribution.shown.0.truth') }}, {{ "
    "n('attribution.shown.1.truth') }}, {{ n('attribution.shown.2.truth') }}. Wrong: {{ n('attribution.shown.3.truth') "
    "}} taken for {{ n('attribution.shown.3.predicted') }}, {{ n('attribution.shown.4.truth') }} for {{ "
    "n('attribution.shown.4.predicted') }}, {{ n('attribution.shown.5.truth') }} for {{ "
    "n('attribution.shown.5.predicted') }}. The gradient's maps are scattered pixels, the other methods' are patches.",
)
def heat_maps(
    theme: Theme,
    images: np.ndarray,
    truths: np.ndarray,
    predictions: np.ndarray,
    gradient: np.ndarray,
    grad_cam: np.ndarray,
    occlusion: np.ndarray,
    columns: int = 6,
) -> Figure:
    """A column an image. images, gradient, grad_cam, occlusion: (n, 28, 28); truths, predictions: (n,) classes."""
    zoom, step, left, gap = 3, 96, 74 if columns > 3 else 70, 14 if columns > 3 else 0
    block = 62 + 4 * step
    blocks = -(-len(images) // columns)
    sheet = Sheet(theme, left + columns * step - 12 + gap, blocks * (block + 12) + 54)
    for number, image in enumerate(images):
        column = number % columns
        x, y = left + column * step + gap * (column >= 3), number // columns * (block + 12)
        if column == 0:
            for word, down in [("it is", 36), ("it says", 54)]:
                sheet.text(0, y + down, word, color=theme.muted)
            for row, name in enumerate(("image", *METHODS)):
                sheet.text(0, y + 62 + row * step + 47, NAMES.get(name, name))
        if number % 3 == 0:
            right = truths[number] == predictions[number]
            sheet.text(x, y + 14, "right answers" if right else "wrong answers", weight="bold")
        colour = theme.ink if truths[number] == predictions[number] else theme.positive
        sheet.text(x, y + 36, CLASS_NAMES[truths[number]])
        sheet.text(x, y + 54, CLASS_NAMES[predictions[number]], color=colour)
        sheet.picture(x, y + 62, image, zoom)
        for row, (name, maps) in enumerate(zip(METHODS, (gradient, grad_cam, occlusion), strict=True), start=1):
            _heat(sheet, x, y + 62 + row * step, name, maps[number], zoom)
    _scales(sheet, blocks * (block + 12) + 22)
    return sheet.figure


@figure(
    "randomised-maps",
    kind="png",
    reads={
        **{method: f"attribution/cascade_{method}" for method in METHODS},
        "edges": "attribution/cascade_edges",
        "cascade": "attribution.cascade",
        "with_edges": "attribution.edges",
    },
    narrow={"zoom": 2},
    caption="One image, the first that the network gets wrong, and one class, the one it says, while the network "
    "forgets what it learned: from left to right more of its layers get new random weights, from the last down. The "
    "last column is an edge detector, which has never seen a network. The number below a map is the rank correlation "
    "with the first column's, a mean over {{ n('attribution.images') }} images and "
    "{{ n('attribution.networks', 'words') }} networks: 1 is the same order of pixels, 0 is no more alike than by "
    "chance.",
    alt="Three rows of heat maps of one garment. Rank correlation of the gradient with that of the wholly random "
    "network: {{ n('attribution.randomised.gradient.value', '.2f') }}; of Grad-CAM {{ "
    "n('attribution.randomised.grad_cam.value', '.2f') }}; of occlusion {{ "
    "n('attribution.randomised.occlusion.value', '.2f') }}.",
)
def randomised_maps(
    theme: Theme,
    gradient: np.ndarray,
    grad_cam: np.ndarray,
    occlusion: np.ndarray,
    edges: np.ndarray,
    cascade: dict,
    with_edges: dict,
    zoom: int = 4,
) -> Figure:
    """A row a method, a column a network. gradient, grad_cam, occlusion: (1 + stages, 28, 28), the trained one first;
    edges: (28, 28); cascade: stage → method → estimate; with_edges: method → estimate."""
    wide = zoom > 3
    left, step_x, step_y, top = (78, 120, 144, 48) if wide else (68, 58, 90, 48)
    side = 28 * zoom
    titles = ["trained", *_stage_names(cascade), "edges"]
    sheet = Sheet(theme, left + step_x * (len(titles) - 1) + side, top + step_y * len(METHODS) + 54)
    sheet.text(left + step_x, 14, "random weights in", color=theme.muted)
    for column, title in enumerate(titles):
        sheet.text(left + column * step_x + side / 2, 38, title, ha="center", size=13 if wide else 12)
    for row, (method, maps) in enumerate(zip(METHODS, (gradient, grad_cam, occlusion), strict=True)):
        y = top + row * step_y
        sheet.text(0, y + side / 2 + 5, NAMES[method], size=13 if wide else 12)
        found = [None, *(stage[method] for stage in cascade.values()), with_edges[method]]
        for column, (values, estimate) in enumerate(zip([*maps, edges], found, strict=True)):
            x = left + column * step_x
            _heat(sheet, x, y, "edges" if column == len(maps) else method, values, zoom)
            if estimate is not None:
                sheet.text(x + side / 2, y + side + 18, decimal(estimate["value"]), ha="center")
    _scales(sheet, top + step_y * len(METHODS) + 22)
    return sheet.figure


@figure(
    "map-likeness",
    kind="svg",
    reads={
        "cascade": "attribution.cascade",
        "shuffled": "attribution.shuffled",
        "edges": "attribution.edges",
        "twins": "attribution.another_seed",
    },
    narrow={"width": 358},
    caption="How alike are the maps of the trained network and of others? Dots are means over "
    "{{ n('attribution.networks', 'words') }} networks, bars their 95 % intervals. The triangle is the yardstick that "
    "is often left out: an equally good network, trained from another seed (bar: from the least to the most alike "
    "pair).",
    alt="Rank correlations. With a wholly random network: gradient {{ n('attribution.randomised.gradient.value', '.2f')"
    " }}, Grad-CAM {{ n('attribution.randomised.grad_cam.value', '.2f') }}, occlusion {{ "
    "n('attribution.randomised.occlusion.value', '.2f') }}. With an equally good one of another seed: {{ "
    "n('attribution.another_seed.gradient.mean', '.2f') }}, {{ n('attribution.another_seed.grad_cam.mean', '.2f') }} "
    "and {{ n('attribution.another_seed.occlusion.mean', '.2f') }}.",
)
def map_likeness(theme: Theme, cascade: dict, shuffled: dict, edges: dict, twins: dict, width: int = WIDTH) -> Figure:
    """Rank correlations by method. cascade: stage → method → estimate; shuffled, edges: method → estimate; twins:
    method → mean, lowest and highest."""
    drawn, axes = chart(width, height=470)
    stages = [f"random: {name}" for name in _stage_names(cascade)]
    ticks, labels, y = [], [], 0
    for method in METHODS:
        ticks, labels = [*ticks, y], [*labels, NAMES[method]]
        found = [*(stage[method] for stage in cascade.values()), shuffled[method], edges[method]]
        for name, estimate in zip([*stages, "shuffled labels", "edge detector"], found, strict=True):
            y += 1
            interval(axes, estimate, y, theme.negative, 1.6, marker="o", ms=6)
            ticks, labels = [*ticks, y], [*labels, name]
        y += 1
        twin = twins[method]
        axes.plot([twin["lowest"], twin["highest"]], [y, y], color=theme.positive, lw=1.6)
        axes.plot(twin["mean"], y, "^", color=theme.positive, ms=8)
        ticks, labels = [*ticks, y], [*labels, "trained, another seed"]
        y += 1.4
    axes.axvline(0, color=theme.muted, lw=1)
    for label in axes.set_yticks(ticks, labels) and axes.get_yticklabels():
        if label.get_text() in NAMES.values():
            label.set(fontweight="bold", color=theme.ink)
    axes.grid(axis="y", visible=False)
    axes.set(xlim=(None, 1), ylim=(y - 0.6, -0.7))
    axes.set_xlabel("Rank correlation with the trained network's map", x=1, ha="right")
    return drawn


def _stage_names(cascade: dict) -> list[str]:
    first, *others = cascade
    return ["last layer", *(f"+ {name}" for name in others)] if first == "predictions" else list(cascade)


def _heat(sheet: Sheet, x: float, y: float, method: str, values: np.ndarray, zoom: int) -> None:
    """A map on a scale of its own: occlusion around 0, the others from 0 up."""
    largest = np.abs(values).max()
    values = values / (largest or 1)
    if largest == 0:
        sheet.text(x + 14 * zoom, y + 14 * zoom + 4, "all 0", size=12, color=sheet.theme.muted, ha="center", zorder=9)
    if method == "occlusion":
        sheet.kernel(x, y, values, zoom, 1)
    else:
        sheet.activation(x, y, values, zoom, 1)


def _scales(sheet: Sheet, y: float) -> None:
    width = min(250, sheet.width / 2 - 12)
    sheet.scale(0, y, width, sheet.theme.activation_map, 0, 1, "share of the largest value")
    sheet.scale(sheet.width - width, y, width, KERNEL_MAP, -1, 1, "occlusion: against, for")
