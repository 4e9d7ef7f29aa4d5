"""The network has the parts it says it has, and the probe shows exactly what happens inside it."""

import keras
import numpy as np
import pytest
from scipy.signal import correlate2d

from tutorial_keras.errors import TutorialError
from tutorial_keras.model import activations, build_model, build_probe, check_images


@pytest.fixture(scope="module")
def few(test_set):
    """Five real images as the network takes them."""
    return test_set[0][:5, ..., None]


def convolve(maps, kernels, biases):
    """A same-padded convolution layer with ReLU, by SciPy: (h, w, inputs) → (h, w, filters)."""
    filters = [
        sum(
            correlate2d(maps[:, :, channel], kernels[:, :, channel, number], "same") for channel in range(maps.shape[2])
        )
        for number in range(kernels.shape[3])
    ]
    return np.maximum(np.stack(filters, axis=-1) + biases, 0)


def test_parameters_add_up_to_the_formula():
    model = build_model()
    expected = {
        "conv1": (3 * 3 * 1 + 1) * 8,
        "conv2": (3 * 3 * 8 + 1) * 16,
        "predictions": (14 * 14 * 16 + 1) * 10,
    }
    assert {layer.name: layer.count_params() for layer in model.layers if layer.count_params()} == expected
    assert model.count_params() == sum(expected.values()) == 32_618


@pytest.mark.parametrize("dtype", ["int64", "float16", "float32", "float64"])
def test_pixels_of_any_numeric_dtype_give_the_same_probabilities(run, few, dtype):
    expected = run.model.predict(few, verbose=0)
    assert np.array_equal(run.model.predict(few.astype(dtype), verbose=0), expected)


def test_a_boolean_image_counts_as_zeros_and_ones(run, few):
    mask = few > 100
    assert np.array_equal(run.model.predict(mask, verbose=0), run.model.predict(mask.astype("uint8"), verbose=0))


def test_the_probe_gives_the_shapes_and_predictions_of_the_model(run, few):
    shown = build_probe(run.model).predict(few, verbose=0)
    assert {name: values.shape for name, values in shown.items()} == {
        "conv1": (5, 28, 28, 8),
        "conv2": (5, 28, 28, 16),
        "predictions": (5, 10),
    }
    np.testing.assert_allclose(shown["predictions"], run.model.predict(few, verbose=0), atol=1e-6)
    np.testing.assert_allclose(shown["predictions"].sum(1), 1, atol=1e-5)


def test_the_probe_follows_when_a_weight_of_the_model_changes(few):
    model = build_model()
    probe = build_probe(model)
    kernels, biases = model.get_layer("conv1").get_weights()
    before = probe.predict(few, verbose=0)["conv1"]
    model.get_layer("conv1").set_weights([kernels, biases + 0.5])
    after = probe.predict(few, verbose=0)["conv1"]
    blank = before == 0
    assert blank.any() and (~blank).any()
    np.testing.assert_allclose(after[~blank], before[~blank] + 0.5, atol=1e-5)


def test_conv1_is_a_cross_correlation_of_the_scaled_pixels(run, few):
    kernels, biases = run.model.get_layer("conv1").get_weights()
    shown = build_probe(run.model, ["conv1"]).predict(few, verbose=0)["conv1"]
    for image, maps in zip(few, shown, strict=True):
        expected = convolve(image * run.settings.scale, kernels.astype(float), biases)
        np.testing.assert_allclose(maps, expected, atol=1e-5 * expected.max())


def test_conv2_sums_over_the_channels_of_conv1(run, few):
    kernels, biases = run.model.get_layer("conv2").get_weights()
    shown = build_probe(run.model).predict(few, verbose=0)
    for below, maps in zip(shown["conv1"].astype(float), shown["conv2"], strict=True):
        expected = convolve(below, kernels.astype(float), biases)
        np.testing.assert_allclose(maps, expected, atol=1e-5 * expected.max())


def test_the_last_layers_are_max_pooling_and_a_softmax_of_a_matrix_product(run, few):
    shown = build_probe(run.model, ["conv2", "pool"]).predict(few, verbose=0)
    pooled = np.max([shown["conv2"][:, i::2, j::2] for i in (0, 1) for j in (0, 1)], axis=0)
    assert np.array_equal(shown["pool"], pooled)
    weights, biases = run.model.get_layer("predictions").get_weights()
    powers = np.exp(pooled.reshape(5, -1).astype(float) @ weights + biases)
    np.testing.assert_allclose(shown["predictions"], powers / powers.sum(1, keepdims=True), atol=1e-5)


def test_a_black_image_stays_exactly_zero_and_gets_no_frame(run):
    shown = build_probe(run.model, ["scale", "conv1"]).predict(np.zeros((1, 28, 28, 1)), verbose=0)
    assert (shown["scale"] == 0).all()
    biases = run.model.get_layer("conv1").get_weights()[1]
    for number, bias in enumerate(biases):  # constant up to the last bit: the zero padding goes on where the image ends
        assert (shown["conv1"][0, :, :, number] == max(bias, 0)).all()


