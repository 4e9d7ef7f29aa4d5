"""Edges, texture and brightness, against SciPy's own filters, loops and planted maps."""

import numpy as np
import pytest
from scipy import ndimage
from scipy.stats import pearsonr

from tutorial_keras.measure.map_content import (
    CONTENTS,
    by_channel,
    closest_maps,
    contents,
    correlations,
    edge_estimates,
    gradient_magnitude,
    local_variance,
    what_maps_follow,
)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (3, 9, 11)).astype(np.uint8)


def test_the_gradient_magnitude_is_scipys_sobel_image_by_image(images):
    for image, found in zip(images, gradient_magnitude(images), strict=True):
        right, down = (ndimage.sobel(image.astype(float), axis, mode="constant") for axis in (1, 0))
        np.testing.assert_allclose(found, np.sqrt(right**2 + down**2))


def test_a_step_has_a_gradient_on_both_its_sides_and_none_further_off():
    step = np.zeros((1, 7, 8))
    step[:, :, 4:] = 10
    np.testing.assert_allclose(gradient_magnitude(step)[0, 3], [0, 0, 0, 40, 40, 0, 0, 40])  # the last: black outside


def test_local_variance_is_numpys_over_nine_pixels(images):
    padded = np.pad(images[1].astype(float), 1)
    expected = [[padded[i : i + 3, j : j + 3].var() for j in range(11)] for i in range(9)]
    np.testing.assert_allclose(local_variance(images)[1], expected, atol=1e-8)
    assert (local_variance(np.full((1, 8, 8), 0.1)) >= 0).all()


def test_correlations_are_pearsons_over_the_pixels(images):
    maps = np.random.default_rng(1).normal(size=(3, 9, 11, 2)).astype(np.float32)
    found = correlations(maps, images)
    for image in range(3):
        for channel in range(2):
            expected = pearsonr(maps[image, :, :, channel].ravel().astype(float), images[image].ravel()).statistic
            assert found[image, channel] == pytest.approx(expected)


def test_a_map_equal_to_a_content_follows_it_fully_and_its_negative_not_at_all(images):
    for content in contents(images).values():
        maps = np.stack([content, 3 * content + 7, -content], axis=-1)
        np.testing.assert_allclose(correlations(maps, content), np.tile([1, 1, -1], (3, 1)))


@pytest.mark.parametrize("level", [0, 0.1, 1 / 3])
def test_a_constant_map_or_image_follows_nothing(images, level):
    assert (correlations(np.full((3, 9, 11, 2), level, np.float32), images) == 0).all()
    assert (correlations(images[..., None], np.full((3, 9, 11), level)) == 0).all()
    row = what_maps_follow(np.stack([np.full(images.shape, level), images * 1.0], axis=-1), images)
    assert row["constant"] == 0.5
    assert row["brightness"] == [0, 1]


def test_absolute_values_are_taken_image_by_image(images):
    signs = np.array([1, -1, 1])[:, None, None, None]
    row = what_maps_follow(signs * images[..., None], images)
    assert row["brightness"] == [pytest.approx(1 / 3, abs=1e-4)]
    assert row["absolute"]["brightness"] == [1]


def test_the_map_that_follows_best_is_found(images):
    edges, texture, pixels = contents(images[:1]).values()
    maps = np.stack([pixels[0], -edges[0], texture[0], edges[0]], axis=-1)
    found = closest_maps(maps, images[0])
    assert [found[name]["channel"] for name in CONTENTS] == [3, 2, 0]
    assert [found[name]["correlation"] for name in CONTENTS] == pytest.approx([1, 1, 1])


def row(edges, brightness):
    """A network with two channels."""
    state = {"gradient": edges, "variance": [0, 0], "brightness": brightness, "constant": 0}
    return state | {"absolute": {name: np.abs(state[name]).tolist() for name in CONTENTS}}


def test_networks_are_averaged_before_they_are_compared():
    rows = [
        {"bias": [0.1, -0.1], "untrained": row([0.1, 0.3], [0.9, 0.9]), "trained": row([0.3, 0.5], [-0.5, 0.1])},
        {"bias": [0.2, 0.3], "untrained": row([0.2, 0.2], [0.9, 0.9]), "trained": row([0.5, 0.7], [-0.3, 0.5])},
    ]
    found = edge_estimates(rows)
    assert found["gradient_change"]["value"] == pytest.approx((0.2 + 0.4) / 2)
    assert found["gradient_change"]["n"] == found["rose_in"]["gradient"] == found["networks"] == 2
    assert found["rose_in"]["brightness"] == 0
    assert found["gradient_over_brightness"]["value"] == pytest.approx(((0.4 - 0.3) + (0.6 - 0.4)) / 2)
    assert found["trained"]["brightness"] == pytest.approx((-0.2 + 0.1) / 2)
    assert found["absolute_change"]["brightness"]["value"] == pytest.approx((0.3 - 0.9 + 0.4 - 0.9) / 2)
    assert found["negative"]["trained"]["brightness"] == 0.5
    assert found["median"]["untrained"]["gradient"] == pytest.approx(0.2)
    np.testing.assert_allclose(by_channel(rows, "trained")[:, :, 0], [[0.3, 0.5], [0.5, 0.7]])


def test_channels_that_are_dark_at_edges_are_counted_with_their_biases():
    rows = [{"bias": [0.3, -0.1], "untrained": row([0, 0], [0, 0]), "trained": row([-0.4, 0.5], [0, 0])}] * 2
    found = edge_estimates(rows)["holes"]
    assert (found["channels"], found["lit"]) == (2, 2)
    assert found["median_bias"] == {"dark": 0.3, "others": -0.1}


def test_the_results_describe_the_run_and_its_images(workspace, run, test_set):
    from tutorial_keras.model import build_probe

    results, image = workspace.results["feature_maps"]["edges"], test_set[0][0]
    maps = build_probe(run.model).predict(image[None, ..., None], verbose=0)["conv1"][0]
    pixels = image.ravel().astype(float)
    follows = [
        pearsonr(maps[:, :, k].ravel().astype(float), pixels).statistic for k in range(8) if np.ptp(maps[..., k])
    ]
    assert results["closest"]["brightness"]["correlation"] == pytest.approx(max(follows), rel=1e-4)
    magnitude = gradient_magnitude(test_set[0][:500])
    copies = [pearsonr(x.ravel(), y.ravel()).statistic for x, y in zip(magnitude, test_set[0][:500], strict=True)]
    assert results["copy"]["gradient"] == pytest.approx(np.mean(copies), abs=1e-4)
    assert results["copy"]["brightness"] == 1
