"""The kernels drawn are the network's own."""

import numpy as np
import pytest

from .conftest import box, images, number, words


def test_conv1_kernels_are_the_networks_with_every_weight_printed(draw, run):
    kernels, biases = run.model.get_layer("conv1").get_weights()
    figure = draw("conv1-filters")
    *shown, bar = images(figure)
    assert len(shown) == 8
    for index, (image, axes) in enumerate(zip(shown, figure.axes, strict=False)):
        assert np.array_equal(image.get_array(), kernels[:, :, 0, index])
        printed = {tuple(map(int, text.get_position()))[::-1]: number(text.get_text()) for text in axes.texts}
        assert printed == {place: round(float(w), 2) for place, w in np.ndenumerate(kernels[:, :, 0, index])}
    bound = np.abs(kernels).max()
    assert {image.get_clim() for image in shown} == {(-bound, bound)}
    assert (bar.get_array().min(), bar.get_array().max()) == pytest.approx((-bound, bound))
    for index, bias in enumerate(biases):
        assert f"filter {index}" in words(figure)
        assert f"bias {bias:.2f}".replace("-", "−") in words(figure)


@pytest.mark.parametrize("upright", [False, True])
def test_training_shows_every_checkpoint_of_every_kernel_on_one_scale(draw, run, upright):
    kernels = run.checkpoints.weights["conv1/kernel"]
    figure = draw("conv1-through-training", narrow=upright)
    *shown, _ = images(figure)
    expected = [kernel[:, :, 0, number] for kernel in kernels for number in range(8)]
    assert np.array_equal([image.get_array() for image in shown], expected)
    bound = np.abs(kernels).max()
    assert {image.get_clim() for image in shown} == {(-bound, bound)}
    assert {f"{step:,}" for step in run.checkpoints.steps} <= set(words(figure))
    first, last = (box(image) for image in (shown[0], shown[-8]))  # filter 0
    assert (first.y0 > last.y0) if upright else (first.x0 < last.x0)


def test_conv2_has_a_row_for_each_filter_and_a_column_for_each_map(draw, run):
    kernels = run.model.get_layer("conv2").get_weights()[0]
    figure = draw("conv2-filters")
    *shown, _ = images(figure)
    assert len(shown) == 128
    for place, image in enumerate(shown):
        assert np.array_equal(image.get_array(), kernels[:, :, place % 8, place // 8])
    corners = np.array([(box(image).x0, -box(image).y0) for image in shown]).reshape(16, 8, 2)
    assert (np.diff(corners[..., 0], axis=1) > 0).all() and (np.diff(corners[..., 1], axis=0) > 0).all()
    assert len({image.get_clim() for image in shown}) == 1
    assert {f"filter {n}" for n in range(16)} | {f"map {n}" for n in range(8)} <= set(words(figure))


def test_printed_weights_can_be_read_on_their_square(draw):
    """Ink and square differ in luminance as much as large text needs."""
    from matplotlib.colors import to_rgb

    from tutorial_keras.figures.style import KERNEL_MAP

    from .test_style import contrast

    for axes in draw("conv1-filters").axes[:8]:
        image = axes.images[0]
        for text in axes.texts:
            column, row = map(int, text.get_position())
            square = KERNEL_MAP(image.norm(image.get_array()[row, column]))[:3]
            assert contrast(to_rgb(text.get_color()), square) >= 3
