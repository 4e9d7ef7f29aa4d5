"""The field is drawn to scale on the boot; shuffled blocks stand beside the network's own maps of them."""

import numpy as np
import pytest

from tutorial_keras.model import build_probe

from .conftest import images, number, words


@pytest.mark.parametrize("narrow", [False, True])
def test_the_field_is_drawn_twice_once_to_the_scale_of_the_boot(draw, workspace, test_set, narrow):
    figure = draw("effective-field", narrow=narrow)
    axes = [one for one in figure.axes if one.images][:-1]
    for place, state in enumerate(("untrained", "trained")):
        boot, small, large = axes[3 * place : 3 * place + 3]
        shares = workspace.read(f"receptive_field/energy_{state}")
        assert np.array_equal(boot.images[0].get_array(), test_set[0][0])
        for one in (small, large):
            assert np.array_equal(one.images[0].get_array(), shares)
        assert small.get_position().width / boot.get_position().width == pytest.approx(5 / 28)
        # its middle pixel is pixel 14, 14 of the boot, that of the gradient
        across = (small.get_position().x0 - boot.get_position().x0) / boot.get_position().width
        down = (boot.get_position().y1 - small.get_position().y1) / boot.get_position().height
        assert (across * 28 + 2, down * 28 + 2) == pytest.approx((14, 14))
        printed = [number(text) for text in words(large)]
        assert printed == pytest.approx((100 * shares).ravel().tolist(), abs=0.0501)


def test_the_box_holds_the_boot(draw, test_set):
    box = draw("effective-field").axes[0].patches[0]
    left, top = (corner + 0.5 for corner in box.get_xy())
    rows, columns = np.nonzero(test_set[0][0] > 25)
    assert (left, top) == (columns.min(), rows.min())
    assert (box.get_width(), box.get_height()) == (np.ptp(columns) + 1, np.ptp(rows) + 1)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_maps_are_those_of_the_image_and_of_its_shuffled_blocks(draw, run, workspace, narrow):
    figure = draw("shuffled-blocks", narrow=narrow)
    *shown, _ = [image.get_array() for image in images(figure)]
    pair = shown[0], shown[5]
    maps = build_probe(run.model, ["conv2"]).predict(np.stack(pair)[..., None], verbose=0)["conv2"]
    channels = workspace.read("receptive_field/shuffled_channels")
    for which in range(2):
        for place, channel in enumerate(channels):
            found = maps[which, :, :, channel]
            np.testing.assert_allclose(shown[5 * which + 1 + place], found, atol=1e-5)
            assert f"channel {channel}" in words(figure)
            assert f"{found.mean():.3f}" in words(figure)
    assert sorted(pair[0].ravel()) == sorted(pair[1].ravel())
