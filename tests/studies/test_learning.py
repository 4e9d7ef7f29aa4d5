"""What the tasks about the course of training report, for networks that were never trained."""

import keras
import numpy as np
import pytest

from tutorial_keras.data import load_data
from tutorial_keras.model import build_model
from tutorial_keras.run import Checkpoints, Run
from tutorial_keras.studies import learning
from tutorial_keras.training import CHOSEN, evaluate, replace

EPOCHS = 2


@pytest.fixture
def run(monkeypatch):
    """A run of four checkpoints, each of other random weights; 60 test images; a linear classifier that says 3."""
    train, (images, labels) = load_data()
    monkeypatch.setattr(learning, "load_data", lambda: (train, (images[:60], labels[:60])))
    monkeypatch.setattr(learning, "LINEAR_IMAGES", 40)
    monkeypatch.setattr(learning, "linear_predictions", lambda: np.full(60, 3))
    monkeypatch.setattr(learning, "fine_after_coarse", lambda *_: 0.0)  # nothing is ever learned here
    keras.utils.set_random_seed(0)
    models = [build_model() for _ in range(4)]
    names = ["/".join(weight.path.split("/")[-2:]) for weight in models[0].weights]
    values = zip(*(model.get_weights() for model in models), strict=True)
    weights = {name: np.stack(found) for name, found in zip(names, values, strict=True)}
    run = Run(models[-1], {}, Checkpoints(np.array([0, 1, 5, 10]), weights), replace(CHOSEN, epochs=EPOCHS), [], 0.0)
    for name in ("tutorial_run", "longer_run"):
        monkeypatch.setattr(learning, name, lambda seed: run)
    return run


def test_a_row_has_the_network_as_it_was_at_each_checkpoint(run):
    row = learning.watch_learning({"seed": 0})
    images, labels = learning.load_data()[1]
    model = build_model()
    for index in range(4):
        said = run.checkpoints.restore(model, index).predict(images[..., None], verbose=0).argmax(1)
        both = [row["agreement"][half][index] for half in (0, 1)]
        assert both == pytest.approx([np.mean(said[0::2] == 3), np.mean(said[1::2] == 3)], abs=1e-4)
        assert row["recall"][index][9] == pytest.approx(np.mean(said[labels == 9] == 9), abs=1e-4)
    conv1 = [np.append(run.checkpoints.weights["conv1/kernel"][i], run.checkpoints.weights["conv1/bias"][i])
             for i in range(4)]  # fmt: skip
    ways = [np.linalg.norm(values - conv1[-1]) for values in conv1]
    assert row["distance"]["conv1"] == pytest.approx(np.divide(ways, ways[0]), abs=1e-4)
    assert row["linear_accuracy"] == np.mean(labels == 3)
    assert row["steps"] == [0, 1, 5, 10]


def test_the_course_of_a_training_is_read_at_the_ends_of_its_epochs(run, monkeypatch):
    monkeypatch.setattr(learning, "pooled_probe", lambda run, seed: 0.5)
    row = learning.train_longer({"seed": 0})
    images, labels = learning.load_data()[1]
    for place, index in enumerate([2, 3]):
        loss, accuracy = evaluate(run.checkpoints.restore(build_model(), index), images, labels)
        assert row["long"]["test_loss"][place] == pytest.approx(loss, abs=1e-4)
        assert row["long"]["test_accuracy"][place] == pytest.approx(accuracy, abs=1e-4)
    assert {len(row["short"][name]) for name in row["short"] if name != "probe"} == {EPOCHS}
    assert row["long"]["probe"] == 0.5


def test_the_probe_reads_the_pooled_maps(run, monkeypatch):
    """A network whose maps are the pixels, each four times larger, is read as well as the pixels' 2 × 2 maxima."""
    from tutorial_keras.measure import representation

    monkeypatch.setattr(representation, "PROBE_IMAGES", {"train": 300, "validation": 100})
    monkeypatch.setattr(representation, "ITERATIONS", 15)
    monkeypatch.setattr(representation, "PENALTIES", (0.3, 0.1))
    for name in ("conv1", "conv2"):
        kernels, biases = (np.zeros_like(values) for values in run.model.get_layer(name).get_weights())
        kernels[1, 1, 0, 0] = 2
        run.model.get_layer(name).set_weights([kernels, biases])
    (images, labels), (test_images, test_labels) = learning.load_data()
    fitting, choosing = representation.probe_images(len(images), 3)

    def maxima(pictures):
        return pictures.reshape(len(pictures), 14, 2, 14, 2).max((2, 4)).astype(float)

    expected, _ = representation.probe_accuracy(
        maxima(images[fitting]), labels[fitting], maxima(images[choosing]), labels[choosing],
        maxima(test_images), test_labels,
    )  # fmt: skip
    assert learning.pooled_probe(run, 3) == pytest.approx(expected, abs=0.04)  # of 60 images, two may fall elsewhere
    assert expected > 0.5


def test_maps_are_compared_with_the_last_checkpoints_and_kernels_too(run):
    row = learning.watch_maps({"seed": 0})
    kernels = run.checkpoints.weights["conv1/kernel"]
    for layer in ("conv1", "conv2"):
        assert len(row["likeness"][layer]) == 4
        assert row["likeness"][layer][-1] == pytest.approx(1, abs=1e-4)
        assert row["other"][layer] == pytest.approx(1, abs=1e-4)  # the other network is the same one here
    assert row["likeness"]["conv2"][0] != row["likeness"]["conv2"][1]
    expected = [
        np.mean([one @ other / np.linalg.norm(one) / np.linalg.norm(other) for one, other in zip(a, b, strict=True)])
        for a, b in ((k.reshape(9, 8).T, kernels[-1].reshape(9, 8).T) for k in kernels)
    ]
    assert row["kernels"] == pytest.approx(expected, abs=1e-4)
    assert (row["kernels"][-1], row["other"]["kernels"]) == (1, pytest.approx(1))
