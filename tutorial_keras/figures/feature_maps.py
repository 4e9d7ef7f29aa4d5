"""Figures of the section Feature maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from ..data import CLASS_NAMES
from . import figure
from .sheet import Sheet
from .style import KERNEL_MAP, Theme


def map_sheet(
    theme: Theme, image: np.ndarray, maps: np.ndarray, zoom: int, columns: int, names: Sequence[str] | None = None
) -> Figure:
    """The image, then all its maps on one scale with their names.

    Args:
        theme: colours.
        image: raw pixels (h, w).
        maps: activations from 0 up, (h, w, channels).
        zoom: CSS pixels for one map pixel, whole.
        columns: maps in a row.
        names: of the maps; otherwise they are called by their channel numbers.
    """
    height, width, channels = maps.shape
    step_x, step_y, left = width * zoom + 14, height * zoom + 34, 2 * image.shape[1] + 40
    rows = -(-channels // columns)
    sheet = Sheet(theme, left + columns * step_x - 14, rows * step_y + 52)
    sheet.text(0, 16, "input", size=13, color=theme.muted)
    sheet.picture(0, 24, image, 2)
    highest = maps.max()
    names = names or [f"channel {channel}" for channel in range(channels)]
    for channel, name in enumerate(names):
        x, y = left + (channel % columns) * step_x, (channel // columns) * step_y
        sheet.text(x, y + 16, name, size=13)
        sheet.activation(x, y + 24, maps[:, :, channel], zoom, highest)
    sheet.scale(left, rows * step_y + 18, min(280, sheet.width - left), theme.activation_map, 0, highest, "activation")
    return sheet.figure


@figure(
    "conv1-feature-maps",
    kind="png",
    reads={"image": "feature_maps/image", "maps": "feature_maps/conv1"},
    narrow={"columns": 2},
    caption="What conv1 makes of the ankle boot: one map for each of its eight filters, all on one scale. Compare "
    "which parts of the boot they mark, and which of them are lit where the image is black.",
    alt="An ankle boot and eight maps of it, 28 by 28 pixels each, on a scale from 0 to {{ "
    "n('feature_maps.conv1.highest', '.2f') }}. They mark different parts of it; {{ "
    "n('feature_maps.positive_biases', 'words') }} of the filters have a positive bias, which lights the "
    "background of their maps.",
)
def conv1_feature_maps(theme: Theme, image: np.ndarray, maps: np.ndarray, columns: int = 4) -> Figure:
    """image: raw pixels (28, 28); maps: (28, 28, 8)."""
    return map_sheet(theme, image, maps, 4, columns)


@figure(
    "untrained-feature-maps",
    kind="png",
    reads={"image": "feature_maps/image", "maps": "feature_maps/conv1_untrained"},
    narrow={"columns": 2},
    caption="The same boot through the same eight filters before the first step of training: random weights, "
    "all biases 0. Which of these maps would you have taken for learned?",
    alt="An ankle boot and eight maps of it by untrained filters, 28 by 28 pixels each, all on one scale. The "
    "boot can be made out in those that are not empty.",
)
def untrained_feature_maps(theme: Theme, image: np.ndarray, maps: np.ndarray, columns: int = 4) -> Figure:
    """image: raw pixels (28, 28); maps: (28, 28, 8)."""
    return map_sheet(theme, image, maps, 4, columns)


@figure(
    "conv2-feature-maps",
    kind="png",
    reads={"image": "feature_maps/image", "maps": "feature_maps/conv2"},
    narrow={"columns": 2},
    caption="The same boot after conv2: sixteen maps, each a mixture of all eight maps before it. They are still "
    "pictures of this boot, pixel for pixel in its place. Do different parts of the boot come apart into "
    "different channels?",
    alt="An ankle boot and sixteen maps of it, 28 by 28 pixels each, on a scale from 0 to {{ "
    "n('feature_maps.conv2.highest', '.2f') }}. Different maps light up at different parts of the boot.",
)
def conv2_feature_maps(theme: Theme, image: np.ndarray, maps: np.ndarray, columns: int = 4) -> Figure:
    """image: raw pixels (28, 28); maps: (28, 28, 16)."""
    return map_sheet(theme, image, maps, 4, columns)


@figure(
    "feature-maps-by-class",
    kind="png",
    reads={"images": "feature_maps/images_by_class", "maps": "feature_maps/conv1_by_class"},
    narrow={"zoom": 1},
    caption="The eight channels of conv1 over the first test image of each class, all on one scale. Read down a "
    "column: a channel does the same to every garment. It answers to pixels, not to kinds of clothes.",
    alt="A table with ten rows, one for each class, and nine columns: the image and its eight conv1 maps. "
    "Within a column the maps resemble each other in style.",
)
def feature_maps_by_class(theme: Theme, images: np.ndarray, maps: np.ndarray, zoom: int = 2) -> Figure:
    """images: raw pixels (10, 28, 28); maps: (10, 28, 28, 8)."""
    return _class_table(theme, images, maps, zoom, gap=2 if zoom == 1 else 6, columns=8)


@figure(
    "conv2-maps-by-class",
    kind="png",
    reads={"images": "feature_maps/images_by_class", "maps": "feature_maps/conv2_by_class"},
    narrow={"columns": 8},
    caption="The sixteen channels of conv2 over the same ten images, on one scale. Read down the columns again: "
    "how evenly does a channel answer to ten different garments?",
    alt="A table with ten rows, one for each class, and seventeen columns: the image and its sixteen small conv2 maps.",
)
def conv2_maps_by_class(theme: Theme, images: np.ndarray, maps: np.ndarray, columns: int = 16) -> Figure:
    """images: raw pixels (10, 28, 28); maps: (10, 28, 28, 16)."""
    return _class_table(theme, images, maps, 1, gap=4 if columns > 8 else 2, columns=columns)


def _class_table(theme: Theme, images: np.ndarray, maps: np.ndarray, zoom: int, gap: int, columns: int) -> Figure:
    """A row for each image, a column for each channel; beyond `columns` channels, a further table below."""
    side, left, top = images.shape[1] * zoom, 80 if zoom == 1 else 92, 26
    step = side + gap
    blocks = -(-maps.shape[-1] // columns)
    height = top + len(images) * step + 10
    sheet = Sheet(theme, left + (columns + 1) * step + 8, blocks * height + 44)
    highest = maps.max()
    for block in range(blocks):
        channels = range(block * columns, min((block + 1) * columns, maps.shape[-1]))
        xs = [left + place * step + 8 for place in range(1, len(channels) + 1)]
        for x, channel in zip(xs, channels, strict=True):
            sheet.text(x + side / 2, block * height + 18, str(channel), color=theme.muted, ha="center")
        for row, pixels in enumerate(images):
            y = block * height + top + row * step
            sheet.text(0, y + side / 2 + 4, CLASS_NAMES[row], size=13)
            sheet.picture(left, y, pixels, zoom)
            for x, channel in zip(xs, channels, strict=True):
                sheet.activation(x, y, maps[row, :, :, channel], zoom, highest)
    width = min(260, columns * step)
    sheet.scale(left + step + 8, blocks * height + 14, width, theme.activation_map, 0, highest, "activation")
    return sheet.figure


@figure(
    "relu-and-pooling",
    kind="png",
    reads={
        "before": "feature_maps/before_relu",
        "conv1": "feature_maps/conv1",
        "channel": "feature_maps.strongest",
        "pooled": "feature_maps/strongest_pooled",
    },
    narrow={"zoom": 4},
    caption="Channel {{ n('feature_maps.strongest') }} of conv1 three times. Left, the sums before ReLU. Middle, "
    "ReLU has set everything negative to 0, here {{ n('feature_maps.negative_share', '.0%') }} of the "
    "pixels. Right, what 2 × 2 max-pooling would keep of it: the largest of every four neighbours.",
    alt="Three maps of the ankle boot: one with negative and positive values, one with the negative values "
    "gone, one with half as many pixels each way.",
)
def relu_and_pooling(theme: Theme, before, conv1, channel: int, pooled, zoom: int = 7) -> Figure:
    """before: (28, 28) sums; conv1: (28, 28, 8) after ReLU; channel: which of them; pooled: (14, 14)."""
    side = 28 * zoom
    step = side + 11
    sheet = Sheet(theme, 3 * step - 11, side + 86)
    after = conv1[:, :, channel]
    bound, highest = np.abs(before).max(), after.max()
    for number, label in enumerate(["sum + bias", "after ReLU", "after pooling"]):
        sheet.text(number * step, 18, label, size=14, weight="bold")
    sheet.kernel(0, 28, before, zoom, bound)
    sheet.activation(step, 28, after, zoom, highest)
    sheet.activation(2 * step, 28, pooled, 2 * zoom, highest)
    sheet.scale(0, side + 50, side, KERNEL_MAP, -bound, bound, "")
    sheet.scale(step, side + 50, side, theme.activation_map, 0, highest, "")
    sheet.scale(2 * step, side + 50, side, theme.activation_map, 0, highest, "")
    return sheet.figure


@figure(
    "padding-frame",
    kind="png",
    reads={"ours": "feature_maps/conv1", "channel": "feature_maps.strongest", "offset": "feature_maps/offset_map"},
    narrow={"zoom": 6},
    caption="Why the background must be 0. The same filter over the same boot, though trained for the right-hand "
    "case only: left, pixels scaled from −1 to 1, so the zeros of the padding are brighter than the "
    "background and draw a frame; right, pixels scaled from 0 up, as here, and the frame is gone.",
    alt="Two maps of the ankle boot. The left one has a border one pixel wide that differs from its "
    "background; the right one has none.",
)
def padding_frame(theme: Theme, ours: np.ndarray, channel: int, offset: np.ndarray, zoom: int = 8) -> Figure:
    """ours: (28, 28, 8); channel: which of them; offset: (28, 28)."""
    side = 28 * zoom
    step = side + 4 * zoom - 4
    sheet = Sheet(theme, step + side, side + 82)
    for x, label, values in [(0, "pixels −1 to 1", offset), (step, "background at 0", ours[:, :, channel])]:
        sheet.text(x, 18, label, size=14, weight="bold")
        sheet.activation(x, 28, values, zoom, values.max())
        # the shift makes the left map far stronger; what is compared here is the border, not the strength
        sheet.scale(x, side + 48, side, theme.activation_map, 0, values.max(), "")
    return sheet.figure
