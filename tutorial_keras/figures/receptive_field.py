"""Figures of the section Architecture: how far a unit really looks."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from . import figure
from .sheet import Sheet, readable_on
from .style import Theme, points


@figure(
    "effective-field",
    kind="svg",
    reads={
        "image": "receptive_field/image",
        "before": "receptive_field/energy_untrained",
        "after": "receptive_field/energy_trained",
        "box": "receptive_field.boot",
    },
    narrow={"tall": True},
    caption="What really moves a unit of conv2. Small, on the boot and to scale: the receptive field, and around it "
    "the box that the boot fills. Large, the same field with each pixel's share of the squared gradient in per cent, "
    "mean over all channels and {{ n('receptive_field.images', ',') }} test images. Compare the middle "
    "with the corners.",
    alt="Two ankle boots in boxes of {{ n('receptive_field.boot.width') }} by {{ n('receptive_field.boot.height') }} "
    "pixels, each with a square of 5 by 5 pixels on it, and these squares enlarged, with a percentage in each pixel. "
    "The inner 3 by 3 pixels hold {{ n('receptive_field.own.untrained.3', '.0%') }} before training and {{ "
    "n('receptive_field.own.trained.3', '.0%') }} after.",
)
def effective_field(theme: Theme, image, before, after, box: dict[str, int], tall: bool = False) -> Figure:
    """The field on the image and enlarged. image: (28, 28); before, after: (5, 5) shares; box: of the garment."""
    zoom, cell = 6, 32
    field = len(before)
    side, large = zoom * len(image), field * cell
    across, down = (0, side + 50) if tall else (side + large + 22, 0)
    width = side + 10 + large
    sheet = Sheet(theme, width if tall else across + width, down + side + 102)
    highest = max(before.max(), after.max())
    start = len(image) // 2 - field // 2
    for place, (label, shares) in enumerate([("before training", before), ("after training", after)]):
        x, y = place * across, place * down + 28
        sheet.text(x, y - 10, label, size=14, weight="bold")
        boot = sheet.image(x, y, image, zoom, "gray", 0, 255)
        corner = (box["left"] - 0.5, box["top"] - 0.5)
        boot.add_patch(Rectangle(corner, box["width"], box["height"], fill=False, color=theme.positive, lw=1.4))
        # on top of the boot, so that both are pixels of one size
        scale = theme.activation_map, 0, highest
        sheet.image(x + start * zoom, y + start * zoom, shares, zoom, *scale)
        axes = sheet.image(x + side + 10, y + (side - large) / 2, shares, cell, *scale)
        for (row, column), share in np.ndenumerate(shares):
            colour = readable_on(theme.activation_map(share / highest))
            axes.text(column, row, f"{100 * share:.1f}", ha="center", va="center", color=colour, fontsize=points(12))
    label = "share of the squared gradient, per cent"
    sheet.scale(0, sheet.height - 34, min(300, width), theme.activation_map, 0, 100 * highest, label)
    return sheet.figure


@figure(
    "shuffled-blocks",
    kind="png",
    reads={
        "pair": "receptive_field/shuffled_pair",
        "maps": "receptive_field/shuffled_maps",
        "channels": "receptive_field/shuffled_channels",
    },
    narrow={"tall": True},
    caption="The boot cut into {{ n('receptive_field.blocks') }} blocks that change places, and what {{ "
    "n('receptive_field.shown', 'words') }} channels of conv2 make of it, from the one whose activity over {{ "
    "n('receptive_field.images', ',') }} images changes least to the one where it changes most. The number is the mean "
    "of the map. Inside a block nothing happens: look at the seams.",
    alt="An ankle boot and {{ n('receptive_field.shown', 'words') }} maps of it; the same boot cut into blocks of 7 "
    "by 7 pixels in another order, and the maps of the same channels. Within the blocks the maps are the same, moved; "
    "along the seams there are new lines.",
)
def shuffled_blocks(theme: Theme, pair, maps, channels, tall: bool = False) -> Figure:
    """pair: the image as it is and shuffled, (2, 28, 28); maps of both: (2, 28, 28, k); channels: their numbers."""
    zoom = 5 if tall else 4
    side = 28 * zoom
    step, row_step = side + (20 if tall else 24), side + 34
    places = 1 + len(channels)
    columns, rows = (2, places) if tall else (places, 2)
    sheet = Sheet(theme, columns * step - (step - side), rows * row_step + 60)
    highest = maps.max()
    for which, word in enumerate(["as it is", "shuffled"]):
        for place in range(places):
            column, row = (which, place) if tall else (place, which)
            x, y = column * step, row * row_step + 26
            if place == 0:
                sheet.text(x, y - 8, word, size=14, weight="bold")
                sheet.picture(x, y, pair[which], zoom)
                continue
            values = maps[which, :, :, place - 1]
            sheet.text(x, y - 8, f"channel {channels[place - 1]}", size=12)
            sheet.text(x + side, y - 8, f"{values.mean():.3f}", size=12, color=theme.muted, ha="right")
            sheet.activation(x, y, values, zoom, highest)
    sheet.scale(0, rows * row_step + 32, min(300, sheet.width), theme.activation_map, 0, highest, "activation")
    return sheet.figure
