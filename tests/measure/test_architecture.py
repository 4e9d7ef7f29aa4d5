"""Sizes, parameters and receptive fields by formula agree with Keras and with counting."""

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from tutorial_keras.measure.architecture import (
    convolution_parameters,
    dense_parameters,
    output_size,
    receptive_fields,
    worked_convolution,
)


def test_parameter_formulas_agree_with_the_layers(run):
    counted = {layer.name: layer.count_params() for layer in run.model.layers}
    assert convolution_parameters(3, 1, 8) == counted["conv1"] == 80
    assert convolution_parameters(3, 8, 16) == counted["conv2"] == 1168
    assert dense_parameters(14 * 14 * 16, 10) == counted["predictions"] == 31_370


@pytest.mark.parametrize("kernel", [1, 2, 3, 5])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_output_size_is_that_of_a_convolution(kernel, padding, stride):
    image = np.zeros((1, 11 + 2 * padding, 11 + 2 * padding, 1))
    layer = keras.layers.Conv2D(1, kernel, strides=stride, padding="valid")
    assert output_size(11, kernel, padding, stride) == layer(image).shape[1]


def test_receptive_fields_are_three_five_and_six_pixels():
    assert receptive_fields([(3, 1), (3, 1), (2, 2)]) == [3, 5, 6]
    assert receptive_fields([(3, 2), (3, 2), (3, 1)]) == [3, 7, 15]


@pytest.mark.parametrize(("layer", "field"), [("conv1", 3), ("conv2", 5), ("pool", 6)])
def test_a_unit_changes_only_with_pixels_inside_its_receptive_field(layer, field):
    """Counted: light up one pixel after another and see which of them reach one unit."""
    from tutorial_keras.model import build_model, build_probe

    model = build_model()
    for name in ("conv1", "conv2"):
        weights = model.get_layer(name).get_weights()
        model.get_layer(name).set_weights([np.ones_like(weights[0]), weights[1]])
    images = np.zeros((784, 28, 28, 1))
    images.reshape(784, 784)[np.diag_indices(784)] = 255
    maps = build_probe(model, [layer]).predict(images, verbose=0, batch_size=196)[layer]
    middle = maps.shape[1] // 2
    seen = (maps[:, middle, middle, 0] > 0).reshape(28, 28)
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    assert len(rows) == len(columns) == field
    assert seen.sum() == field**2


def test_the_worked_convolution_is_the_strongest_unit_by_scipy():
    generator = np.random.default_rng(2)
    image, kernels, biases = generator.random((28, 28)), generator.normal(size=(3, 3, 1, 8)), generator.normal(size=8)
    numbers, arrays = worked_convolution(image, kernels, biases)
    inside = np.stack([correlate2d(image, kernels[:, :, 0, k], "valid") + biases[k] for k in range(8)], axis=-1)
    row, column, number = np.unravel_index(inside.argmax(), inside.shape)
    assert (numbers["row"], numbers["column"], numbers["filter"]) == (row + 1, column + 1, number)
    assert np.array_equal(arrays["patch"], image[row : row + 3, column : column + 3])
    assert np.array_equal(arrays["kernel"], kernels[:, :, 0, number])
    assert numbers["sum"] == pytest.approx(sum(arrays["products"].ravel()))
    assert numbers["output"] == pytest.approx(inside.max())


def test_the_worked_number_stands_in_the_networks_own_map(workspace):
    worked, maps = workspace.results["architecture"]["worked"], workspace.read("architecture/conv1")
    assert worked["output"] == pytest.approx(maps[worked["row"], worked["column"], worked["filter"]], rel=1e-4)


def test_work_is_counted_by_loops(workspace):
    work = {"conv1": 0, "conv2": 0, "predictions": 14 * 14 * 16 * 10}
    for name, inputs, filters in (("conv1", 1, 8), ("conv2", 8, 16)):
        for _ in range(28 * 28):
            for _ in range(filters):
                work[name] += 9 * inputs
    results = workspace.results["architecture"]
    assert results["multiplications"] == work
    assert results["work_share"]["conv2"] == pytest.approx(work["conv2"] / sum(work.values()))
    assert results["dense_share"] == pytest.approx(31_370 / 32_618)
