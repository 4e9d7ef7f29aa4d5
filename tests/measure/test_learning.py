"""The summary of the studies about the course of training, on rows whose answers are known."""

from types import SimpleNamespace

import numpy as np
import pytest

from tutorial_keras.measure import learning
from tutorial_keras.training import CHOSEN, replace

STEPS = [0, 1, 3, 7]  # doublings 0, 1, 2, 3


def network(seed, conv2_half_way, fine_at, agreement):
    """Conv1 is half-way after 1 doubling; coarse has nine tenths of its gain after 1, fine after `fine_at`."""

    def falling(time):
        return np.interp([0, 1, 2, 3], [0, time, 3], [1, 0.5, 0])

    fine = [0.25] * 4
    fine[fine_at:] = [0.95] * (4 - fine_at)
    fine[fine_at] = 0.25 + 0.9 * 0.7
    fine[-1] = 0.95
    recall = np.full((4, 10), 0.1)
    recall[1:, 8] = 0.9  # bags settle at step 1
    recall[-1] = 0.8
    recall[0, 6] = 1  # called everything a shirt at first, and knows shirts at the end only
    return {
        "seed": seed,
        "steps": STEPS,
        "distance": {"conv1": falling(1), "conv2": falling(conv2_half_way), "predictions": falling(2)},
        "recall": recall.tolist(),
        "coarse": [0.36, 0.36 + 0.9 * 0.6, 0.96, 0.96],
        "fine": fine,
        "agreement": agreement,
        "shared_errors": [0.1, 0.5, 0.4, 0.3],
        "linear_accuracy": 0.83,
        "random_groups": [-1.0, 0.0],
    }


def maps(seed, conv1_half_way):
    """Conv1's maps are half-way after `conv1_half_way` doublings, conv2's after 2; kernels first move away."""

    def rising(start, time):
        return np.interp([0, 1, 2, 3], [0, time, 3], [start, (1 + start) / 2, 1]).tolist()

    return {
        "steps": STEPS,
        "likeness": {"conv1": rising(0.8, conv1_half_way), "conv2": rising(0.6, 2)},
        "kernels": [0.8, 0.7, 0.9, 1.0],
        "other": {"conv1": 0.95 + 0.02 * seed, "conv2": 0.9, "kernels": 0.5},
    }


def course(epochs, train, test, loss, probe):
    return {
        "train_accuracy": np.linspace(train - 0.01 * (epochs - 1), train, epochs).tolist(),
        "train_loss": [0.1] * epochs,
        "test_accuracy": [0.5] * (epochs - 1) + [test],
        "test_loss": [1.0] + [0.2] + [0.9] * (epochs - 3) + [loss],
        "probe": probe,
    }


@pytest.fixture
def measured(monkeypatch):
    rows = {
        "learning": [
            network(0, 2, 2, [[0.1, 0.8, 0.6, 0.5], [0.1, 0.6, 0.7, 0.5]]),
            network(1, 1, 2, [[0.1, 0.8, 0.6, 0.7], [0.1, 0.8, 0.7, 0.7]]),
        ],
        "settling": [maps(0, 1), maps(1, 1)],
        "longer": [
            {"seed": 0, "short": course(5, 0.93, 0.91, 0.25, 0.89), "long": course(30, 0.97, 0.92, 0.35, 0.90)},
            {"seed": 1, "short": course(5, 0.93, 0.91, 0.25, 0.89), "long": course(30, 0.99, 0.90, 0.45, 0.88)},
        ],
    }
    monkeypatch.setattr(learning, "study_results", lambda name: {"rows": rows[name]})
    settings = replace(CHOSEN, epochs=1)
    return learning.measure(SimpleNamespace(run=SimpleNamespace(settings=settings, batch_loss=np.zeros(7))))


