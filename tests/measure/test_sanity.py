"""Tests of heat maps: randomisation touches the layers it says, deletion areas agree with their closed form."""

import keras
import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.sanity import cascade, curve_area, deletion_curve, deletion_order, rank_correlation
from tutorial_keras.model import build_model


def test_the_cascade_randomises_from_the_top_and_leaves_the_rest_bit_identical():
    model = build_model()
    weights = {layer.name: layer.get_weights() for layer in model.layers}
    copies = cascade(model, seed=1)
    assert list(copies) == ["predictions", "conv2", "conv1"]
    for place, copy in enumerate(copies.values(), start=1):
        for name in ("predictions", "conv2", "conv1"):
            same = np.array_equal(copy.get_layer(name).get_weights()[0], weights[name][0])
            assert same == (name not in list(copies)[:place])
    fresh = [copy.get_layer("predictions").get_weights()[0] for copy in copies.values()]
    assert np.array_equal(fresh[0], fresh[1]) and np.array_equal(fresh[0], fresh[2])  # one draw, kept going down
    limit = np.sqrt(6 / (3136 + 10))  # Glorot's bound: the weights come from the layer's own initialiser
    assert 0.99 * limit < np.abs(fresh[0]).max() <= limit
    for name, before in weights.items():
        assert all(map(np.array_equal, model.get_layer(name).get_weights(), before))


def test_the_cascade_is_decided_by_its_seed():
    model = build_model()
    first, again, other = (cascade(model, seed)["conv1"].get_weights()[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_rank_correlation_is_spearmans_image_by_image():
    draw = np.random.default_rng(0)
    one, other = draw.integers(0, 9, (2, 3, 5, 5))  # with ties
    expected = [stats.spearmanr(a.ravel(), b.ravel()).statistic for a, b in zip(one, other, strict=True)]
    np.testing.assert_allclose(rank_correlation(one, other), expected)
    np.testing.assert_allclose(rank_correlation(one, one), 1)
    np.testing.assert_allclose(rank_correlation(one, np.exp(one)), 1)
    np.testing.assert_allclose(rank_correlation(one, -one), -1)
    inside = draw.random(one.shape) < 0.5
    expected = stats.spearmanr(one[2][inside[2]], other[2][inside[2]]).statistic
    assert rank_correlation(one, other, inside)[2] == pytest.approx(expected)


def test_a_map_that_ranks_nothing_correlates_with_nothing():
    maps = np.stack([np.zeros((2, 2)), np.arange(4.0).reshape(2, 2)])
    assert np.isnan(rank_correlation(maps, np.ones_like(maps)[::-1])).all()
    assert np.array_equal(np.isnan(rank_correlation(maps, maps)), [True, False])


def test_deletion_takes_the_garments_largest_values_first_and_leaves_the_background():
    image = np.array([[0, 9, 9], [9, 0, 9]])
    order = deletion_order(np.array([[[100, 3, 1], [2, 100, 4]]]), image[None], seed=0)
    np.testing.assert_array_equal(order[0], [[2, 1 / 4, 3 / 4], [2 / 4, 2, 0]])


def test_equal_values_go_in_an_order_that_the_seed_decides():
    image, flat = np.ones((1, 10, 10)), np.zeros((1, 10, 10))
    first, again, other = (deletion_order(flat, image, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert sorted(first.ravel()) == pytest.approx(np.arange(100) / 100)


def test_deletion_areas_of_the_best_and_the_worst_order_have_their_closed_form():
    """The score is the share left of ten pixels of a hundred. Gone first, they are gone after a tenth of the way:
    a triangle of area 0.1 / 2. Gone last, the score is 1 for nine tenths: 0.9 + 0.1 / 2. At random: 1 / 2."""
    matters = np.zeros((10, 10))
    matters[3] = 1
    model = keras.Sequential([keras.Input((10, 10, 1)), keras.layers.Flatten(), keras.layers.Dense(1, use_bias=False)])
    model.set_weights([matters.reshape(100, 1) / 10])
    images, classes = np.ones((40, 10, 10)), np.zeros(40, int)

    def area(values):
        order = deletion_order(np.broadcast_to(values, images.shape), images, seed=0)
        return curve_area(deletion_curve(model, images, order, classes, steps=10))

    assert area(matters) == pytest.approx(0.05)
    assert area(-matters) == pytest.approx(0.95)
    assert area(np.zeros((10, 10))) == pytest.approx(0.5, abs=0.02)


def test_the_curve_starts_at_the_images_and_ends_at_black():
    model = build_model()
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    classes = np.array([0, 4, 9])
    curve = deletion_curve(model, images, deletion_order(images.astype(float), images, 0), classes, steps=4)
    ends = [model.predict(pixels[..., None], verbose=0)[range(3), classes].mean() for pixels in (images, images * 0)]
    assert curve.shape == (5,)
    np.testing.assert_allclose(curve[[0, -1]], ends, rtol=1e-5)
