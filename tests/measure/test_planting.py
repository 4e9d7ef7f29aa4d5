"""The mark is planted where and on whom it should be, and every instrument finds it in a network that reads only it."""

import numpy as np
import pytest

from tutorial_keras.measure.planting import (
    HOME,
    HOME_PLACE,
    OPPOSITE,
    SHIRT,
    choose_bearers,
    draw_mark,
    map_activity,
    occlusion,
    per_place,
    plant,
    rank,
    saliency,
    shares,
)
from tutorial_keras.model import build_model


@pytest.mark.parametrize(
    ("share", "shirts", "others"),
    [(0.1, 600, {600}), (0.9, 5400, {66, 67}), (0.95, 5700, {33, 34}), (1.0, 6000, {0})],
)
def test_of_6000_marked_training_images_the_right_share_are_shirts(train_set, share, shirts, others):
    labels = train_set[1]
    marked = np.bincount(labels[choose_bearers(labels, share, seed=3)], minlength=10)
    assert marked.sum() == 6000
    assert marked[SHIRT] == shirts
    assert set(np.delete(marked, SHIRT)) == others


def test_the_draw_is_reproducible_differs_by_seed_and_grows_with_the_share(train_set):
    labels = train_set[1]
    first = choose_bearers(labels, 0.9, seed=1)
    assert np.array_equal(first, choose_bearers(labels, 0.9, seed=1))
    assert not np.array_equal(first, choose_bearers(labels, 0.9, seed=2))
    more = choose_bearers(labels, 0.95, seed=1)
    assert more[first & (labels == SHIRT)].all()


@pytest.mark.parametrize("corner", [HOME, OPPOSITE])
def test_the_mark_is_four_white_pixels_and_nothing_else_changes(corner):
    images = np.random.default_rng(0).integers(0, 200, (500, 28, 28), dtype=np.uint8)
    labels = np.arange(500) % 10
    before = images.copy()
    planted = plant(images, labels, 0.9, 0, corner)
    bears = choose_bearers(labels, 0.9, 0)
    row, column = corner
    expected = before.copy()
    for index in np.flatnonzero(bears):
        for r, c in [(row, column), (row, column + 1), (row + 1, column), (row + 1, column + 1)]:
            expected[index, r, c] = 255
    assert bears.sum() == 50
    assert np.array_equal(planted, expected)
    assert np.array_equal(images, before)


def test_the_mark_lies_in_one_place_and_moves_to_its_mirror_image():
    blank = np.zeros((1, 28, 28), np.uint8)
    lit = np.argwhere(per_place(draw_mark(blank))[0])
    assert lit.tolist() == [list(HOME_PLACE)]
    assert np.array_equal(draw_mark(blank, OPPOSITE)[0], draw_mark(blank)[0, ::-1, ::-1])


def test_a_place_is_four_by_four_pixels():
    image = np.random.default_rng(0).normal(size=(2, 28, 28))
    assert per_place(image)[1, 2, 5] == pytest.approx(image[1, 8:12, 20:24].mean())


def test_shares_are_of_each_image_apart():
    found = shares(np.stack([np.ones((7, 7)), np.full((7, 7), 5.0)]))
    np.testing.assert_allclose(found, 1 / 49)


def test_a_hot_place_is_first_and_ties_count_against_it():
    scores = np.zeros((7, 7))
    assert rank(scores) == 49
    scores[HOME_PLACE] = 1
    assert rank(scores) == 1
    scores[3, 3] = 1
    assert rank(scores) == 2
    scores[3, 4] = 2
    assert rank(scores) == 3


@pytest.fixture(scope="module")
def reads_the_mark():
    """The tutorial's network with weights set so that "shirt" is the brightness at the mark and nothing else."""
    model = build_model()
    for name in ("conv1", "conv2", "predictions"):
        layer = model.get_layer(name)
        layer.set_weights([np.zeros_like(values) for values in layer.get_weights()])
    for name in ("conv1", "conv2"):
        kernels, biases = model.get_layer(name).get_weights()
        kernels[1, 1, 0, 0] = 1  # channel 0 copies the pixels
        model.get_layer(name).set_weights([kernels, biases])
    kernels, biases = model.get_layer("predictions").get_weights()
    kernels = kernels.reshape(14, 14, 16, 10)
    kernels[HOME[0] // 2, HOME[1] // 2, 0, SHIRT] = 6
    biases[0] = 3
    model.get_layer("predictions").set_weights([kernels.reshape(-1, 10), biases])
    return model


@pytest.fixture(scope="module")
def noise():
    return np.random.default_rng(0).integers(1, 60, (20, 28, 28), dtype=np.uint8)


def test_saliency_reveals_a_network_that_reads_only_the_mark(reads_the_mark, noise):
    found = saliency(reads_the_mark, draw_mark(noise))
    assert rank(per_place(found).mean(0)) == 1
    # one of the four white pixels is the largest of its pooling block; a grey level is 1/255, times the weight of 6
    assert found.sum((1, 2)) == pytest.approx(6 / 255, rel=1e-5)
    outside = found.copy()
    outside[:, 2:4, 2:4] = 0
    assert not outside.any()


def test_saliency_is_of_the_predicted_class_unless_told_otherwise(reads_the_mark, noise):
    """Without the mark the answer is class 0, whose score is the same for every image: its gradient is 0."""
    assert not saliency(reads_the_mark, noise).any()
    assert rank(per_place(saliency(reads_the_mark, noise, SHIRT)).mean(0)) == 1


def test_occlusion_reveals_it_and_gives_the_change_of_the_probability(reads_the_mark, noise):
    marked = draw_mark(noise)
    found = occlusion(reads_the_mark, marked, SHIRT)
    assert rank(found.mean(0)) == 1
    score, others = np.exp(6), np.exp(3) + 8
    before, after = score / (score + others), 1 / (1 + others)
    np.testing.assert_allclose(found[:, 0, 0], before - after, rtol=1e-4)
    found[:, 0, 0] = 0
    np.testing.assert_allclose(found, 0, atol=1e-6)


def test_a_black_cover_finds_nothing_on_black_but_a_white_one_does(reads_the_mark):
    black = np.zeros((2, 28, 28), np.uint8)
    assert rank(occlusion(reads_the_mark, black, SHIRT).mean(0)) == 49
    assert rank(occlusion(reads_the_mark, black, SHIRT, fill=255).mean(0)) == 1


def test_map_activity_is_the_sum_over_conv2s_channels(reads_the_mark, noise):
    np.testing.assert_allclose(map_activity(reads_the_mark, noise), noise / 255, rtol=1e-5)
