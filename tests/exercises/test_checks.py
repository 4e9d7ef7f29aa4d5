"""Right answers pass, near misses are told apart, and no hint gives the answer away."""

import re

import keras
import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES
from tutorial_keras.exercises import convolution, evidence, probe, reading, training
from tutorial_keras.measure.filters import edge_share
from tutorial_keras.model import build_model, build_probe


def told(feedback, *words):
    """Whether a wrong answer got the hint that belongs to it."""
    assert feedback.right is False, feedback
    for word in words:
        assert word in feedback.says, feedback


def pixel(image, kernel, row, column):
    return sum(kernel[a][b] * image[row - 1 + a][column - 1 + b] for a in range(3) for b in range(3))


def test_one_pixel_of_a_map():
    check = convolution.check_map_pixel
    assert check(pixel).right
    told(check(lambda i, k, r, c: pixel(i, k[::-1, ::-1], r, c)), "half a turn")
    told(check(lambda i, k, r, c: pixel(i, k, r + 1, c + 1)), "in its middle")
    told(check(lambda i, k, r, c: pixel(i, k.T, r, c)), "changed places")
    told(check(lambda i, k, r, c: max(pixel(i, k, r, c), 0)), "ReLU")
    told(check(lambda i, k, r, c: abs(pixel(i, k, r, c))), "lost their sign")
    told(check(lambda i, k, r, c: 0), "Multiply")
    told(check(lambda i, k, r, c: i), "Received ndarray of shape (7, 8)", "one number")
    told(check(lambda i: i), "Calling it raised TypeError")


def test_the_size_of_a_map():
    def check(answer):
        return convolution.check_output_size(answer, size=28, kernel=5, stride=2)

    assert check(12).right and check(np.float32(12)).right
    told(check(12.5), "whole pixels")
    told(check(24), "steps of 1")
    told(check(28), "padding")
    told(check(11), "Off by one")
    told(check(3), "left edge")


SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


@pytest.mark.parametrize(
    "kernel", [SOBEL.tolist(), [[0, 0, 0], [0, 1, -1], [0, 0, 0]], SOBEL.reshape(3, 3, 1, 1), [[1, 1, -2]] * 3]
)
def test_kernels_for_right_hand_edges(kernel):
    assert convolution.check_edge_kernel(kernel).right


def test_kernels_for_other_things_are_told_what_they_are():
    check = convolution.check_edge_kernel
    told(check(np.ones((3, 3))), "even ground", "9 times")
    told(check(np.array([[1, 0, -1]] * 3).T), "top to bottom")
    told(check([[-1, 0, 1]] * 3), "it is silent")
    told(check([[-1, 2, -1]] * 3), "but also where the left is dark")
    told(check(np.zeros((3, 3))), "silent everywhere")
    for factor in (1, 2, 0.1):
        told(check(factor * np.array([[1, 0, -1]] * 3)), "the kernel above")
    told(check([1, 0, -1]), "Received list [1, 0, -1]; expected a kernel of shape (3, 3)")


def test_the_parameters_of_a_convolution():
    def check(answer):
        return convolution.check_parameters(answer, size=5, channels=8, filters=16)

    layer = keras.layers.Conv2D(16, 5)
    layer.build((None, 28, 28, 8))
    assert check(layer.count_params()).right
    told(check(3200), "one number more")
    told(check(416), "each of the maps")
    told(check(3200 + 128), "one bias")
    told(check(1), "one filter first")
    told(check(0.5), "expected a whole number")


def test_the_parameters_of_the_last_layer():
    def check(answer):
        return training.check_dense_parameters(answer, side=28, channels=16)

    assert check(build_model(pooling=False).get_layer("predictions").count_params()).right
    told(check(28 * 28 * 160), "What else")
    told(check(28 * 28 * 16), "How often")
    told(check(31370), "rows × columns × channels")


def test_the_loss_of_knowing_nothing():
    uniform = np.full((1, 10), 0.1)
    loss = float(keras.losses.SparseCategoricalCrossentropy()(np.zeros(1), uniform))
    check = training.check_chance_loss
    assert check(loss).right and check(2.3).right
    told(check(-loss), "sign")
    told(check(1.0), "natural")
    told(check(0.1), "logarithm")
    told(check(5), "Which probability")


