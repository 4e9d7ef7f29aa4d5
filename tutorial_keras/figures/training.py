"""Figures of the section Training."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from . import figure
from .style import WIDTH, Theme, chart


@figure(
    "training-loss",
    kind="svg",
    reads={"batch_loss": "training/batch_loss", "loss": "training.loss", "chance": "training.chance_loss"},
    narrow={"width": 358},
    caption="Loss while the network learns. The thin line averages a few batches at a time, the dots are the "
    "means of whole epochs, the numbers that Keras prints. Most of the fall happens early; guessing "
    "blindly costs ln 10 = {{ n('training.chance_loss', '.2f') }}.",
    alt="A curve that falls steeply from {{ n('training.first_batch_loss', '.2f') }} at first and then "
    "slowly; dots for the epochs fall from {{ n('training.loss.0', '.3f') }} to {{ n('training.loss.-1', "
    "'.3f') }}.",
)
def training_loss(theme: Theme, batch_loss: np.ndarray, loss: list[float], chance: float, width: int = WIDTH) -> Figure:
    """Cross-entropy by epoch. batch_loss: (steps,); loss: one mean an epoch; chance: the loss of blind guessing."""
    drawn, axes = chart(width)
    group = 25
    groups = batch_loss[: len(batch_loss) // group * group].reshape(-1, group).mean(1)
    epochs = len(loss)
    axes.plot((np.arange(len(groups)) + 0.5) * group * epochs / len(batch_loss), groups, color=theme.muted, lw=0.8)
    axes.axhline(chance, color=theme.muted, lw=1, ls=(0, (4, 3)))
    axes.annotate("guessing blindly", (epochs, chance), (0, -5), textcoords="offset points", ha="right", va="top",
                  color=theme.muted)  # fmt: skip
    _epochs(axes, theme, loss, "{:.3f}", above=True)
    axes.set(ylabel="Cross-entropy (nats)", ylim=(0, chance * 1.08))
    return drawn


@figure(
    "training-accuracy",
    kind="svg",
    reads={"accuracy": "training.accuracy", "test": "training.test_accuracy"},
    narrow={"width": 358},
    caption="Share of training images the network gets right, epoch by epoch, and the one test at the end. Each "
    "dot averages over an epoch in which the network was still changing; the test uses the final weights.",
    alt="Dots rise from {{ n('training.accuracy.0', '.1%') }} in the first epoch to {{ "
    "n('training.accuracy.-1', '.1%') }} in the last. A dashed line marks the test accuracy, {{ "
    "n('training.test_accuracy', '.1%') }}.",
)
def training_accuracy(theme: Theme, accuracy: list[float], test: float, width: int = WIDTH) -> Figure:
    """Accuracy by epoch. accuracy: one share an epoch; test: the share on the test set."""
    drawn, axes = chart(width)
    axes.axhline(test, color=theme.positive, lw=1.4, ls=(0, (4, 3)))
    axes.annotate(f"test {test:.1%}", (0, test), (2, 5), textcoords="offset points", color=theme.positive)
    _epochs(axes, theme, accuracy, "{:.1%}", above=False)
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set(ylabel="Training accuracy", ylim=(min(accuracy) - 0.03, max(*accuracy, test) + 0.025))
    return drawn


@figure(
    "settings-choice",
    kind="svg",
    reads={"choices": "training.choices"},
    narrow={"width": 358},
    caption="How the settings were chosen: accuracy on {{ n('training.validation_images', ',') }} training images "
    "held out for the purpose, for each pixel scale and learning-rate schedule. Dots are means over {{ "
    "n('training.chosen.runs') }} seeds, bars run from the worst to the best. The test set was not "
    "touched.",
    alt="{{ n('training.candidates') }} settings ranked by validation accuracy, from {{ "
    "n('training.choices.0.mean', '.2%') }} to {{ n('training.choices.-1.mean', '.2%') }}. The chosen one "
    "is marked.",
)
def settings_choice(theme: Theme, choices: list[dict], width: int = WIDTH) -> Figure:
    """Validation accuracy of each candidate. choices: as `measure.training.rank_settings` returns them."""
    drawn, axes = chart(width, height=60 + 26 * len(choices))
    for place, choice in enumerate(choices):
        colour = theme.positive if place == 0 else theme.negative
        axes.plot([choice["lowest"], choice["highest"]], [place, place], color=colour, lw=1.4)
        axes.plot(choice["mean"], place, "o", color=colour, ms=6)
    names = [f"{c['schedule']}, rate {c['peak_rate']:g}, × {c['scale']}" for c in choices]
    axes.set_yticks(range(len(choices)), names)
    axes.invert_yaxis()
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=1))
    axes.set_xlabel("Accuracy on held-out images", x=1, ha="right")
    return drawn


def _epochs(axes, theme: Theme, values: list[float], form: str, above: bool) -> None:
    """Dots for the epochs, the first and the last with their value."""
    epochs = np.arange(1, len(values) + 1)
    axes.plot(epochs, values, "o-", color=theme.negative, ms=6)
    for place in sorted({0, len(values) - 1}):
        where = {"xytext": (0, 9 if above else -9), "va": "bottom" if above else "top", "ha": "center"}
        words = form.format(values[place])
        axes.annotate(words, (epochs[place], values[place]), textcoords="offset points", color=theme.negative, **where)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set(xlabel="Epoch", xlim=(0, len(values) + 0.25))
