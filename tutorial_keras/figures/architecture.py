"""Figures of the section Architecture."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..data import CLASS_NAMES
from . import figure
from .style import WIDTH, Sheet, Theme, points


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
    caption="One test image on its way through the trained network. Every small square is a real map, and all are "
    "drawn to the same scale: 28 pixels wide until max-pooling halves them. The darkest square of a "
    "column is that layer's strongest answer.",
    alt="From left to right: a grey ankle boot; 8 maps of conv1; 16 maps of conv2; the 16 maps after pooling, "
    "half as wide; ten bars with the probability of each class, of which {{ n('architecture.answer.name') "
    "}} reaches {{ n('architecture.answer.probability', '.0%') }}.",
)
def architecture(theme: Theme, image, conv1, conv2, pool, predictions) -> Figure:
    """The network to scale. image: (28, 28); conv1: (28, 28, 8); conv2, pool: (h, w, 16); predictions: (10,)."""
    zoom, side, gap, top = 2, 56, 6, 62
    step = side + gap
    height = top + 8 * step + 30
    sheet = Sheet(theme, 960, height)
    middle = top + (8 * step - gap) / 2

    def column(x, title, note, width):
        sheet.text(x + width / 2, 20, title, size=16, weight="bold", ha="center")
        sheet.text(x + width / 2, 42, note, size=13, color=theme.muted, ha="center")

    def arrow(x):
        sheet.line([x, x + 26], [middle, middle], color=theme.muted)
        sheet.line([x + 20, x + 26, x + 20], [middle - 5, middle, middle + 5], color=theme.muted)

    def maps(x, values, columns, size):
        highest = values.max()
        for number in range(values.shape[-1]):
            cell_x, cell_y = x + (number % columns) * (size + gap), number // columns
            y = top + cell_y * step + (side - size) / 2
            sheet.activation(cell_x, y, values[:, :, number], zoom, highest)

    column(0, "image", "28 × 28", 2 * side)
    sheet.picture(0, middle - side, image, 2 * zoom)
    arrow(128)
    column(176, "conv1", "28 × 28 × 8", side)
    maps(176, conv1, 1, side)
    arrow(252)
    column(298, "conv2", "28 × 28 × 16", 2 * side + gap)
    maps(298, conv2, 2, side)
    arrow(432)
    column(478, "max-pool", "14 × 14 × 16", side + gap)
    maps(478, pool, 2, side // 2)
    arrow(558)
    column(604, "predictions", "10 probabilities", 340)
    for label, share in enumerate(predictions):
        y = top + 30 + label * 44
        best = share == predictions.max()
        sheet.text(604, y + 14, CLASS_NAMES[label], size=15, weight="bold" if best else "normal")
        bar = sheet.axes(714, y, 190, 18)
        bar.barh([0], [share], color=theme.positive if best else theme.negative, height=1)
        bar.set(xlim=(0, 1), ylim=(-0.5, 0.5), xticks=[], yticks=[])
        for spine in bar.spines.values():
            spine.set(visible=True, color=theme.line, linewidth=0.7)
        sheet.text(956, y + 14, f"{share:.1%}" if share >= 0.001 else "< 0.1%", size=14, ha="right", color=theme.muted)
    return sheet.figure


@figure(
    "worked-convolution",
    kind="png",
    reads={
        "image": "architecture/image",
        "patch": "architecture/worked_patch",
        "kernel": "architecture/worked_kernel",
        "products": "architecture/worked_products",
        "numbers": "architecture.worked",
    },
    caption="One number of one map, worked out. Nine scaled pixels, times nine weights, summed, plus the bias. "
    "The filter then moves on by one pixel and does it again, {{ n('architecture.positions', ',') }} "
    "times for this image.",
    alt="An ankle boot with a 3 by 3 window marked at row {{ n('architecture.worked.row') }}, column {{ "
    "n('architecture.worked.column') }}. Beside it the nine pixels, the nine weights of filter {{ "
    "n('architecture.worked.filter') }} and their nine products, which sum to {{ "
    "n('architecture.worked.sum', '.3f') }}.",
)
def worked_convolution(theme: Theme, image, patch, kernel, products, numbers: dict) -> Figure:
    """Patch × kernel = products. image: (28, 28); patch, kernel, products: (3, 3); numbers: `measure`'s `worked`."""
    zoom, cell = 5, 46
    sheet = Sheet(theme, WIDTH, 330)
    picture = sheet.picture(0, 4, image, zoom)
    row, column = numbers["row"], numbers["column"]
    window = Rectangle((column - 1.5, row - 1.5), 3, 3, fill=False, color=theme.positive, lw=1.8)
    picture.add_patch(window)
    sheet.text(0, 166, f"row {row}, column {column}", size=13, color=theme.muted)

    top, size = 30, 3 * cell
    places = [(176, patch, "pixels, scaled"), (176 + 168, kernel, f"weights of filter {numbers['filter']}")]
    places.append((176 + 2 * 168, products, "products"))
    for x, values, label in places:
        sheet.text(x + size / 2, top - 10, label, size=13, color=theme.muted, ha="center")
        if values is patch:
            axes = sheet.image(x, top, values, cell, "gray", 0, 255 * numbers["scale"])
            for (i, j), value in np.ndenumerate(values):
                colour = "#000000" if value > 0.5 * 255 * numbers["scale"] else "#ffffff"
                axes.text(j, i, f"{value:.2f}", ha="center", va="center", color=colour, fontsize=points(13))
        else:
            sheet.kernel(x, top, values, cell, np.abs(values).max(), numbers=True)
    for x, sign in [(176 + size + 15, "×"), (176 + 168 + size + 15, "=")]:
        sheet.text(x, top + size / 2 + 7, sign, size=22, ha="center")

    lines = [
        ("sum of the nine products", numbers["sum"]),
        (f"+ bias of filter {numbers['filter']}", numbers["bias"]),
        ("ReLU keeps it if it is positive", numbers["output"]),
    ]
    for number, (label, value) in enumerate(lines):
        y = 224 + number * 34
        last = number == len(lines) - 1
        sheet.text(176 + 168 + size, y, label, size=14, ha="right", weight="bold" if last else "normal")
        sheet.text(176 + 2 * 168 + size, y, f"{value:.3f}".replace("-", "−"), size=16, ha="right",
                   weight="bold" if last else "normal", color=theme.positive if last else theme.ink)  # fmt: skip
        if last:
            sheet.line([176 + 168 + 40, 176 + 2 * 168 + size], [y - 23, y - 23], color=theme.line)
    return sheet.figure