def test_layers_are_compared_within_each_network(measured):
    found = measured.numbers["half_way"]
    assert found["conv2_after_conv1"]["value"] == pytest.approx((1 + 0) / 2)
    assert found["conv2_after_conv1"]["n"] == 2
    assert found["later_in"] == 1
    assert (found["steps"]["conv1"], found["steps"]["predictions"]) == (1, 3)
    assert found["factor"] == pytest.approx(2**0.5)


def test_maps_are_compared_within_each_network_and_with_another_network(measured):
    found = measured.numbers["maps"]
    assert found["conv2_after_conv1"]["value"] == pytest.approx(1)
    assert (found["later_in"], found["factor"]) == (2, pytest.approx(2))
    assert (found["conv1"]["steps"], found["conv2"]["steps"]) == (1, 3)
    assert found["conv1"]["other_over_start"]["value"] == pytest.approx(0.16)
    assert (found["kernels"]["lowest_step"], found["kernels"]["lowest"]) == (1, pytest.approx(0.7))
    assert found["kernels"]["lost"]["value"] == pytest.approx(0.1)
    assert measured.arrays["likeness"].shape == (2, 3, 4)
    assert measured.arrays["other_likeness"].tolist() == [[0.95, 0.9, 0.5], [0.97, 0.9, 0.5]]


def test_fine_is_compared_with_coarse_and_with_random_groups(measured):
    found = measured.numbers["groups"]
    assert found["fine_after_coarse"]["value"] == pytest.approx(1)
    assert found["random"]["value"] == pytest.approx(-0.5)
    assert found["over_random"]["value"] == pytest.approx(1.5)
    assert (found["coarse"]["steps"], found["fine"]["steps"]) == (1, 3)
    assert found["fine"]["level"] == pytest.approx(0.88)


def test_lost_agreement_is_the_highest_minus_the_last_and_once_more_on_other_images(measured):
    found = measured.numbers["linear"]
    assert found["agreement_lost"]["value"] == pytest.approx(((0.7 - 0.5) + (0.8 - 0.7)) / 2)
    apart = [((0.6 - 0.5) + (0.6 - 0.5)) / 2, ((0.8 - 0.7) + (0.8 - 0.7)) / 2]
    assert found["agreement_lost_apart"]["value"] == pytest.approx(np.mean(apart))
    assert (found["highest_step"], found["falls"]) == (1, True)
    assert found["closer_until"] == 3  # the networks are right on 18 %, 18 % and 80 % after the first step
    assert (found["errors_highest_step"], found["errors_highest"], found["errors_end"]) == (1, 0.5, 0.3)


def test_a_class_settles_when_it_stays_not_when_it_is_guessed(measured):
    classes = measured.numbers["classes"]
    assert (classes[0]["name"], classes[0]["step"]) == ("Bag", 1)
    shirt = next(one for one in classes if one["name"] == "Shirt")
    assert (shirt["step"], shirt["end"]) == (7, pytest.approx(0.8))


def test_long_and_short_trainings_are_paired(measured):
    found = measured.numbers["epochs"]
    assert found["test_gain"]["value"] == pytest.approx((0.01 - 0.01) / 2)
    assert found["train_gain"]["value"] == pytest.approx((0.04 + 0.06) / 2)
    assert found["test_loss_change"]["value"] == pytest.approx((0.10 + 0.20) / 2)
    assert found["probe_gain"]["value"] == pytest.approx(0)
    assert found["train_slope"]["value"] == pytest.approx(0.01)
    assert found["lowest_test_loss"] == {"epoch": 2, "value": pytest.approx(0.2)}
    assert (found["long"], found["short"]) == (30, 5)
    assert found["ends"]["long"]["test_loss"] == pytest.approx(0.4)


def test_curves_have_a_network_a_row(measured):
    shapes = {name: values.shape for name, values in measured.arrays.items()}
    assert shapes["distance"] == (2, 3, 4)
    assert shapes["recall"] == (2, 10, 4)
    assert shapes["agreement"] == shapes["accuracy"] == (2, 4)
    assert shapes["long"] == (2, 2, 2, 30)
    assert measured.arrays["pace"][[0, -1]] == pytest.approx([1, 0])
