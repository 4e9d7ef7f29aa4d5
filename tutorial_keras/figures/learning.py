"""Figures about the course of training, in the section Training."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from . import figure
from .curves import DASHED, DOTTED, SOLID, bundle, doublings, label, pair, panels, share_axis, step_axis, where
from .style import WIDTH, Theme, chart, points


@figure(
    "learning-recall",
    kind="svg",
    reads={"steps": "learning/steps", "recall": "learning/recall", "classes": "learning.classes"},
    narrow={"width": 358, "columns": 2},
    caption="The share of each class that is recognised, from before the first step to the last, in the order in which "
    "the classes settle. The dot marks the checkpoint from which nine tenths of the final share are kept. Early spikes "
    "are no knowledge: a network that calls everything a bag recognises every bag. Thin lines are {{ "
    "n('learning.networks', 'words') }} networks, the thick one their mean.",
    alt="Ten small charts, one a class, with time in doublings of the number of steps. {{ n('learning.classes.0.name') "
    "}} settles first, from step {{ n('learning.classes.0.step', ',') }} on, and ends at {{ "
    "n('learning.classes.0.end', '.0%') }}; {{ n('learning.classes.-1.name') }} settles last, from step {{ "
    "n('learning.classes.-1.step', ',') }} on, and ends at {{ n('learning.classes.-1.end', '.0%') }}.",
)
def learning_recall(
    theme: Theme, steps: np.ndarray, recall: np.ndarray, classes: list[dict], width: int = WIDTH, columns: int = 5
) -> Figure:
    """A panel a class. recall: (networks, classes, checkpoints); classes: as `measure.learning` sorts them."""
    rows = -(-len(classes) // columns)
    drawn, grid = panels(width, 150 * rows + 20, rows, columns)
    time = doublings(steps)
    for axes, found in zip(grid.flat, classes, strict=True):
        curves = recall[:, found["label"]]
        bundle(axes, time, curves, theme.negative)
        settled = list(steps).index(found["step"])
        axes.plot(time[settled], curves[:, settled].mean(), "o", color=theme.ink, ms=5)
        label(axes, theme, f"step {found['step']:,}", (time[-1], 0.06), (-1, 0), fontsize=points(12))
        axes.set_title(f"{found['name']}  {found['end']:.0%}", fontsize=points(13), loc="left")
        step_axis(axes, [0, 16, 938], size=12)
        axes.set(ylim=(-0.03, 1.05), yticks=[0, 0.5, 1])
        share_axis(axes)
    drawn.supxlabel("Step", fontsize=points(13), x=0.99, ha="right")
    return drawn


@figure(
    "coarse-and-fine",
    kind="svg",
    reads={
        "steps": "learning/steps",
        "coarse": "learning/coarse",
        "fine": "learning/fine",
        "groups": "learning.groups",
    },
    narrow={"width": 358},
    caption="Telling tops, trousers, shoes and bags apart (solid), and telling the classes apart inside the tops and "
    "inside the shoes (dashed). Dots mark nine tenths of the final gain over chance, which the dotted lines show. Thin "
    "lines are {{ n('learning.networks', 'words') }} networks, thick ones their means.",
    alt="Two bundles of rising curves. Accuracy between groups rises from about {{ n('learning.groups.coarse.chance', "
    "'.0%') }} to {{ n('learning.groups.coarse.end', '.1%') }} and has nine tenths of its gain at step {{ "
    "n('learning.groups.coarse.steps', ',') }}; accuracy within groups rises from about {{ "
    "n('learning.groups.fine.chance', '.0%') }} to {{ n('learning.groups.fine.end', '.1%') }} and has them at step {{ "
    "n('learning.groups.fine.steps', ',') }}.",
)
def coarse_and_fine(
    theme: Theme, steps: np.ndarray, coarse: np.ndarray, fine: np.ndarray, groups: dict, width: int = WIDTH
) -> Figure:
    """Two accuracies over time. coarse, fine: (networks, checkpoints); groups: their chances and crossings."""
    drawn, axes = chart(width, 360)
    time = doublings(steps)
    for curves, found, colour, line, words, shift in [
        (coarse, groups["coarse"], theme.negative, SOLID, "between groups", (-12, 8)),
        (fine, groups["fine"], theme.positive, DASHED, "within groups", (6, -28)),
    ]:
        bundle(axes, time, curves, colour, line)
        axes.plot(time[[0, -1]], [found["chance"]] * 2, color=colour, lw=1.2, ls=DOTTED)
        label(axes, theme, f"chance {found['chance']:.0%}", (time[-1], found["chance"]), (-1, 11), color=colour)
        nearly = doublings(found["steps"]), found["level"]
        axes.plot(*nearly, "o", color=colour, ms=7)
        label(axes, theme, f"{words}\nstep {found['steps']:,}", nearly, shift, color=colour)
    _whole_course(axes, time)
    axes.set_ylabel("Accuracy")
    return drawn


@figure(
    "linear-agreement",
    kind="svg",
    reads={
        "steps": "learning/steps",
        "agreement": "learning/agreement",
        "accuracy": "learning/accuracy",
        "errors": "learning/shared_errors",
        "linear": "learning.linear.accuracy",
    },
    narrow={"width": 358},
    caption="How often the network says what a linear classifier on the pixels says (solid), how often it is right "
    "(dashed), and how many of the linear classifier's errors it makes too, with the same wrong class (dotted). If the "
    "network began as a linear classifier, the solid line would rise to a top and then fall.",
    alt="Agreement is highest at step {{ n('learning.linear.highest_step', ',') }}, {{ n('learning.linear.highest', "
    "'.1%') }}, and ends at {{ n('learning.linear.end', '.1%') }}. Shared errors are highest at step {{ "
    "n('learning.linear.errors_highest_step', ',') }}, {{ n('learning.linear.errors_highest', '.1%') }}, and end at {{ "
    "n('learning.linear.errors_end', '.1%') }}. The linear classifier is right on {{ n('learning.linear.accuracy', "
    "'.1%') }}.",
)
def linear_agreement(
    theme: Theme,
    steps: np.ndarray,
    agreement: np.ndarray,
    accuracy: np.ndarray,
    errors: np.ndarray,
    linear: float,
    width: int = WIDTH,
) -> Figure:
    """Three shares over time, each (networks, checkpoints). linear: the linear classifier's accuracy."""
    drawn, axes = chart(width, 360)
    time = doublings(steps)
    axes.axhline(linear, color=theme.muted, lw=1)
    label(axes, theme, f"linear classifier\n{linear:.1%} right", (0, linear), (2, 20), color=theme.muted)
    for curves, words, colour, line, level, shift in [
        (accuracy, "network is right", theme.positive, DASHED, 0.4, (-12, 8)),
        (errors, "same errors", theme.ink, DOTTED, None, (-1, -14 if errors[:, -1].mean() > 0.2 else 14)),
        (agreement, "agrees", theme.negative, SOLID, 0.68, (-14, 4)),
    ]:
        bundle(axes, time, curves, colour, line)
        mean = curves.mean(0)
        place = (time[-1], mean[-1]) if level is None else where(time, mean, level)
        label(axes, theme, words, place, shift, color=colour)
    _whole_course(axes, time)
    axes.set_ylabel("Share of test images")
    return drawn


