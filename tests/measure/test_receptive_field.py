"""Effective fields with a known answer, boxes of planted garments, and blocks that keep their pixels."""

import numpy as np
import pytest

from tutorial_keras.measure.receptive_field import (
    activity_changes,
    centre_shares,
    change_of_total,
    effective_side,
    field_estimates,
    garment_box,
    garment_sides,
    path_shares,
    shuffled,
    squared_gradient,
)
from tutorial_keras.model import build_model, build_probe


@pytest.fixture(scope="module")
def averaging():
    """The tutorial's network with all weights 1: no ReLU ever closes, so it is linear."""
    model = build_model((2, 3), scale=1.0)
    for name in ("conv1", "conv2"):
        layer = model.get_layer(name)
        layer.set_weights([np.ones_like(weights) if weights.ndim > 1 else weights for weights in layer.get_weights()])
    return model


def test_the_gradient_of_two_averages_is_a_pyramid(averaging):
    """Each of the two maps of conv1 reaches a pixel by 1, 2, 3, 2, 1 ways along an axis."""
    images = np.random.default_rng(0).integers(1, 256, (3, 28, 28))
    ways = np.zeros(28)
    ways[12:17] = [1, 2, 3, 2, 1]
    np.testing.assert_allclose(squared_gradient(averaging, images, batch=2), (2 * np.outer(ways, ways)) ** 2)


def test_the_shares_of_a_pyramid_and_its_effective_side(averaging):
    shares = centre_shares(squared_gradient(averaging, np.full((1, 28, 28), 9)), 5)
    assert shares == pytest.approx({"1": (9 / 19) ** 2, "3": (17 / 19) ** 2, "5": 1})
    assert effective_side(shares) == 5
    assert effective_side(shares, held=0.8) == 3
    assert effective_side(shares, held=0.2) == 1


def test_the_middle_has_nine_paths_and_the_inner_square_49_of_81():
    assert path_shares(5) == pytest.approx({"1": 9 / 81, "3": 49 / 81, "5": 1})


def test_random_weights_share_the_gradient_by_paths():
    """In the mean over many networks without ReLU: here one wide one, with biases that keep every unit open."""
    model = build_model((32, 32), scale=1.0)
    generator = np.random.default_rng(4)
    for name in ("conv1", "conv2"):
        layer = model.get_layer(name)
        kernel, bias = layer.get_weights()
        layer.set_weights([generator.normal(size=kernel.shape), np.full_like(bias, 1e4 if name == "conv1" else 1e8)])
    shares = centre_shares(squared_gradient(model, np.ones((1, 28, 28))), 5)
    assert shares["3"] == pytest.approx(49 / 81, abs=0.05)


def test_the_gradient_is_that_of_the_network_by_small_steps(run, test_set):
    """Finite differences, pixel by pixel, where ReLU does not switch."""
    image = test_set[0][0].astype(np.float32)
    probe = build_probe(run.model, ["conv2"])
    step = 0.05
    moved = np.repeat(image[None], 50, axis=0)
    places = [(row, column) for row in range(12, 17) for column in range(12, 17)]
    for number, place in enumerate(places):
        moved[number][place] += step
        moved[25 + number][place] -= step
    units = probe(moved[..., None])["conv2"].numpy()[:, 14, 14]
    expected = (((units[:25] - units[25:]) / (2 * step)) ** 2).mean(axis=1).reshape(5, 5)
    found = squared_gradient(run.model, image[None])
    np.testing.assert_allclose(found[12:17, 12:17], expected, atol=0.03 * expected.max())
    found[12:17, 12:17] = 0
    assert not found.any()  # beyond the theoretical field


def test_a_garment_is_boxed_by_its_bright_pixels():
    image = np.zeros((28, 28))
    image[4:10, 20:23] = 200
    image[0, 0] = 25  # as dark as the threshold
    assert garment_box(image) == (4, 20, 6, 3)
    assert garment_box(image, threshold=24) == (0, 0, 10, 23)
    blank = np.zeros((28, 28))
    assert garment_box(blank) == (0, 0, 0, 0)
    assert garment_sides(np.stack([image, image.T, blank])).tolist() == [6, 6, 0]


