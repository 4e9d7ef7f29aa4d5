"""Ablation on networks whose need of a channel is known, and tests of significance worked out by hand."""

import keras
import numpy as np
import pytest
from keras import layers

from tutorial_keras import TutorialError, build_model, build_probe
from tutorial_keras.measure.ablation import ablate, class_drops, drop, replacement, rest_of, right_without
from tutorial_keras.measure.likeness import correlations, explained, most_alike
from tutorial_keras.measure.significance import holm, mcnemar

RANDOM = np.random.default_rng(0)


def head(weights):
    """A network of one layer that reads channels (n, channels) with these weights (channels, classes)."""
    model = keras.Sequential(
        [keras.Input((len(weights),)), layers.Identity(name="channels"), layers.Dense(weights.shape[1], name="answer")]
    )
    model.get_layer("answer").set_weights([weights, np.zeros(weights.shape[1])])
    return model


@pytest.fixture(scope="module")
def network():
    """The tutorial's network, untrained, with biases that are not 0."""
    keras.utils.set_random_seed(1)
    model = build_model()
    for layer in ("conv1", "conv2"):
        kernels, biases = model.get_layer(layer).get_weights()
        model.get_layer(layer).set_weights([kernels, RANDOM.normal(size=biases.shape) / 5])
    return model


@pytest.fixture(scope="module")
def images(test_set):
    return test_set[0][:60, :, :, None]


def answers(model, images):
    return model.predict(images, verbose=0)


def test_a_channel_that_the_rest_ignores_costs_nothing_and_the_one_it_relies_on_costs_all_but_chance():
    classes = 4
    weights = np.zeros((3, classes))
    weights[1] = np.arange(classes)  # channel 1 alone decides: the class is known by its size and sign
    rest = rest_of(head(np.vstack([weights, np.eye(classes)])), "channels")
    labels = np.arange(400) % classes
    maps = np.zeros((400, 3 + classes), np.float32)
    maps[:, 0] = RANDOM.normal(size=400)
    maps[np.arange(400), 3 + labels] = 1
    maps[:, 3] += 0.5  # without the others, class 0 wins
    whole = right_without(rest, maps, labels)
    assert whole.all()
    assert drop(whole, right_without(rest, maps, labels, [0])) == 0
    needed = right_without(rest, maps, labels, [4])
    assert class_drops(whole, needed, labels).tolist() == [0, 1, 0, 0]
    assert drop(whole, right_without(rest, maps, labels, [3, 4, 5, 6])) == 1 - 1 / classes


@pytest.mark.parametrize("how", ["mean", "level"])
def test_a_channel_that_is_the_same_for_every_image_can_be_replaced_by_its_mean(network, images, how):
    kernels, biases = network.get_layer("conv1").get_weights()
    changed = kernels.copy()
    changed[..., 2] = 0  # conv1's third channel is now its bias everywhere
    network.get_layer("conv1").set_weights([changed, np.abs(biases)])
    without = ablate(network, "conv1", [2], how, images)
    np.testing.assert_allclose(answers(without, images), answers(network, images), atol=1e-6)
    assert np.abs(answers(ablate(network, "conv1", [2]), images) - answers(network, images)).max() > 1e-4
    network.get_layer("conv1").set_weights([kernels, biases])


@pytest.mark.parametrize(("layer", "channels"), [("conv1", [3]), ("conv1", [0, 7]), ("conv2", [15]), ("pool", [15])])
def test_zero_ablation_is_a_filter_whose_weights_and_bias_are_zero(network, images, layer, channels):
    without = answers(ablate(network, layer, channels), images)
    read = rest_of(network, layer)
    filters = network.get_layer("conv2" if layer == "pool" else layer)
    kernels, biases = filters.get_weights()
    cut = kernels.copy(), biases.copy()
    cut[0][..., channels] = 0
    cut[1][channels] = 0
    filters.set_weights(cut)
    np.testing.assert_allclose(without, answers(network, images), atol=1e-6)
    filters.set_weights([kernels, biases])
    assert np.abs(without - answers(network, images)).max() > 1e-4
    maps, labels = answers(build_probe(network, [layer]), images)[layer], without.argmax(1)
    assert right_without(read, maps, labels, channels).all()


def test_mean_ablation_is_the_mean_map_put_in_by_hand(network, images):
    maps = answers(build_probe(network, ["conv1"]), images)["conv1"]
    maps[..., 5] = maps[:30, ..., 5].mean(0)
    expected = answers(rest_of(network, "conv1"), maps)
    np.testing.assert_allclose(answers(ablate(network, "conv1", [5], "mean", images[:30]), images), expected, atol=1e-6)