def test_the_steps_of_an_epoch():
    check = training.check_steps
    assert check(391, images=50_000, batch=128).right and check(500, images=50_000, batch=100).right
    told(check(390, images=50_000, batch=128), "left over")
    told(check(390.6, images=50_000, batch=128), "left over")
    told(check(128, images=50_000, batch=128), "a batch at a time")


def test_the_hardest_class():
    labels = np.repeat(np.arange(10), 10)
    predicted = labels.copy()
    predicted[60:66] = 0  # of the shirts four are left
    predicted[40:43] = 2
    check = training.check_hardest_class
    for answer in ("Shirt", " shirt ", 6, np.int64(6)):
        assert check(answer, labels, predicted).right
    predicted[0:7] = 9  # of the T-shirts three are left
    for answer in ("T-shirt/top", "t-shirt", "Top", 0):
        assert check(answer, labels, predicted).right
    predicted[0:7] = 0
    told(check("Coat", labels, predicted), "70.0%", "For 1 of the other classes")
    told(check(10, labels, predicted), "Received 10; expected a number from 0 to 9")
    told(check("Hat", labels, predicted), "expected one of T-shirt/top, Trouser")


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(3)
    return build_model()


def test_the_shape_of_a_layer(model):
    def check(answer):
        return probe.check_shape(answer, model, "pool", images=5)

    assert check((5, 14, 14, 16)).right and check([5, 14, 14, 16]).right
    told(check((14, 14, 16)), "one image")
    told(check((5, 16, 14, 14)), "another order")
    told(check((5, 28, 28, 16)), "rows and columns")
    told(check((5, 3136)), "Four numbers")


def test_a_probe_of_ones_own(model):
    def check(answer):
        return probe.check_probe(answer, model, "pool")

    shown = build_probe(model, ["pool"])
    assert check(shown).right
    assert check(keras.Model(model.inputs[0], shown.output["pool"])).right
    keras.utils.set_random_seed(4)
    told(check(build_probe(keras.models.clone_model(model), ["pool"])), "own weights")
    told(check(model), "expected a model that answers")
    told(check(build_probe(model, ["conv1"])), "'pool' among them")
    told(check(keras.Model(model.inputs, [shown.output["pool"]] * 2)), "2 unnamed outputs")


def test_maps_by_a_function_of_ones_own(model):
    def check(function):
        return probe.check_maps(function, model, "conv1")

    assert check(lambda m, images: build_probe(m).predict(images, verbose=0)["conv1"]).right
    told(check(lambda m, images: m.get_layer("conv1")(images.astype("float32"))), "255 times too large")
    told(check(lambda m, images: images), "Received ndarray of shape (4, 28, 28, 1)")
    told(check(lambda m: m), "Calling it raised TypeError")


def test_the_strongest_channel():
    maps = np.zeros((2, 4, 4, 3))
    maps[1, 2, 2, 2], maps[0, 0, 0, 1] = 5, 3
    assert probe.check_strongest(2, maps).right
    told(probe.check_strongest(1, maps), "reaches 3.00, and one other reaches more")
    told(probe.check_strongest(3, maps), "expected the number of a channel, 0 to 2")


def test_the_share_of_edge():
    kernel = np.random.default_rng(0).normal(size=(3, 3))
    share = edge_share(kernel)
    assert reading.check_edge_share(share, kernel).right
    told(reading.check_edge_share(100 * share, kernel), "0 to 1")
    told(reading.check_edge_share(1 - share, kernel), "half a turn")


def test_the_channel_with_a_lit_background():
    biases = np.array([0.1, -0.5, 0.3])
    assert reading.check_lit_background(2, biases).right
    told(reading.check_lit_background(1, biases), "0.00", "2 others")


def test_by_how_much_a_weak_map_is_stretched():
    maps = np.random.default_rng(0).random((4, 4, 3)) * [8, 0, 2]
    highest = maps.max((0, 1))
    factor = highest[0] / highest[2]
    assert reading.check_amplification(factor, maps).right
    told(reading.check_amplification(1 / factor, maps), "inverse")
    told(reading.check_amplification(0, maps), "highest value")
    told(reading.check_amplification(3, np.array([[[3.4, 1.0]]])), "nearest whole number")


