"""A figure of the section Feature maps: what excites a channel most."""

from __future__ import annotations

from matplotlib.figure import Figure

from . import figure
from .sheet import Sheet
from .style import Theme

SIZE = 30
"""Side of a drawn patch in CSS pixels, a multiple of every receptive field's side."""


@figure(
    "exciting-patches",
    kind="png",
    reads={
        "conv1": "patches/conv1",
        "conv1_answers": "patches/conv1_answers",
        "conv2": "patches/conv2",
        "conv2_answers": "patches/conv2_answers",
    },
    narrow={"count": 4},
    caption="The patches of {{ n('patches.images', ',') }} test images to which each channel answers most, the "
    "strongest first, at most one an image: all that the unit sees, 3 × 3 pixels for conv1 and 5 × 5 for conv2. Left "
    "after training; right, as a control, the same channel before. Cover the headings: could you tell which side has "
    "learned something?",
    alt="Two tables of small grey squares, after training and before, with a row for each of the 8 channels of conv1 "
    "and the 16 of conv2. In both tables the patches within a row resemble each other. {{ "
    "n('patches.conv1.trained.likeness', '.2f') }} is the mean correlation of patches within a row of conv1 after "
    "training, {{ n('patches.conv1.untrained.likeness', '.2f') }} before.",
)
def exciting_patches(theme: Theme, conv1, conv1_answers, conv2, conv2_answers, count: int = 8) -> Figure:
    """A row for each channel, on the left after training, on the right before.

    conv1, conv2: patches before and after, (2, channels, k, side, side); the answers to them: (2, channels, k).
    """
    left, step, gap = 24, SIZE + 4, 24 if count > 4 else 10
    block = count * step - 4
    half = left + block + gap
    layers = [("conv1", conv1, conv1_answers), ("conv2", conv2, conv2_answers)]
    sheet = Sheet(theme, 2 * half - gap, sum(28 + step * patches.shape[1] for _, patches, _ in layers))
    for x, state, heading in [(0, 1, "after training"), (half, 0, "before")]:
        sheet.text(x + left + block, 18, heading, ha="right", color=theme.muted)
        y = 0
        for name, patches, answers in layers:
            sheet.text(x, y + 18, name, size=14, weight="bold")
            y += 28
            for channel, found in enumerate(patches[state]):
                sheet.text(x + 16, y + 20, str(channel), color=theme.muted, ha="right")
                if answers[state, channel].any():
                    for place, patch in enumerate(found[:count]):
                        sheet.picture(x + left + place * step, y, patch, SIZE / len(patch))
                else:
                    sheet.text(x + left, y + 20, "never answers", size=12, color=theme.muted)
                y += step
    return sheet.figure
