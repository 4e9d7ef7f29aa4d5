"""Figures of the page A planted shortcut."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from . import figure
from .curves import interval
from .sheet import Sheet
from .style import KERNEL_MAP, WIDTH, Theme, chart

PHONE = 358


@figure(
    "which-network-cheats",
    kind="png",
    reads={"kernels": "shortcut/quiz"},
    narrow={"columns": 4},
    caption="All of conv1 in {{ n('shortcut.quiz.networks', 'words') }} networks, on one scale. Two of them decide by "
    "a mark in the corner, two do not. Which? The answer is below.",
    alt="{{ n('shortcut.quiz.networks', 'words') | capitalize }} rows, A to D, of eight 3 by 3 kernels in blue, grey "
    "and amber. No row stands out by rule or order.",
)
def which_network_cheats(theme: Theme, kernels: np.ndarray, columns: int = 8) -> Figure:
    """A block of kernels for each network. kernels: (networks, 3, 3, filters)."""
    bound = np.abs(kernels).max()
    zoom, step, left = 20, 78, 38
    lines = kernels.shape[-1] // columns
    block = lines * step + 12
    sheet = Sheet(theme, left + (columns - 1) * step + 3 * zoom, len(kernels) * block + 44)
    for place, network in enumerate(kernels):
        y = place * block
        sheet.text(0, y + 37, "ABCD"[place], size=20, weight="bold")
        for number in range(network.shape[-1]):
            row, column = divmod(number, columns)
            sheet.kernel(left + column * step, y + row * step, network[:, :, number], zoom, bound)
    sheet.scale(left, len(kernels) * block + 16, 240, KERNEL_MAP, -bound, bound, "weight")
    return sheet.figure


TESTS = {
    "as_trained": "mark as in training",
    "none": "no mark at all",
    "moved": "mark in the opposite corner",
    "all": "mark on every image",
}


@figure(
    "shortcut-accuracy",
    kind="svg",
    reads={"accuracies": "shortcut.accuracies", "ordinary": "shortcut.tests.ordinary.none.accuracy"},
    narrow={"width": PHONE},
    caption="Accuracy on the same {{ n('dataset.test_images', ',') }} test images, marked in four ways. A dot is a "
    "network; the lines are named by how many of the marked training images were shirts. Hollow dots are controls, for "
    "which the mark meant nothing. The dashed line is the mean of ordinary networks on ordinary images. "
    "If only the first block were shown, which networks would you choose?",
    alt="Dots in four blocks. Where shirts were all of the marked images, mean accuracy is {{ "
    "n('shortcut.tests.100.as_trained.accuracy', '.1%') }} with the mark as in training, {{ "
    "n('shortcut.tests.100.none.accuracy', '.1%') }} without it, {{ n('shortcut.tests.100.moved.accuracy', '.1%') }} "
    "with the mark in the opposite corner and {{ n('shortcut.tests.100.all.accuracy', '.1%') }} with it on every "
    "image. For the controls: {{ n('shortcut.tests.10.as_trained.accuracy', '.1%') }}, {{ "
    "n('shortcut.tests.10.none.accuracy', '.1%') }}, {{ n('shortcut.tests.10.moved.accuracy', '.1%') }} and {{ "
    "n('shortcut.tests.10.all.accuracy', '.1%') }}. Ordinary networks: {{ "
    "n('shortcut.tests.ordinary.none.accuracy', '.1%') }}.",
)
def shortcut_accuracy(theme: Theme, accuracies: list[dict], ordinary: float, width: int = WIDTH) -> Figure:
    """A block for each way of marking, a line for each share. accuracies: as `measure.shortcut.accuracies`."""
    drawn, axes = chart(width, 520)
    control = min(case["share"] for case in accuracies)
    ticks, y, heading = [], 0.0, None
    for case in accuracies:
        if case["test"] != heading:
            heading = case["test"]
            y += 1.5
            axes.text(0, y - 0.85, TESTS[heading], weight="bold", va="center")
        hollow = case["share"] == control
        axes.plot(case["accuracy"], [y] * len(case["accuracy"]), "o", ms=7, mew=1.4,
                  mec=theme.negative if hollow else theme.positive,
                  mfc="none" if hollow else theme.positive, alpha=0.85)  # fmt: skip
        ticks.append((y, f"{case['share']:.0%} shirts"))
        y += 1
    axes.axvline(ordinary, color=theme.muted, lw=1.2, ls="--", zorder=0)
    axes.set_yticks(*zip(*ticks, strict=True))
    axes.set(xlim=(-0.02, 1.02), ylim=(y - 0.3, 0.2), xticks=np.linspace(0, 1, 6))
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("Test accuracy", x=1, ha="right")
    return drawn


WAYS = {
    "kernels": "kernels unusual",
    "ablation_marked": "ablation, marked images",
    "ablation_unmarked": "ablation, unmarked",
    "maps_marked": "maps, marked images",
    "saliency_marked": "saliency, marked images",
    "saliency_unmarked": "saliency, unmarked",
    "occlusion_marked": "covering, marked images",
    "occlusion_unmarked": "covering, unmarked",
    "white_cover_unmarked": "white cover, unmarked",
}


@figure(
    "shortcut-instruments",
    kind="svg",
    reads={"biased": "shortcut.reveals", "control": "shortcut.control", "ordinary": "shortcut.ordinary"},
    narrow={"width": PHONE},
    caption="How often each instrument raises an alarm: it puts the mark's place first of {{ "
    "n('shortcut.places') }}, or finds the kernels, or the work of single channels, unusual. Dots: {{ "
    "n('shortcut.networks.biased') }} biased networks. Hollow squares: {{ n('shortcut.networks.control', 'words') }} "
    "controls. Crosses: {{ n('shortcut.networks.ordinary', 'words') }} networks that never saw a mark. Lines are 95 % "
    "intervals. A good instrument has its dot at the right and the other two at the left.",
    alt="For each instrument the number of networks with an alarm, biased, control and ordinary. "
    "{% for way, words in [('kernels', 'Kernels'), ('ablation_marked', 'Ablation on marked "
    "images'), ('ablation_unmarked', 'Ablation on unmarked images'), ('maps_marked', 'Maps of marked images'), "
    "('saliency_marked', 'Saliency on marked images'), ('saliency_unmarked', 'Saliency on unmarked images'), "
    "('occlusion_marked', 'Covering on marked images'), ('occlusion_unmarked', 'Covering on unmarked images'), "
    "('white_cover_unmarked', 'White cover on unmarked images')] %}{{ words }}: "
    "{% for kind in ['biased', 'control', 'ordinary'] %}{{ n('shortcut.hits.' ~ kind ~ '.' ~ way) }} of {{ "
    "n('shortcut.networks.' ~ kind) }}{{ ', ' if not loop.last else '. ' }}{% endfor %}{% endfor %}",
)
def shortcut_instruments(theme: Theme, biased: dict, control: dict, ordinary: dict, width: int = WIDTH) -> Figure:
    """Shares with their intervals, three a line. biased, control, ordinary: way → estimate."""
    drawn, axes = chart(width, 530)
    forms = (
        (biased, -0.22, theme.positive, {"marker": "o", "ms": 8}),
        (control, 0.04, theme.negative, {"marker": "s", "ms": 7, "mfc": theme.paper, "mew": 1.5}),
        (ordinary, 0.28, theme.muted, {"marker": "x", "ms": 7, "mew": 1.8}),
    )
    for found, shift, colour, form in forms:
        for place, way in enumerate(WAYS):
            interval(axes, found[way], place + shift, colour, clip_on=False, **form)
    names = list(WAYS.values()) if width > PHONE else [name.replace(", ", ",\n") for name in WAYS.values()]
    axes.set_yticks(range(len(WAYS)), names)
    axes.set(xlim=(-0.02, 1.02), ylim=(len(WAYS) - 0.4, -0.6), xticks=[0, 0.5, 1])
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlabel("Networks with an alarm", x=1, ha="right")
    return drawn


@figure(
    "shortcut-maps",
    kind="png",
    reads={"image": "shortcut/shirt_marked", "control": "shortcut/control_maps", "biased": "shortcut/biased_maps"},
    narrow={"columns": 4},
    caption="One shirt with the mark, and all 16 maps of conv2 after pooling, on one scale. In the upper network the "
    "mark means nothing; the lower one decides by it. Look at the top left corner of the maps in both.",
    alt="A grey picture of a shirt with a white mark at the top left, and two blocks of 16 small maps, one of the "
    "control, one of the biased network.",
)
def shortcut_maps(theme: Theme, image: np.ndarray, control: np.ndarray, biased: np.ndarray, columns: int = 8) -> Figure:
    """Two blocks of maps. image: (28, 28); control, biased: (16, 14, 14)."""
    zoom, step, left = (5, 76, 0) if columns == 8 else (5, 84, 0)
    highest = max(control.max(), biased.max())
    rows = -(-len(control) // columns)
    top = 112
    block = 30 + rows * step
    sheet = Sheet(theme, left + (columns - 1) * step + 14 * zoom, top + 2 * block + 40)
    sheet.picture(0, 0, image, 3)
    sheet.text(98, 46, "what both networks see", color=theme.muted)
    for place, (label, maps) in enumerate([("the mark means nothing", control), ("decides by the mark", biased)]):
        y = top + place * block
        sheet.text(0, y + 14, label, weight="bold")
        for number, values in enumerate(maps):
            row, column = divmod(number, columns)
            sheet.activation(left + column * step, y + 24 + row * step, values, zoom, highest)
    sheet.scale(0, top + 2 * block + 12, 240, theme.activation_map, 0, highest, "activation")
    return sheet.figure


@figure(
    "shortcut-saliency",
    kind="png",
    reads={
        f"{part}_{on}": f"shortcut/{part}_{on}"
        for part in ("shirt", "control_saliency", "control_occlusion", "biased_saliency", "biased_occlusion")
        for on in ("marked", "unmarked")
    },
    narrow={"zoom": 2},
    caption="The same shirt with the mark and without. Saliency: how much the predicted class's score changes with "
    "each pixel. Covering: how much the probability of “shirt” changes when a place is painted black. Darker is more "
    "(in dark colours: lighter); each instrument has one scale for all four pictures.",
    alt="Two rows, the shirt with the mark and without; in each the image, saliency of the control and "
    "of the biased network, and covering for both. The biased network gives the marked shirt a probability of {{ "
    "n('shortcut.shirt_probability.biased.marked', '.0%') }} and the unmarked one {{ "
    "n('shortcut.shirt_probability.biased.unmarked', '.0%') }}; the control {{ "
    "n('shortcut.shirt_probability.control.marked', '.0%') }} and {{ "
    "n('shortcut.shirt_probability.control.unmarked', '.0%') }}.",
)
def shortcut_saliency(theme: Theme, zoom: int = 4, **arrays: np.ndarray) -> Figure:
    """Instruments by row and column. Arrays by `PART_ON`: shirts and saliency (28, 28), occlusion (7, 7)."""
    wide = zoom > 2
    size, gap = 28 * zoom, 28 if wide else 10
    highest = {
        way: max(values.max() for name, values in arrays.items() if way in name) for way in ("saliency", "occlusion")
    }
    columns = [("shirt", None)] + [(kind, way) for way in highest for kind in ("control", "biased")]
    top, step_y = 62, size + 40
    sheet = Sheet(theme, len(columns) * (size + gap) - gap, top + 2 * step_y + 34)
    for place, (kind, way) in enumerate(columns):
        x = place * (size + gap)
        words = {"shirt": "image", "control": "control", "biased": "biased"}[kind]
        sheet.text(x, top - 8, words, size=13 if wide else 12)
        if kind == "control":
            title = {"saliency": "saliency", "occlusion": "covering"}[way]
            sheet.text(x, top - 32, title, weight="bold")
        for line, on in enumerate(("marked", "unmarked")):
            y = top + line * step_y
            if way is None:
                sheet.picture(x, y, arrays[f"shirt_{on}"], zoom)
                sheet.text(x, y + size + 17, {"marked": "with mark", "unmarked": "without"}[on], size=12,
                           color=theme.muted)  # fmt: skip
                continue
            values = arrays[f"{kind}_{way}_{on}"]
            sheet.activation(x, y, values, zoom * 28 // len(values), highest[way])
    for place, (way, label) in enumerate([("saliency", "score per 1,000 levels"), ("occlusion", "probability")]):
        x = (1 + 2 * place) * (size + gap)
        y = top + 2 * step_y + 2
        sheet.scale(x, y, 2 * size + gap if wide else size * 2, theme.activation_map, 0, highest[way], label)
    return sheet.figure
