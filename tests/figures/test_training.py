"""The curves of the section Training are those of the run."""

import json

import numpy as np
import pytest

from tutorial_keras.studies import RESULTS

from .conftest import words


def dots(figure):
    """The line with markers: epochs and values."""
    (line,) = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    return line.get_xdata(), line.get_ydata()


def test_loss_dots_are_the_history_and_the_thin_line_means_of_batches(draw, run):
    figure = draw("training-loss")
    epochs, losses = dots(figure)
    assert list(epochs) == [1, 2, 3, 4, 5]
    assert list(losses) == run.history["loss"]
    thin = figure.axes[0].lines[0]
    groups = [np.mean(run.batch_loss[start : start + 25]) for start in range(0, 4690 // 25 * 25, 25)]
    np.testing.assert_allclose(thin.get_ydata(), groups, rtol=1e-5)
    # the middle of each group of batches, counted in epochs
    np.testing.assert_allclose(thin.get_xdata(), (np.arange(len(groups)) * 25 + 12.5) / 938, rtol=1e-9)
    assert list(figure.axes[0].lines[1].get_ydata()) == pytest.approx([np.log(10)] * 2)
    assert figure.axes[0].get_ylim()[0] == 0


def test_accuracy_dots_are_the_history_and_the_line_the_test(draw, run, workspace):
    figure = draw("training-accuracy")
    assert list(dots(figure)[1]) == run.history["accuracy"]
    test = workspace.results["training"]["test_accuracy"]
    assert list(figure.axes[0].lines[0].get_ydata()) == [test, test]
    assert f"test {test:.1%}" in words(figure.axes[0])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_choice_of_settings_shows_the_studys_rows(draw, scheme):
    values: dict[str, list[float]] = {}
    for row in json.loads((RESULTS / "settings.json").read_text())["rows"]:
        name = f"{row['schedule']}, rate {row['peak_rate']:g}, × {row['scale']}"
        values.setdefault(name, []).append(row["val_accuracy"][-1])
    axes = draw("settings-choice", scheme).axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert sorted(names) == sorted(values)
    for place, name in enumerate(names):
        bar, dot = axes.lines[2 * place : 2 * place + 2]
        assert list(bar.get_xdata()) == [min(values[name]), max(values[name])]
        assert list(dot.get_xdata()) == pytest.approx([np.mean(values[name])])
        assert set(bar.get_ydata()) == set(dot.get_ydata()) == {place}