def test_by_how_much_training_changed_the_correlation_with_edges(test_set):
    images = test_set[0][:20]
    before, after = images[..., None].astype(float), 255.0 - images[..., None]

    def correlation(maps):
        pixels = images.astype(float)
        padded = np.pad(pixels, ((0, 0), (1, 1), (1, 1)))
        weights = [(a, b, w) for a, w in ((0, 1), (1, 2), (2, 1)) for b in (0, 2)]
        right = sum((b - 1) * w * padded[:, a : a + 28, b : b + 28] for a, b, w in weights)
        down = sum((b - 1) * w * padded[:, b : b + 28, a : a + 28] for a, b, w in weights)
        edges = np.sqrt(right**2 + down**2)
        both = zip(maps[..., 0], edges, strict=True)
        return np.mean([np.corrcoef(one.ravel(), edge.ravel())[0, 1] for one, edge in both])

    untrained, trained = correlation(before), correlation(after)
    check = reading.check_change
    assert check(trained - untrained, before, after, images).right
    told(check(untrained - trained, before, after, images), "sign")
    told(check(untrained, before, after, images), "one of the two means")
    told(check(3, before, after, images), "subtract")


def test_the_costliest_channel():
    drops = np.array([0.01, 0.03, 0.02])
    assert evidence.check_costliest(1, drops).right
    told(evidence.check_costliest(0, drops), "1.0 points", "2 others")


def test_how_many_images_are_no_chance():
    from scipy.stats import binomtest

    sought = min(n for n in range(1, 20) if binomtest(0, n).pvalue < 0.05)
    assert evidence.check_smallest_sure(sought).right
    told(evidence.check_smallest_sure(sought - 1), "not below 0.05")
    told(evidence.check_smallest_sure(10**9), "fewer will do")
    told(evidence.check_smallest_sure(0), "Toss a coin")


def test_the_loss_of_a_pair(model):
    random = np.random.default_rng(0)
    maps = random.normal(size=(400, 2, 2, 3)).astype("float32")
    rest = keras.Sequential([keras.Input((2, 2, 3)), keras.layers.Flatten(), keras.layers.Dense(10)])
    labels = rest.predict(maps, verbose=0).argmax(1)  # all right

    def lost(*channels):
        without = maps.copy()
        without[..., list(channels)] = 0
        return float((rest.predict(without, verbose=0).argmax(1) != labels).mean())

    def check(answer):
        return evidence.check_pair(answer, rest, maps, labels, np.zeros(3), [0, 1])

    both = lost(0, 1)
    assert check(both).right
    told(check(100 * both), "as a share")
    told(check(lost(0) + lost(1)), "at the same time")
    told(check(1 - both), "left")
    told(check(0.001), "in one list")


def test_a_probe_of_shuffled_labels():
    assert evidence.check_shuffled(0.1).right and evidence.check_shuffled(0.131).right
    told(evidence.check_shuffled(10), "0 to 1")
    told(evidence.check_shuffled(0.2), "dealt out at random")
    told(evidence.check_shuffled(0.87), "dealt out at random")


def test_no_hint_names_the_answer():
    hints = [
        (convolution.check_output_size, (3, 28, 5, 0, 2), "12"),
        (convolution.check_parameters, (1, 5, 8, 16), "3216"),
        (training.check_dense_parameters, (1, 28, 16), "125450"),
        (training.check_chance_loss, (9,), "2.3"),
        (training.check_steps, (1, 50_000, 128), "391"),
        (evidence.check_smallest_sure, (2,), "6"),
        (evidence.check_smallest_sure, (50,), "6"),
    ]
    for check, words, answer in hints:
        feedback = check(*words)
        assert feedback.right is False and answer not in re.findall(r"[\d.,]*\d", feedback.says)
    labels = np.arange(10)
    assert CLASS_NAMES[6] not in training.check_hardest_class(0, labels, np.where(labels == 6, 0, labels)).says
