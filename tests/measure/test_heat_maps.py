"""Heat maps: they are what their formulas say, on networks small enough to work out by hand."""

import keras
import numpy as np
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.measure.heat_maps import (
    grad_cam,
    gradient_saliency,
    gradient_times_input,
    occlusion,
    scoring_model,
)
from tutorial_keras.model import build_model


@pytest.fixture
def draw():
    return np.random.default_rng(0)


def classifier(*layers, shape=(4, 4, 1)) -> keras.Sequential:
    return keras.Sequential([keras.Input(shape), *layers])


@pytest.fixture
def linear(draw):
    """A softmax of three sums of 16 pixels, and the sums' weights (4, 4, 3)."""
    model = classifier(keras.layers.Flatten(), keras.layers.Dense(3, activation="softmax"))
    weights = draw.normal(size=(16, 3)).astype(np.float32)
    model.set_weights([weights, np.ones(3, np.float32)])
    return model, weights.reshape(4, 4, 3)


def test_the_gradient_of_a_linear_model_is_its_weights_however_sure_it_is(linear, draw):
    model, weights = linear
    images = draw.uniform(0, 1000, (2, 4, 4)).astype(np.float32)
    assert model.predict(images, verbose=0).max(1) == pytest.approx(1)  # where the gradient of the probability is 0
    np.testing.assert_allclose(gradient_saliency(model, images, [0, 2])[1], np.abs(weights[:, :, 2]), rtol=1e-6)
    signed = gradient_times_input(model, images, [0, 2])
    np.testing.assert_allclose(signed[0], images[0] * weights[:, :, 0], rtol=1e-6)


def test_by_default_the_predicted_class_is_explained(linear, draw):
    model, weights = linear
    images = draw.normal(size=(20, 4, 4))
    predicted = model.predict(images, verbose=0).argmax(1)
    assert len(set(predicted)) > 1
    np.testing.assert_allclose(gradient_saliency(model, images), np.abs(weights[:, :, predicted]).transpose(2, 0, 1))


def test_of_several_colours_the_strongest_counts(draw):
    model = classifier(keras.layers.Flatten(), keras.layers.Dense(2), shape=(3, 3, 2))
    weights = model.get_weights()[0].reshape(3, 3, 2, 2)
    found = gradient_saliency(model, draw.normal(size=(1, 3, 3, 2)), 1)
    np.testing.assert_allclose(found[0], np.abs(weights[:, :, :, 1]).max(-1), rtol=1e-6)


def test_grad_cam_of_two_channels_by_hand(draw):
    """Channel 0 is the image, channel 1 twice the image's dark places; the last layer weighs every place by itself."""
    model = classifier(
        keras.layers.Conv2D(2, 1, name="maps"), keras.layers.Flatten(), keras.layers.Dense(2, activation="softmax")
    )
    after = draw.normal(size=(4, 4, 2, 2)).astype(np.float32)
    model.set_weights([np.array([[[[1, -2]]]]), np.array([0, 2]), after.reshape(32, 2), np.zeros(2)])
    image = draw.uniform(size=(4, 4))
    maps = np.stack([image, 2 - 2 * image])
    alphas = after[:, :, :, 1].mean((0, 1))
    expected = np.maximum(alphas[0] * maps[0] + alphas[1] * maps[1], 0)
    assert expected.any()
    np.testing.assert_allclose(grad_cam(model, image[None], "maps", 1)[0], expected, rtol=1e-4, atol=1e-6)


def test_a_smaller_map_is_enlarged_to_the_image():
    model = classifier(keras.layers.AveragePooling2D(2, name="pool"), keras.layers.Flatten(), keras.layers.Dense(1))
    model.set_weights([np.ones((4, 1)), np.zeros(1)])
    image = np.kron([[4.0, 0], [0, 8]], np.ones((2, 2)))
    heat = grad_cam(model, image[None], "pool", 0)[0]
    assert heat.shape == (4, 4)
    assert [heat[0, 0], heat[0, 3], heat[3, 3]] == [4, 0, 8]


def test_occlusion_finds_the_only_pixel_that_matters():
    model = classifier(keras.layers.Flatten(), keras.layers.Dense(2, use_bias=False), shape=(6, 6, 1))
    weights = np.zeros((6, 6, 2), np.float32)
    weights[2, 3, 1] = 5
    model.set_weights([weights.reshape(36, 2)])
    image = np.full((1, 6, 6), 2.0)
    expected = np.zeros((6, 6))
    expected[2, 3] = 10
    assert np.array_equal(occlusion(model, image, 1, patch=1, stride=1)[0], expected)
    # of the patches over a pixel, the share that also covers the one that matters
    expected[2, 1:6] = 10 * np.array([0, 1 / 2, 1, 1 / 2, 0])
    expected[1, 2:5] = expected[3, 2:5] = 10 * np.array([1 / 4, 1 / 2, 1 / 4])
    np.testing.assert_allclose(occlusion(model, image, 1, patch=2, stride=1)[0], expected)
    assert not occlusion(model, image, 0).any()
    assert not occlusion(model, image, 1, fill=2.0).any()  # covered by what was there


@pytest.mark.parametrize("last", ["softmax", "sigmoid", "layer"])
def test_scores_are_what_goes_into_the_last_activation(last, draw):
    pixels = keras.Input((4, 4, 1))
    sums = keras.layers.Dense(3, activation=None if last == "layer" else last)(keras.layers.Flatten()(pixels))
    model = keras.Model(pixels, keras.layers.Softmax()(sums) if last == "layer" else sums)
    images = draw.normal(size=(5, 4, 4, 1)).astype(np.float32)
    weights, biases = model.get_weights()
    before = model.predict(images, verbose=0)
    np.testing.assert_allclose(
        scoring_model(model)(images), images.reshape(5, 16) @ weights + biases, rtol=1e-4, atol=1e-5
    )
    np.testing.assert_array_equal(model.predict(images, verbose=0), before)  # the model itself is as it was


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda model, images: gradient_saliency(model, images, 10), "classes 10 to 10; expected 0 to 9"),
        (lambda model, images: gradient_saliency(model, images, -1), "expected 0 to 9"),
        (lambda model, images: occlusion(model, images, [1, 2, 3]), r"shape \(3,\)"),
        (lambda model, images: gradient_saliency(model, images, 0.5), "whole number"),
        (lambda model, images: gradient_saliency(model, images[0]), r"images have shape \(28, 28\)"),
        (lambda model, images: grad_cam(model, images, "conv3"), "no layer named 'conv3'"),
        (lambda model, images: grad_cam(model, images, "flatten"), "expected maps"),
        (lambda model, images: occlusion(model, images, patch=2, stride=3), "expected 1 ≤ stride ≤ patch"),
        (
            lambda model, images: gradient_saliency(classifier(keras.layers.Conv2D(2, 3)), images),
            r"expected one, \(n, classes",
        ),
    ],
)
def test_what_cannot_be_explained_is_named(call, message):
    with pytest.raises(TutorialError, match=message):
        call(build_model(), np.zeros((2, 28, 28), np.uint8))
