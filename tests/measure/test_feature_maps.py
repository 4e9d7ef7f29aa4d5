"""Correlation, pooling, dead channels and frames, against SciPy, loops and planted cases."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from tutorial_keras.measure.feature_maps import (
    blank_frame,
    class_share,
    correlate,
    dead_channels,
    frame_contrast,
    max_pool,
)


@pytest.mark.parametrize("size", [1, 3, 5])
def test_correlation_is_scipys(test_set, size):
    image, kernel = test_set[0][3] / 255, np.random.default_rng(size).normal(size=(size, size))
    np.testing.assert_allclose(correlate(image, kernel), correlate2d(image, kernel, "same"), atol=1e-12)


def test_correlation_does_not_turn_the_kernel_and_does_not_overflow_bytes():
    image = np.zeros((3, 3), np.uint8)
    image[1, 2] = 255
    kernel = np.arange(9).reshape(3, 3)
    assert correlate(image, kernel)[1, 1] == kernel[1, 2] * 255


def test_pooling_keeps_the_largest_of_every_two_by_two_block():
    values = np.random.default_rng(0).normal(size=(6, 8))
    expected = [[max(values[i + a, j + b] for a in (0, 1) for b in (0, 1)) for j in range(0, 8, 2)] for i in (0, 2, 4)]
    assert np.array_equal(max_pool(values), expected)


def test_only_channels_that_are_zero_everywhere_are_dead():
    maps = np.ones((4, 5, 5, 6))
    maps[..., [1, 4]] = 0
    maps[..., 2] = 0
    maps[3, 4, 4, 2] = 1e-9  # one spark in one image
    assert dead_channels(maps) == [1, 4]


def test_padding_draws_a_frame_unless_the_background_is_zero(run):
    kernels = run.model.get_layer("conv1").get_weights()[0]
    assert frame_contrast(0.0, kernels) == 0
    # by hand: at -1 a border pixel lacks the kernel's outer row or column, a corner both
    missing = []
    for number in range(kernels.shape[-1]):
        kernel = kernels[:, :, 0, number].astype(float)
        for rows in (slice(0, 3), slice(1, 3), slice(0, 2)):
            for columns in (slice(0, 3), slice(1, 3), slice(0, 2)):
                missing.append(abs(kernel.sum() - kernel[rows, columns].sum()))
    assert frame_contrast(-1.0, kernels) == pytest.approx(max(missing), rel=1e-6)


def test_the_results_are_those_of_the_network_on_the_first_thousand_test_images(workspace, run, test_set):
    results = workspace.results["feature_maps"]
    images, (kernels, biases) = test_set[0][:1000], run.model.get_layer("conv1").get_weights()
    scale = run.settings.scale
    boot = np.stack([correlate2d(images[0] * scale, kernels[:, :, 0, k], "same") + biases[k] for k in range(8)])
    assert results["conv1"]["highest"] == pytest.approx(boot.max(), rel=1e-5)
    strongest = int(boot.max((1, 2)).argmax())
    assert results["strongest"] == strongest
    assert results["negative_share"] == pytest.approx((boot[strongest] < 0).mean(), abs=2 / 784)
    from tutorial_keras.model import build_probe

    maps = build_probe(run.model).predict(images[..., None], verbose=0)
    for layer in ("conv1", "conv2"):
        silent = [k for k in range(maps[layer].shape[-1]) if not maps[layer][..., k].any()]
        assert results[layer]["dead_channels"] == silent and results[layer]["dead"] == len(silent)
        assert results[layer]["zero_share"] == pytest.approx(
            1 - np.count_nonzero(maps[layer]) / maps[layer].size, abs=1e-4
        )
    assert results["positive_biases"] == sum(bias > 0 for bias in biases)
    assert results["frame"]["ours"] == 0 < results["frame"]["offset"]


def test_the_class_share_is_one_for_a_channel_of_one_class_and_even_for_one_of_all():
    labels = np.array([0, 0, 1, 1, 2, 2])
    maps = np.ones((6, 2, 2, 2))
    assert class_share(maps[..., :1], labels) == pytest.approx(1 / 3)
    maps[..., 1] = (labels == 1)[:, None, None]
    assert class_share(maps, labels) == 1
    maps[..., 1] = 0  # a dead channel has no favourite
    assert class_share(maps, labels) == pytest.approx(1 / 3)


def test_a_blank_frame_is_the_largest_step_away_from_the_centre():
    maps = np.full((5, 5, 2), 3.0)
    assert blank_frame(maps) == 0
    maps[0, 2, 1] = 1.5
    assert blank_frame(maps) == 1.5