def test_an_unknown_layer_is_answered_with_the_names_there_are():
    with pytest.raises(TutorialError) as caught:
        build_probe(build_model(), ["conv3"])
    message = str(caught.value)
    assert "'conv3'" in message
    assert "scale, conv1, conv2, pool, flatten, predictions" in message


@pytest.mark.parametrize("shape", [(28, 28), (3, 28, 28), (3, 28, 28, 1)])
def test_images_are_given_the_axes_the_network_wants(shape):
    image = np.arange(np.prod(shape)).reshape(shape) % 256
    checked = check_images(image)
    assert checked.shape == ((3 if shape[0] == 3 else 1), 28, 28, 1)
    assert np.array_equal(checked.ravel(), image.ravel())


@pytest.mark.parametrize(
    ("images", "received", "expected"),
    [
        (np.zeros((2, 27, 28)), "(2, 27, 28)", "(n, 28, 28)"),
        (np.zeros((2, 28, 28, 3)), "(2, 28, 28, 3)", "(n, 28, 28, 1)"),
        (np.zeros(784), "(784,)", "(28, 28)"),
        (np.full((28, 28), "a"), "dtype <U1", "real numbers"),
        (np.zeros((28, 28), complex), "dtype complex128", "real numbers"),
        (np.full((28, 28), -3), "-3 to -3", "0 to 255"),
        (np.full((28, 28), 256.5), "256.5", "0 to 255"),
        (np.full((28, 28), np.nan), "nan", "0 to 255"),
    ],
    ids=["side", "colour", "flat", "text", "complex", "negative", "too bright", "not a number"],
)
def test_wrong_images_are_refused_with_what_was_received_and_expected(images, received, expected):
    with pytest.raises(TutorialError) as caught:
        check_images(images)
    assert received in str(caught.value)
    assert expected in str(caught.value)


def small_model():
    """Somebody else's network: Functional, two inputs' worth of branches, two outputs, other kinds of convolution."""
    pixels = keras.Input((8, 8, 1), name="pixels")
    left = keras.layers.Conv2D(2, 3, name="left")(pixels)
    right = keras.layers.DepthwiseConv2D(3, name="right")(pixels)
    flat = keras.layers.Flatten(name="flat")(keras.layers.Concatenate(name="both")([left, right]))
    one, two = keras.layers.Dense(3, name="one")(flat), keras.layers.Dense(2, name="two")(flat)
    return keras.Model(pixels, [one, two], name="other")


def test_a_probe_of_somebody_elses_model_shows_all_kinds_of_convolution_and_all_outputs():
    model = small_model()
    images = np.random.default_rng(0).normal(size=(2, 8, 8, 1)).astype("float32")
    inside = build_probe(model)(images)
    assert list(inside) == ["left", "right", "one", "two"]
    for name, expected in zip(("one", "two"), model(images), strict=True):
        np.testing.assert_array_equal(inside[name], expected)
    kernel = model.get_layer("left").kernel.numpy()[:, :, 0, 1]
    np.testing.assert_allclose(inside["left"][0, :, :, 1], correlate2d(images[0, :, :, 0], kernel, "valid"), atol=1e-5)


def test_a_layer_that_stands_in_two_models_is_shown_as_it_is_in_this_one():
    base = build_model()
    other = keras.Sequential([keras.Input((28, 28, 1)), *base.layers[:2], keras.layers.GlobalMaxPooling2D(name="top")])
    image = np.random.default_rng(0).integers(0, 256, (1, 28, 28, 1))
    inside = build_probe(other)(image)
    np.testing.assert_array_equal(inside["conv1"], build_probe(base)(image)["conv1"])
    np.testing.assert_array_equal(inside["top"], np.max(inside["conv1"], axis=(1, 2)))


class Subclassed(keras.Model):
    def call(self, inputs):
        return inputs


@pytest.mark.parametrize(
    ("model", "layers", "expected"),
    [
        (keras.Sequential([keras.layers.Conv2D(2, 3)]), None, "call it on an image first"),
        (Subclassed(), None, "expected a Sequential or Functional model"),
        (small_model(), "left", "expected a list of layer names"),
        (small_model(), ["middle"], "no layer named 'middle'"),
    ],
    ids=["no input shape", "subclassed", "a word for a list", "unknown layer"],
)
def test_a_model_or_layer_that_cannot_be_probed_is_refused_in_one_line(model, layers, expected):
    with pytest.raises(TutorialError) as caught:
        build_probe(model, layers)
    assert expected in str(caught.value) and "\n" not in str(caught.value)


def test_activations_in_batches_are_those_that_predict_gives(run, test_set):
    images = test_set[0][:1_100, ..., None]  # two whole batches and a part of one
    probe = build_probe(run.model, ["conv1", "pool"])
    expected = probe.predict(images, batch_size=500, verbose=0)
    found = activations(probe, images)
    assert found.keys() == expected.keys() == {"conv1", "pool", "predictions"}
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_activations_of_no_images_are_refused(run):
    with pytest.raises(TutorialError, match="received no images"):
        activations(build_probe(run.model), np.zeros((0, 28, 28, 1)))