def test_shuffled_blocks_keep_every_pixel_and_every_block_whole():
    images = np.random.default_rng(2).integers(0, 256, (4, 28, 28))
    found = shuffled(images)

    def blocks(image):
        return sorted(image[i : i + 7, j : j + 7].tobytes() for i in range(0, 28, 7) for j in range(0, 28, 7))

    for before, after in zip(images, found, strict=True):
        assert blocks(before) == blocks(after)
        assert not np.array_equal(before, after)
    assert np.array_equal(found, shuffled(images))  # the same for every network
    twice = shuffled(np.stack([images[0], images[0]]))
    assert not np.array_equal(*twice)  # an order of its own for each image


def test_units_that_see_one_block_only_move_with_it(run, test_set):
    """Whatever shuffling changes in conv2 comes from the seams."""
    pair = np.stack([test_set[0][0], shuffled(test_set[0][:1])[0]])
    maps = build_probe(run.model, ["conv2"]).predict(pair[..., None], verbose=0)["conv2"]
    inside = maps.reshape(2, 4, 7, 4, 7, -1)[:, :, 2:5, :, 2:5].swapaxes(2, 3).reshape(2, 16, -1)
    before, after = (sorted(map(tuple, np.round(x, 4).tolist())) for x in inside)
    np.testing.assert_allclose(before, after, atol=2e-4)


def test_changes_are_shares_of_the_activity_before():
    before = np.ones((2, 4, 4, 3))
    after = before * [1.5, 0.25, 1]
    before[1, :, :, 2] = 0
    np.testing.assert_allclose(activity_changes(before, after), [[0.5, 0.75, 0], [0.5, 0.75, np.nan]])
    before[1, :, :, 0] = 1e-6  # nearly silent: it rules the mean of the changes, not the change of the total
    assert np.nanmean(activity_changes(before, after)) > 1e4
    assert change_of_total(before[..., :1], after[..., :1]) == pytest.approx((0.5 + 1.5) / 1, rel=1e-5)
    assert change_of_total(np.ones((1, 2, 2, 2)) * (0, 1), np.full((1, 2, 2, 2), 3)) == 2  # the silent one is out


def test_estimates_have_one_value_a_network():
    def row(share, changed):
        found = {"mean": changed, "median": changed / 2, "total": changed / 4}
        shares = {"1": 0.1, "3": share, "5": 1.0}
        return {
            "shares": {"untrained": shares, "trained": shares},
            "changed": {"untrained": found, "trained": found},
        }

    found = field_estimates([row(0.96, 0.5), row(0.94, 0.7)], median_side=20)
    assert found["effective"]["trained"]["value"] == 4
    assert found["effective_over_garment"]["value"] == pytest.approx((3 + 5) / 2 / 20)
    assert found["shuffled_blocks"]["value"] == pytest.approx(0.6)
    values = [found["shuffled"]["untrained"][name]["value"] for name in ("mean", "median", "total")]
    assert values == pytest.approx([0.6, 0.3, 0.15])
    assert found["shares"]["trained"]["3"]["value"] == pytest.approx(0.95)


def test_the_results_count_all_test_garments(workspace, test_set):
    results = workspace.results["receptive_field"]
    bright = test_set[0] > results["threshold"]
    sides = np.stack([bright.any(axis).argmax(1) for axis in (1, 2)], axis=1)
    ends = np.stack([28 - bright.any(axis)[:, ::-1].argmax(1) for axis in (1, 2)], axis=1)
    longer = (ends - sides).max(axis=1)
    assert results["median_side"] == np.median(longer)
    assert results["smallest_side"] == longer.min()
    assert results["fits"]["theoretical"]["value"] == (longer <= 5).mean()
    assert results["fits"]["theoretical"]["n"] == results["garments"] == 10_000
    for state in ("untrained", "trained"):
        energy = workspace.read(f"receptive_field/energy_{state}")
        assert energy.sum() == pytest.approx(1) == results["own"][state]["5"]
        assert results["own"][state]["3"] == pytest.approx(energy[1:4, 1:4].sum())