@figure(
    "longer-training",
    kind="svg",
    reads={
        "long": "learning/long",
        "short": "learning/short",
    },
    narrow={"width": 358, "height": 560, "side_by_side": False},
    caption="The same recipe stretched over {{ n('learning.epochs.long') }} epochs: accuracy and loss after each "
    "epoch, on test images (dashed) and on training images (solid). Diamonds are the tutorial's {{ "
    "n('learning.epochs.short', 'words') }} epochs, filled for test images. Thin lines are {{ "
    "n('learning.epochs.networks', 'words') }} networks, thick ones their means.",
    alt="First chart, accuracy: after {{ n('learning.epochs.long') }} epochs {{ "
    "n('learning.epochs.ends.long.train_accuracy', '.1%') }} on training images and {{ "
    "n('learning.epochs.ends.long.test_accuracy', '.1%') }} on test images; after {{ n('learning.epochs.short', "
    "'words') }} {{ n('learning.epochs.ends.short.train_accuracy', '.1%') }} and {{ "
    "n('learning.epochs.ends.short.test_accuracy', '.1%') }}. Second chart, loss: it ends at {{ "
    "n('learning.epochs.ends.long.train_loss', '.3f') }} on training images and at {{ "
    "n('learning.epochs.ends.long.test_loss', '.3f') }} on test images, where it was lowest after epoch {{ "
    "n('learning.epochs.lowest_test_loss.epoch') }}.",
)
def longer_training(
    theme: Theme, long: np.ndarray, short: np.ndarray, width: int = WIDTH, height: int = 320, side_by_side: bool = True
) -> Figure:
    """Accuracy and loss by epoch. long, short: (networks, train and test, accuracy and loss, epochs)."""
    drawn, (left, right) = pair(width, height, side_by_side)
    for what, (axes, title) in enumerate([(left, "Accuracy"), (right, "Cross-entropy (nats)")]):
        for images, (words, colour, line) in enumerate(
            [("training images", theme.positive, SOLID), ("test images", theme.negative, DASHED)]
        ):
            curves, end = long[:, images, what], short[:, images, what, -1].mean()
            epochs = np.arange(1, curves.shape[1] + 1)
            bundle(axes, epochs, curves, colour, line)
            filling = colour if images else theme.paper
            axes.plot(short.shape[-1], end, "D", color=colour, ms=7, zorder=3, markerfacecolor=filling)
            middle = len(epochs) * 3 // 5
            shift = {(0, 0): (-8, 14), (1, 0): (4, -15), (0, 1): (-4, -14), (1, 1): (-4, 14)}[images, what]
            label(axes, theme, words, (epochs[middle], curves[:, middle].mean()), shift, color=colour)
        axes.set_title(title, fontsize=points(13), loc="left")
        axes.set(xlabel="Epoch", xlim=(0, long.shape[-1] + 0.5), xticks=[1, 5, 10, 15, 20, 25, 30])
    share_axis(left)
    return drawn


def _whole_course(axes, time: np.ndarray) -> None:
    """Axes for shares from before the first step to the last."""
    step_axis(axes, [0, 1, 4, 16, 64, 256, 938, 4690])
    share_axis(axes)
    axes.set(xlabel="Step", ylim=(0, 1.03), xlim=(0, time[-1] + 0.1))
