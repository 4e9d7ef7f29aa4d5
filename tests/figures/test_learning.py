"""The curves drawn are those of the studies, each network a thin line and the mean a thick one."""

import numpy as np
import pytest

from tutorial_keras.figures import find_figure
from tutorial_keras.figures.style import LIGHT, themed

from .conftest import words

STEPS = np.array([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 938, 1876, 2814, 3752, 4690])
DOUBLINGS = np.log2(STEPS + 1)


def planted(*shape, seed=0):
    """Rising curves between 0 and 1, each another."""
    steps = np.random.default_rng(seed).uniform(0.1, 1, (*shape, len(STEPS)))
    return np.cumsum(steps, -1) / steps.sum(-1, keepdims=True)


def drawn(name, **data):
    with themed(LIGHT):
        return find_figure(name).draw(LIGHT, **data)


def thick(axes):
    return [line.get_ydata() for line in axes.lines if line.get_linewidth() == 2]


def thin(axes):
    return [line.get_ydata() for line in axes.lines if line.get_linewidth() == 0.7]


def test_each_class_has_a_panel_with_its_own_recall_in_the_given_order():
    recall = planted(3, 10)
    order = [8, 1, 9, 5, 7, 0, 3, 2, 4, 6]
    classes = [{"label": label, "name": f"class {label}", "end": 0.9, "step": 64} for label in order]
    figure = drawn("learning-recall", steps=STEPS, recall=recall, classes=classes)
    assert len(figure.axes) == 10
    for axes, label in zip(figure.axes, order, strict=True):
        np.testing.assert_allclose(thin(axes), recall[:, label])
        np.testing.assert_allclose(thick(axes), [recall[:, label].mean(0)])
        assert axes.get_title(loc="left").startswith(f"class {label} ")
        (dot,) = [line for line in axes.lines if line.get_marker() == "o"]
        assert (dot.get_xdata()[0], dot.get_ydata()[0]) == pytest.approx((np.log2(65), recall[:, label, 7].mean()))


def test_layers_are_drawn_in_order_with_lines_that_differ_without_colour():
    distance = 1 - planted(4, 3)
    axes = drawn("layer-movement", steps=STEPS, distance=distance, pace=1 - planted()).axes[0]
    shown = STEPS >= 32
    np.testing.assert_allclose(thick(axes), distance.mean(0)[:, shown])
    np.testing.assert_allclose(thin(axes), distance[:, :, shown].transpose(1, 0, 2).reshape(12, -1))
    styles = {line.get_linestyle() + str(line._dash_pattern) for line in axes.lines if line.get_linewidth() == 2}
    assert len(styles) == 3
    assert {"conv1", "conv2", "predictions", "half-way"} <= set(words(axes))


@pytest.mark.parametrize("side_by_side", [True, False])
def test_maps_and_kernels_settle_above_the_level_of_another_network(side_by_side):
    likeness = planted(4, 3)
    others = {"conv1": 0.97, "conv2": 0.9, "kernels": 0.55}
    maps = {name: {"other": {"value": value}} for name, value in others.items()}
    left, right = drawn("maps-settle", steps=STEPS, likeness=likeness, maps=maps, side_by_side=side_by_side).axes
    np.testing.assert_allclose(thick(left), likeness[:, :2].mean(0))
    np.testing.assert_allclose(thick(right), likeness[:, 2:].mean(0))
    assert [list(line.get_ydata()) for line in left.lines if line.get_linewidth() == 1.4] == [[0.97] * 2, [0.9] * 2]
    assert [list(line.get_ydata()) for line in right.lines if line.get_linewidth() == 1.4] == [[0.55] * 2]
    assert {"maps of conv1", "maps of conv2", "kernels of conv1"} <= set(words(left) + words(right))


def test_coarse_and_fine_have_their_dots_where_the_numbers_say():
    groups = {
        "coarse": {"chance": 0.36, "end": 0.99, "level": 0.93, "steps": 50},
        "fine": {"chance": 0.25, "end": 0.9, "level": 0.84, "steps": 500},
    }
    coarse, fine = planted(3), planted(3, seed=1)
    axes = drawn("coarse-and-fine", steps=STEPS, coarse=coarse, fine=fine, groups=groups).axes[0]
    np.testing.assert_allclose(thick(axes), [coarse.mean(0), fine.mean(0)])
    dots = [(line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines if line.get_marker() == "o"]
    assert dots == [(pytest.approx(np.log2(51)), 0.93), (pytest.approx(np.log2(501)), 0.84)]
    assert {"between groups\nstep 50", "within groups\nstep 500", "chance 36%", "chance 25%"} <= set(words(axes))


def test_agreement_accuracy_and_shared_errors_are_three_bundles():
    agreement, accuracy, errors = (planted(3, seed=seed) for seed in range(3))
    axes = drawn(
        "linear-agreement", steps=STEPS, agreement=agreement, accuracy=accuracy, errors=errors, linear=0.83
    ).axes[0]
    np.testing.assert_allclose(thick(axes), [accuracy.mean(0), errors.mean(0), agreement.mean(0)])
    assert list(axes.lines[0].get_ydata()) == [0.83, 0.83]
    np.testing.assert_allclose(axes.lines[1].get_xdata(), DOUBLINGS)


@pytest.mark.parametrize("side_by_side", [True, False])
def test_long_trainings_are_drawn_by_epoch_and_short_ones_as_their_ends(side_by_side):
    random = np.random.default_rng(0)
    long, short = random.random((5, 2, 2, 30)), random.random((5, 2, 2, 5))
    figure = drawn("longer-training", long=long, short=short, side_by_side=side_by_side)
    for what, axes in enumerate(figure.axes):
        np.testing.assert_allclose(thick(axes), long[:, :, what].mean(0))
        ends = [
            (line.get_xdata()[0], line.get_ydata()[0], line.get_markerfacecolor())
            for line in axes.lines
            if line.get_marker() == "D"
        ]
        assert [end[:2] for end in ends] == [(5, pytest.approx(short[:, images, what, -1].mean())) for images in (0, 1)]
        assert ends[0][2] == LIGHT.paper != ends[1][2]  # hollow for training images, filled for test images
