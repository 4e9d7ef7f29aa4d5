"""The networks of the studies `filters` and `architectures` are what they are said to be."""

from dataclasses import replace

import numpy as np
import pytest

from tutorial_keras.data import load_data
from tutorial_keras.measure.architecture import shifted
from tutorial_keras.measure.filters import frei_chen_energy
from tutorial_keras.model import build_model, build_probe
from tutorial_keras.studies import ARCHITECTURES, FILTERS
from tutorial_keras.studies.architectures import PREPARATIONS, SHIFTS, design_conv1, freeze_points
from tutorial_keras.training import CHOSEN, train_with


@pytest.fixture(scope="module")
def few():
    """640 training images and their labels: ten batches."""
    images, labels = load_data()[0]
    return images[:640], labels[:640]


@pytest.mark.parametrize(
    ("kind", "frozen"),
    [
        ("conv1-random", {"conv1"}),
        ("conv1-designed", {"conv1"}),
        ("random", {"conv1", "conv2"}),
        ("random-points", {"conv1", "conv2"}),
    ],
)
def test_training_moves_no_weight_that_is_said_to_stay_and_all_others(few, kind, frozen):
    settings = replace(CHOSEN, epochs=1, warmup_epochs=0, seed=3)
    weights = train_with(settings, *few, prepare=PREPARATIONS[kind]).checkpoints.weights
    moved = {name.split("/")[0] for name, values in weights.items() if not np.array_equal(values[0], values[-1])}
    assert moved == {"conv1", "conv2", "predictions"} - frozen


def test_designed_kernels_are_edges_and_lines_of_the_mean_length_of_those_they_replace():
    model = build_model()
    before = model.get_layer("conv1").get_weights()[0]
    design_conv1(model)
    kernels = model.get_layer("conv1").get_weights()[0]
    edge, line, average = frei_chen_energy(kernels[:, :, 0].astype(float))
    np.testing.assert_allclose(average, 0, atol=1e-12)
    assert np.array_equal(edge > 1e-6, [True] * 4 + [False] * 4)
    assert np.array_equal(line > 1e-6, [False] * 4 + [True] * 4)
    lengths = (kernels**2).sum((0, 1, 2))
    np.testing.assert_allclose(lengths, (before**2).sum() / 8, rtol=1e-5)
    flat = kernels.reshape(9, 8) / np.sqrt(lengths)
    np.testing.assert_allclose(flat.T @ flat, np.eye(8), atol=1e-6)  # no two see the same pattern


def test_points_are_the_middle_weights_alone_three_times_as_long():
    model = build_model()
    before = {name: model.get_layer(name).get_weights()[0] for name in ("conv1", "conv2")}
    freeze_points(model)
    for name, kernels in before.items():
        points = model.get_layer(name).get_weights()[0]
        assert np.array_equal(points[1, 1], 3 * kernels[1, 1])
        points[1, 1] = 0
        assert not points.any()


def test_with_points_alone_all_that_passes_is_the_pooled_image_times_a_number_a_map():
    model = build_model()
    freeze_points(model)
    images = load_data()[1][0][:5]
    pooled = np.asarray(build_probe(model, ["pool"])(images[..., None])["pool"])
    blocks = images.reshape(5, 14, 2, 14, 2).max((2, 4)) / 255
    factors = pooled.max((0, 1, 2)) / blocks.max()
    np.testing.assert_allclose(pooled, blocks[..., None] * factors, atol=1e-5)


def test_every_kind_and_every_architecture_can_be_built():
    assert set(FILTERS) == {"learned", *PREPARATIONS}
    counts = [build_model(a["filters"], pooling=a["pooling"]).count_params() for a in ARCHITECTURES]
    assert len(counts) == 20 and len({str(a) for a in ARCHITECTURES}) == 20
    assert counts[ARCHITECTURES.index({"filters": [8, 16], "pooling": True})] == build_model().count_params()


@pytest.mark.parametrize(("by", "place"), [((0, 2), (5, 8)), ((0, -2), (5, 4)), ((2, 0), (7, 6)), ((-2, 0), (3, 6))])
def test_a_lit_pixel_moves_right_left_down_and_up(by, place):
    assert by in SHIFTS
    images = np.zeros((2, 28, 28), np.uint8)
    images[1, 5, 6] = 200
    moved = shifted(images, by)
    assert moved.dtype == np.uint8 and not moved[0].any()
    assert [tuple(found) for found in np.argwhere(moved[1])] == [place] and moved[1][place] == 200


@pytest.mark.parametrize("by", SHIFTS)
def test_what_leaves_the_image_is_lost_and_black_comes_in(by):
    image = np.ones((1, 28, 28))
    moved = shifted(image, by)[0]
    rolled = np.roll(image[0], by, axis=(0, 1))
    down, right = by
    for axis, shift in ((0, down), (1, right)):
        rows = np.moveaxis(rolled, axis, 0)
        rows[slice(0, shift) if shift > 0 else slice(28 + shift, 28) if shift < 0 else slice(0)] = 0
    assert np.array_equal(moved, rolled) and moved.sum() == 26 * 28