@figure(
    "receptive-fields",
    kind="png",
    reads={"image": "architecture/image", "fields": "architecture.receptive_field"},
    caption="What one unit can see of the image: conv1 {{ n('architecture.receptive_field.conv1') }} × {{ "
    "n('architecture.receptive_field.conv1') }} pixels, conv2 {{ n('architecture.receptive_field.conv2') "
    "}} × {{ n('architecture.receptive_field.conv2') }}, a pooled unit {{ "
    "n('architecture.receptive_field.pool') }} × {{ n('architecture.receptive_field.pool') }}. The rest "
    "of the image does not exist for it.",
    alt="Three copies of the ankle boot, each greyed out but for a small square in its middle that grows "
    "slightly from conv1 to the pooled layer.",
)
def receptive_fields(theme: Theme, image, fields: dict[str, int]) -> Figure:
    """The image, visible only inside each layer's receptive field. image: (28, 28); fields: layer → pixels."""
    zoom, step = 7, 240
    side = zoom * image.shape[0]
    sheet = Sheet(theme, WIDTH, side + 34)
    for number, (layer, field) in enumerate(fields.items()):
        x = number * step
        axes = sheet.picture(x, 28, image, zoom)
        sheet.text(x, 18, layer, size=15, weight="bold")
        sheet.text(x + side, 18, f"{field} × {field}", size=13, color=theme.muted, ha="right")
        # one fixed corner for all three, on the boot, so that the squares grow around the same place
        start = 15 - (field - 1) // 2
        veil = np.full(image.shape, 0.72)
        veil[start : start + field, 9 - (field - 1) // 2 : 9 - (field - 1) // 2 + field] = 0
        axes.imshow(np.zeros(image.shape), cmap="gray", vmin=-1, vmax=1, alpha=veil, aspect="auto")
        axes.add_patch(
            Rectangle((9 - (field - 1) // 2 - 0.5, start - 0.5), field, field, fill=False, color="#f0a94e", lw=1.8)
        )
    return sheet.figure


@figure(
    "parameters",
    kind="svg",
    reads={"parameters": "architecture.parameters", "multiplications": "architecture.multiplications"},
    caption="Where the parameters are and where the work is. The last layer holds {{ "
    "n('architecture.dense_share', '.0%') }} of all weights; conv2 does {{ "
    "n('architecture.work_share.conv2', '.0%') }} of all multiplications.",
    alt="Two groups of three bars. Parameters: conv1 {{ n('architecture.parameters.conv1', ',') }}, conv2 {{ "
    "n('architecture.parameters.conv2', ',') }}, predictions {{ n('architecture.parameters.predictions', "
    "',') }}. Multiplications: conv1 {{ n('architecture.multiplications.conv1', ',') }}, conv2 {{ "
    "n('architecture.multiplications.conv2', ',') }}, predictions {{ "
    "n('architecture.multiplications.predictions', ',') }}.",
)
def parameters(theme: Theme, parameters: dict[str, int], multiplications: dict[str, int]) -> Figure:
    """Parameters and multiplications of each layer, side by side."""
    sheet = Sheet(theme, WIDTH, 176)
    layers = ["conv1", "conv2", "predictions"]
    for place, (title, counts) in enumerate([("parameters", parameters), ("multiplications", multiplications)]):
        axes = sheet.axes(100 + place * 300, 40, 200, 126)
        values = [counts[layer] for layer in layers]
        axes.barh(range(3), values, color=[theme.negative, theme.negative, theme.positive], height=0.62)
        axes.set(xlim=(0, max(values)), ylim=(2.5, -0.5), xticks=[])
        axes.set_yticks(range(3), layers if place == 0 else [""] * 3)
        axes.tick_params(colors=theme.ink, labelsize=points(14))
        axes.grid(False)
        axes.spines[["left", "bottom"]].set_visible(False)
        for row, value in enumerate(values):
            axes.annotate(f"{value:,}", (value, row), (5, 0), textcoords="offset points", va="center",
                          color=theme.muted, fontsize=points(13), annotation_clip=False)  # fmt: skip
        sheet.text(100 + place * 300, 24, title, size=14, weight="bold")
    return sheet.figure
