"""The maps drawn are what the network computes, on scales that can be compared."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from tutorial_keras.model import build_probe

from .conftest import images, words


@pytest.fixture(scope="module")
def probe(run):
    probe = build_probe(run.model)
    return lambda pixels: probe.predict(pixels[..., None], verbose=0)


@pytest.mark.parametrize(("name", "layer"), [("conv1-feature-maps", "conv1"), ("conv2-feature-maps", "conv2")])
def test_maps_of_the_boot_share_one_scale_from_zero_and_carry_their_channel(draw, probe, test_set, name, layer):
    figure = draw(name)
    boot, *shown, bar = images(figure)
    maps = probe(test_set[0][:1])[layer][0]
    assert np.array_equal(boot.get_array(), test_set[0][0])
    assert len(shown) == maps.shape[-1]
    for channel, image in enumerate(shown):
        np.testing.assert_allclose(image.get_array(), maps[:, :, channel], atol=1e-5)
        assert f"channel {channel}" in words(figure)
    limits = {image.get_clim() for image in shown}
    assert len(limits) == 1 and limits.pop() == pytest.approx((0, maps.max()), rel=1e-5)
    assert bar.get_array().max() == pytest.approx(maps.max(), rel=1e-5)


@pytest.mark.parametrize(("name", "layer"), [("feature-maps-by-class", "conv1"), ("conv2-maps-by-class", "conv2")])
def test_a_row_for_each_class_and_a_column_for_each_channel(draw, probe, test_set, name, layer):
    pixels = np.stack([next(i for i, y in zip(*test_set, strict=True) if y == label) for label in range(10)])
    maps = probe(pixels)[layer]
    *shown, _ = images(draw(name))
    channels = maps.shape[-1]
    for label in range(10):
        row = shown[label * (channels + 1) : (label + 1) * (channels + 1)]
        assert np.array_equal(row[0].get_array(), pixels[label])
        for channel, image in enumerate(row[1:]):
            np.testing.assert_allclose(image.get_array(), maps[label, :, :, channel], atol=1e-5)
            assert image.get_clim() == pytest.approx((0, maps.max()), rel=1e-5)


def test_relu_and_pooling_are_three_states_of_one_map(draw, run, test_set, workspace):
    before, after, pooled = [image.get_array() for image in images(draw("relu-and-pooling"))[:3]]
    kernels, biases = run.model.get_layer("conv1").get_weights()
    channel = workspace.results["feature_maps"]["strongest"]
    sums = correlate2d(test_set[0][0] * run.settings.scale, kernels[:, :, 0, channel], "same") + biases[channel]
    np.testing.assert_allclose(before, sums, atol=1e-5)
    np.testing.assert_allclose(after, np.maximum(sums, 0), atol=1e-5)
    blocks = [[after[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max() for j in range(14)] for i in range(14)]
    assert np.array_equal(pooled, blocks)


def test_padding_frames_the_shifted_image_and_not_ours(draw, run, test_set):
    shifted, ours, *_ = images(draw("padding-frame"))
    for image in (shifted, ours):
        assert image.get_clim() == (0, image.get_array().max())
    black = test_set[0][0] == 0
    # background whose whole neighbourhood is background too, away from the border and on it
    quiet = correlate2d(~black, np.ones((3, 3)), "same") == 0
    border = np.ones((28, 28), bool)
    border[1:-1, 1:-1] = False
    inner, outer = quiet & ~border, quiet & border
    assert inner.any() and outer.any()
    assert np.ptp(ours.get_array()[quiet]) == 0
    assert len(np.unique(np.round(shifted.get_array()[inner], 9))) == 1
    assert np.abs(shifted.get_array()[outer] - shifted.get_array()[inner][0]).max() > 0.05