def test_the_replacements_are_nothing_the_mean_image_and_the_mean_number():
    maps = RANDOM.normal(size=(6, 4, 5, 3)).astype(np.float32)
    assert replacement(maps, "zero").tolist() == [0, 0, 0]
    np.testing.assert_allclose(replacement(maps, "mean"), sum(maps) / 6, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(replacement(maps, "level"), [maps[..., c].mean() for c in range(3)], rtol=1e-4)


def test_another_persons_network_with_a_path_around_the_layer_can_be_ablated_but_not_cut_in_two():
    pixels = keras.Input((6, 6, 2))
    inner = layers.Conv2D(2, 3, padding="same", name="inner")(pixels)
    model = keras.Model(pixels, layers.Flatten()(layers.Add()([pixels, inner])))
    images = RANDOM.normal(size=(5, 6, 6, 2)).astype(np.float32)
    without = answers(ablate(model, "inner", [0, 1]), images)
    np.testing.assert_allclose(without, images.reshape(5, -1), atol=1e-6)
    assert np.abs(answers(model, images) - without).max() > 0.01
    with pytest.raises(TutorialError, match="'inner', which other paths lead around"):
        rest_of(model, "inner")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("conv3", [0]), "no layer named 'conv3'; the model's layers are scale, conv1, conv2, pool, flatten, pred"),
        (("conv1", [8]), r"received channels=\[8\]; expected a list of numbers from 0 to 7"),
        (("conv1", [-1]), "expected a list of numbers from 0 to 7"),
        (("conv2", 3), "received channels=3; expected a list of numbers from 0 to 15"),
        (("conv1", [0], "mean"), "received how='mean' and no images"),
        (("conv1", [0], "median", np.zeros((1, 28, 28, 1))), "received how='median'; expected one of zero, mean"),
    ],
)
def test_bad_input_is_answered_with_what_was_expected(network, arguments, message):
    with pytest.raises(TutorialError, match=message):
        ablate(network, *arguments)


def test_mcnemar_counts_only_images_on_which_the_two_differ():
    before = np.array([1] * 50 + [1] * 6 + [0] * 1 + [0] * 9, bool)
    after = np.array([1] * 50 + [0] * 6 + [1] * 1 + [0] * 9, bool)
    assert mcnemar(before, after) == pytest.approx(2 * (1 + 7) / 2**7)  # six against one, either way round
    assert mcnemar(after, before) == mcnemar(before, after)
    assert mcnemar(before, before) == 1


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_falls():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.5]).tolist() == [1, 1]
    assert holm([0.04]).tolist() == [0.04]


def test_a_planted_duplicate_is_found_and_so_is_its_negative():
    maps = RANDOM.normal(size=(20, 5, 5, 5)).astype(np.float32)
    maps[..., 3] = 2 * maps[..., 1] + 7
    maps[..., 4] = -maps[..., 0] + 0.1 * maps[..., 4]
    found = correlations(maps)
    np.testing.assert_allclose(found, np.corrcoef(maps.reshape(-1, 5).T.astype(float)), atol=1e-5)
    alike = most_alike(found)
    assert alike[[1, 3]] == pytest.approx([1, 1], abs=1e-6)
    assert (alike[[0, 4]] > 0.98).all() and alike[2] < 0.2


def test_a_channel_that_never_changes_is_like_no_other():
    maps = RANDOM.normal(size=(10, 3))
    maps[:, 1] = 4
    assert most_alike(correlations(maps))[1] == 0


def test_what_the_others_explain_is_the_r_squared_of_a_regression():
    maps = RANDOM.normal(size=(500, 4))
    maps[:, 3] = maps[:, 0] + maps[:, 1] + RANDOM.normal(size=500)
    shares = explained(correlations(maps))
    for channel in range(4):
        others = np.column_stack([np.delete(maps, channel, 1), np.ones(500)])
        rest = maps[:, channel] - others @ np.linalg.lstsq(others, maps[:, channel], rcond=None)[0]
        assert shares[channel] == pytest.approx(1 - rest.var() / maps[:, channel].var(), abs=1e-9)
    assert explained(correlations(np.column_stack([maps, maps[:, 0] - maps[:, 1]]))) == pytest.approx(
        [1, 1, explained(correlations(maps))[2], shares[3], 1], abs=0.02
    )
