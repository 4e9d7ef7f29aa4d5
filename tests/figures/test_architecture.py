"""The figures of the section Architecture show the ankle boot's way through the real network."""

import numpy as np
import pytest

from tutorial_keras.model import build_probe

from .conftest import box, images, number, words


@pytest.fixture(scope="module")
def flow(run, test_set):
    """Every layer's answer to the first test image."""
    answers = build_probe(run.model, ["conv1", "conv2", "pool"]).predict(test_set[0][:1, ..., None], verbose=0)
    return {name: values[0] for name, values in answers.items()}


def test_the_network_is_drawn_with_its_real_activations(draw, flow, test_set):
    shown = images(draw("architecture"))
    assert np.array_equal(shown[0].get_array(), test_set[0][0])
    place = 1
    for layer in ("conv1", "conv2", "pool"):
        channels = flow[layer].shape[-1]
        for channel in range(channels):
            np.testing.assert_allclose(shown[place + channel].get_array(), flow[layer][:, :, channel], atol=1e-5)
        limits = {image.get_clim() for image in shown[place : place + channels]}
        assert len(limits) == 1 and limits.pop() == pytest.approx((0, flow[layer].max()))
        place += channels
    assert place == len(shown) == 1 + 8 + 16 + 16


def test_the_network_is_drawn_to_scale(draw):
    widths = [box(image).width for image in images(draw("architecture"))]
    one = widths[1]
    assert widths[1:] == pytest.approx([one] * 24 + [one / 2] * 16)


def test_the_bars_are_the_probabilities(draw, flow):
    figure = draw("architecture")
    bars = [axes.patches[0].get_width() for axes in figure.axes if axes.patches]
    assert bars == pytest.approx(flow["predictions"].tolist(), abs=1e-6)
    surest = flow["predictions"].max()
    assert ("> 99%" if surest > 0.99 else f"{surest:.0%}") in words(figure)


def test_the_worked_convolution_prints_numbers_that_multiply_and_add_up(draw, run, test_set):
    figure = draw("worked-convolution")
    _, patch, kernel, products = [[number(text) for text in words(axes)] for axes in figure.axes]
    assert len(patch) == len(kernel) == len(products) == 9
    for pixel, weight, product in zip(patch, kernel, products, strict=True):
        assert product == pytest.approx(pixel * weight, abs=0.005 * (1 + abs(pixel) + abs(weight)))
    total, bias, output = (number(text) for text in words(figure) if text.replace("−", "").replace(".", "").isdigit())
    assert total == pytest.approx(sum(products), abs=9 * 0.005)
    assert output == pytest.approx(max(total + bias, 0), abs=0.0011)
    window = figure.axes[0].patches[0]
    left, top = (round(corner + 0.5) for corner in window.get_xy())
    pixels = test_set[0][0][top : top + 3, left : left + 3] * run.settings.scale
    assert patch == pytest.approx(pixels.ravel().tolist(), abs=0.005001)


def test_receptive_fields_leave_three_five_and_six_pixels_visible(draw):
    for axes, side in zip(draw("receptive-fields").axes, (3, 5, 6), strict=True):
        rows, columns = np.nonzero(axes.images[1].get_alpha() == 0)
        assert len(rows) == side**2
        assert np.ptp(rows) + 1 == np.ptp(columns) + 1 == side
        frame = axes.patches[0]
        assert (frame.get_width(), frame.get_xy()) == (side, (columns.min() - 0.5, rows.min() - 0.5))


def test_bars_of_parameters_and_work_have_the_counts_as_length(draw):
    counts = [[bar.get_width() for bar in axes.patches] for axes in draw("parameters").axes]
    assert counts == [[80, 1168, 31_370], [28 * 28 * 72, 28 * 28 * 9 * 8 * 16, 31_360]]
