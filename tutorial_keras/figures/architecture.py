"""Figures of the section Architecture."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..data import CLASS_NAMES
from . import figure
from .sheet import Sheet, decimal
from .style import WIDTH, Theme, points


@figure(
    "architecture",
    kind="png",
    reads={
        "image": "architecture/image",
        "conv1": "architecture/conv1",
        "conv2": "architecture/conv2",
        "pool": "architecture/pool",
        "predictions": "architecture/predictions",
    },
    narrow={"tall": True},
    caption="One test image on its way through the trained network. Every small square is a real map, and all are "
    "drawn to the same scale: 28 pixels wide until max-pooling halves them. Within a layer all maps share "
    "one colour scale, from 0, the colour of the page, to the layer's strongest answer.",
    alt="From left to right: a grey ankle boot; 8 maps of conv1; 16 maps of conv2; the 16 maps after pooling, "
    "half as wide; ten bars with the probability of each class, of which {{ n('architecture.answer.name') "
    "}} reaches {{ n('architecture.answer.probability', '.0%') }}.",
)
def architecture(theme: Theme, image, conv1, conv2, pool, predictions, tall: bool = False) -> Figure:
    """The network to scale, from left to right or, if tall, from top to bottom.

    image: (28, 28); conv1: (28, 28, 8); conv2, pool: (h, w, 16); predictions: (10,).
    """
    sheet = Sheet(theme, 358, 1000) if tall else Sheet(theme, 1000, 302)
    zoom, gap = 2, 6
    # (x, y) of each heading; its maps or bars begin 18 pixels below
    if tall:
        places = [(0, 18), (0, 182), (0, 352), (0, 646), (0, 828)]
        arrows = []
    else:
        places = [(0, 18), (156, 18), (318, 18), (604, 18), (782, 18)]
        arrows = [122, 284, 570, 744]

    def heading(place, width, title, note):
        x, y = place
        if tall:
            sheet.text(x, y, title, size=17, weight="bold")
            sheet.text(358, y, note, size=14, color=theme.muted, ha="right")
        else:
            sheet.text(x + width / 2, y, title, size=18, weight="bold", ha="center")
            sheet.text(x + width / 2, y + 22, note, size=15, color=theme.muted, ha="center")

    def top_of(place, height):
        return place[1] + 16 if tall else 56 + (242 - height) / 2

    def maps(place, values, columns):
        size, highest = zoom * values.shape[0], values.max()
        y = top_of(place, values.shape[-1] // columns * (size + gap) - gap)
        for channel in range(values.shape[-1]):
            row, column = divmod(channel, columns)
            where = place[0] + column * (size + gap), y + row * (size + gap)
            sheet.activation(*where, values[:, :, channel], zoom, highest)

    heading(places[0], 112, "image", "28 × 28")
    sheet.picture(0, top_of(places[0], 112), image, 2 * zoom)
    heading(places[1], 118, "conv1", "28 × 28 × 8")
    maps(places[1], conv1, 4 if tall else 2)
    heading(places[2], 242, "conv2", "28 × 28 × 16")
    maps(places[2], conv2, 4)
    heading(places[3], 130, "max-pool", "14 × 14 × 16")
    maps(places[3], pool, 4)
    heading(places[4], 218, "predictions", "10 probabilities")
    for x in arrows:
        sheet.line([x, x + 24], [177, 177])
        sheet.line([x + 18, x + 24, x + 18], [172, 177, 182])

    x, bar_width = places[4][0], 200 if tall else 70
    for label, share in enumerate(predictions):
        y = (places[4][1] + 14 + label * 15.5) if tall else (58 + label * 24.2)
        best = share == predictions.max()
        sheet.text(x, y + 15, CLASS_NAMES[label], size=13 if tall else 15, weight="bold" if best else "normal")
        bar = sheet.axes(x + 96, y + (4 if tall else 2), bar_width, 11 if tall else 16)
        bar.barh([0], [share], color=theme.positive if best else theme.negative, height=1)
        bar.set(xlim=(0, 1), ylim=(-0.5, 0.5), xticks=[], yticks=[])
        for spine in bar.spines.values():
            spine.set(visible=True, color=theme.line, linewidth=0.7)
        percent = "< 1%" if share < 0.01 else "> 99%" if share > 0.99 else f"{share:.0%}"
        sheet.text(sheet.width, y + 15, percent, size=13 if tall else 14, ha="right", color=theme.muted)
    return sheet.figure


@figure(
    "worked-convolution",
    kind="svg",
    reads={
        "image": "architecture/image",
        "patch": "architecture/worked_patch",
        "kernel": "architecture/worked_kernel",
        "products": "architecture/worked_products",
        "numbers": "architecture.worked",
    },
    narrow={"tall": True},
    caption="One number of one map, worked out: nine pixels, divided by 255, times nine weights, summed, plus the "
    "bias. Rows and columns count from 0 and name the middle of the window. The filter does this at each "
    "of the {{ n('dataset.pixels') }} positions; with {{ n('architecture.conv1_filters', 'words') }} "
    "filters that makes {{ n('architecture.positions', ',') }} such sums.",
    alt="An ankle boot with a 3 by 3 window marked at row {{ n('architecture.worked.row') }}, column {{ "
    "n('architecture.worked.column') }}. Beside it the nine pixels, the nine weights of filter {{ "
    "n('architecture.worked.filter') }} and their nine products, which sum to {{ "
    "n('architecture.worked.sum', '.3f') }}.",
)
def worked_convolution(theme: Theme, image, patch, kernel, products, numbers: dict, tall: bool = False) -> Figure:
    """Patch × kernel = products. image: (28, 28); patch, kernel, products: (3, 3); numbers: `measure`'s `worked`."""
    cell = 34 if tall else 46
    left, top, step = (0, 176, 128) if tall else (176, 30, 168)
    size = 3 * cell
    sheet = Sheet(theme, left + 2 * step + size, top + size + 136)
    picture = sheet.image(0, 4, image, 5, "gray", 0, 255)
    row, column = numbers["row"], numbers["column"]
    picture.add_patch(Rectangle((column - 1.5, row - 1.5), 3, 3, fill=False, color=theme.positive, lw=1.8))
    note = (152, 20) if tall else (0, 166)
    sheet.text(*note, f"row {row}, column {column}", size=13, color=theme.muted)

    labels = ["pixels, scaled", f"filter {numbers['filter']}", "products"]
    for place, (label, values) in enumerate(zip(labels, [patch, kernel, products], strict=True)):
        x = left + place * step
        sheet.text(x + size / 2, top - 10, label, size=13, color=theme.muted, ha="center")
        if place > 0:
            sheet.numbered_kernel(x, top, values, cell, np.abs(values).max())
            sheet.text(x - (step - size) / 2, top + size / 2 + 7, " ×="[place], size=20, ha="center")
            continue
        white = 255 * numbers["scale"]
        axes = sheet.image(x, top, values, cell, "gray", 0, white)
        for (i, j), value in np.ndenumerate(values):
            colour = "#000000" if value > 0.5 * white else "#ffffff"
            axes.text(j, i, decimal(value), ha="center", va="center", color=colour, fontsize=points(cell * 0.29))

    lines = [
        ("sum of the nine products", numbers["sum"]),
        (f"+ bias of filter {numbers['filter']}", numbers["bias"]),
        ("ReLU keeps it if it is positive", numbers["output"]),
    ]
    for place, (label, value) in enumerate(lines):
        y = top + size + 46 + place * 34
        last = place == len(lines) - 1
        weight = "bold" if last else "normal"
        sheet.text(sheet.width - 92, y, label, size=14, ha="right", weight=weight)
        colour = theme.positive if last else theme.ink
        sheet.text(sheet.width, y, decimal(value, 3), size=16, ha="right", weight=weight, color=colour)
        if last:
            sheet.line([sheet.width - 220, sheet.width], [y - 23, y - 23], color=theme.line)
    return sheet.figure


