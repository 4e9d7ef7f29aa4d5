"""The figures of What the network needs show what they are given, in both forms."""

import pytest
from matplotlib.colors import to_rgb

from tutorial_keras.figures import find_figure
from tutorial_keras.figures.style import THEMES, themed

from .conftest import words


def estimate(value, margin=0.01):
    return {"value": value, "low": value - margin, "high": value + margin}


ARCHITECTURES = [
    {
        "filters": filters,
        "pooling": pooling,
        "parameters": 4000 * filters[-1] * (1 if pooling else 4) + len(filters),
        "accuracy": estimate(0.85 + 0.01 * filters[-1] + 0.01 * len(filters)),
        "shift_loss": estimate(0.1 if pooling else 0.2),
    }
    for filters in ([2], [4], [1, 2], [2, 4])
    for pooling in (True, False)
]


def drawn(name, narrow, **data):
    entry = find_figure(name)
    with themed(THEMES["light"]):
        return entry.draw(THEMES["light"], **data, **(entry.narrow if narrow else {}))


@pytest.mark.parametrize("narrow", [False, True])
def test_each_kind_has_a_circle_a_network_and_a_stroke_at_the_mean(narrow):
    kinds = {
        "none": {"accuracies": [0.84, 0.85, 0.86], "accuracy": estimate(0.85)},
        "learned": {"accuracies": [0.91, 0.92, 0.93], "accuracy": estimate(0.92)},
    }
    (axes,) = drawn("kinds-of-filters", narrow, kinds=kinds).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["all learned", "no convolution"]
    for place, kind in enumerate(("learned", "none")):
        circles, interval, mean = axes.lines[3 * place : 3 * place + 3]
        assert list(circles.get_xdata()) == kinds[kind]["accuracies"] and circles.get_marker() == "o"
        assert list(interval.get_xdata()) == [kinds[kind]["accuracy"]["low"], kinds[kind]["accuracy"]["high"]]
        assert set(mean.get_xdata()) == {kinds[kind]["accuracy"]["value"]}
    assert words(axes) == ["92.0%", "85.0%"]


@pytest.mark.parametrize("narrow", [False, True])
def test_accuracy_stands_over_parameters_and_families_differ_without_colour(narrow):
    tutorial = next(one for one in ARCHITECTURES if one["filters"] == [2, 4] and one["pooling"])
    (axes,) = drawn("accuracy-by-parameters", narrow, architectures=ARCHITECTURES, tutorial=tutorial).axes
    families = [bars.lines[0] for bars in axes.containers]
    points = {point for line in families for point in zip(*line.get_data(), strict=True)}
    assert points == {(one["parameters"], one["accuracy"]["value"]) for one in ARCHITECTURES}
    paper = to_rgb(THEMES["light"].paper)
    looks = {(line.get_marker(), to_rgb(line.get_markerfacecolor()) == paper) for line in families}
    assert len(looks) == len(families) == 4
    (ring,) = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert (*ring.get_xdata(), *ring.get_ydata()) == (tutorial["parameters"], tutorial["accuracy"]["value"])
    assert axes.get_xscale() == "log"


@pytest.mark.parametrize("narrow", [False, True])
def test_each_choice_of_filters_has_its_loss_with_pooling_and_without(narrow):
    (axes,) = drawn("lost-by-moving", narrow, architectures=ARCHITECTURES, pixels=2).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["2", "4", "1, 2", "2, 4"]
    marks = [(round(*line.get_ydata()), *line.get_xdata()) for line in axes.lines if len(line.get_xdata()) == 1]
    assert sorted(marks) == [(place, loss) for place in range(4) for loss in (0.1, 0.2)]
    assert axes.get_xlim()[0] == 0
    assert {"with pooling", "no pooling"} <= set(words(axes))