@figure(
    "receptive-fields",
    kind="png",
    reads={"image": "architecture/image", "fields": "architecture.receptive_field"},
    narrow={"zoom": 4},
    caption="What one unit can see of the image: conv1 {{ n('architecture.receptive_field.conv1') }} × {{ "
    "n('architecture.receptive_field.conv1') }} pixels, conv2 {{ n('architecture.receptive_field.conv2') "
    "}} × {{ n('architecture.receptive_field.conv2') }}, a pooled unit {{ "
    "n('architecture.receptive_field.pool') }} × {{ n('architecture.receptive_field.pool') }}. The rest "
    "of the image does not exist for it.",
    alt="Three copies of the ankle boot, each greyed out but for a small square in its middle that grows "
    "slightly from conv1 to the pooled layer.",
)
def receptive_fields(theme: Theme, image, fields: dict[str, int], zoom: int = 7) -> Figure:
    """The image, visible only inside each layer's receptive field. image: (28, 28); fields: layer → pixels."""
    side = zoom * image.shape[0]
    step = side + 11
    sheet = Sheet(theme, len(fields) * step - 11, side + 34)
    for number, (layer, field) in enumerate(fields.items()):
        x = number * step
        axes = sheet.image(x, 28, image, zoom, "gray", 0, 255)
        sheet.text(x, 18, layer, size=15, weight="bold")
        sheet.text(x + side, 18, f"{field} × {field}", size=13, color=theme.muted, ha="right")
        # all three around one place on the edge of the shaft, so that the squares grow there
        top, left = 12 - (field - 1) // 2, 14 - (field - 1) // 2
        veil = np.full(image.shape, 0.75)
        veil[top : top + field, left : left + field] = 0
        axes.imshow(np.zeros(image.shape), cmap=ListedColormap([theme.paper]), alpha=veil, aspect="auto")
        frame = Rectangle((left - 0.5, top - 0.5), field, field, fill=False, color=theme.positive, lw=2)
        axes.add_patch(frame)
    return sheet.figure


@figure(
    "parameters",
    kind="svg",
    reads={"parameters": "architecture.parameters", "multiplications": "architecture.multiplications"},
    narrow={"tall": True},
    caption="Where the parameters are and where the work is. The last layer holds {{ "
    "n('architecture.dense_share', '.0%') }} of all parameters; conv2 does {{ "
    "n('architecture.work_share.conv2', '.0%') }} of all multiplications.",
    alt="Two groups of three bars. Parameters: conv1 {{ n('architecture.parameters.conv1', ',') }}, conv2 {{ "
    "n('architecture.parameters.conv2', ',') }}, predictions {{ n('architecture.parameters.predictions', "
    "',') }}. Multiplications: conv1 {{ n('architecture.multiplications.conv1', ',') }}, conv2 {{ "
    "n('architecture.multiplications.conv2', ',') }}, predictions {{ "
    "n('architecture.multiplications.predictions', ',') }}.",
)
def parameters(theme: Theme, parameters: dict[str, int], multiplications: dict[str, int], tall: bool = False) -> Figure:
    """Parameters and multiplications of each layer, side by side."""
    sheet = Sheet(theme, 358, 340) if tall else Sheet(theme, WIDTH, 166)
    layers = ["conv1", "conv2", "predictions"]
    for place, (title, counts) in enumerate([("parameters", parameters), ("multiplications", multiplications)]):
        x, y = (96, 172 * place) if tall else (96 + 300 * place, 0)
        axes = sheet.axes(x, y + 34, 180, 126)
        values = [counts[layer] for layer in layers]
        axes.barh(range(3), values, color=[theme.negative, theme.negative, theme.positive], height=0.62)
        axes.set(xlim=(0, max(values)), ylim=(2.5, -0.5), xticks=[])
        axes.set_yticks(range(3), layers if tall or place == 0 else [""] * 3)
        axes.tick_params(colors=theme.ink, labelsize=points(14))
        axes.grid(False)
        axes.spines[["left", "bottom"]].set_visible(False)
        for row, value in enumerate(values):
            sheet.text(x + 186 * value / max(values) + 4, y + 34 + 42 * row + 26, f"{value:,}", color=theme.muted)
        sheet.text(x, y + 20, title, size=14, weight="bold")
    return sheet.figure
