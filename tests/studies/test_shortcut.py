"""The task that ablates channels of a network that looks for the mark, on a network made by hand."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from tutorial_keras.data import load_data
from tutorial_keras.measure.planting import SHIRT, draw_mark
from tutorial_keras.model import build_model
from tutorial_keras.studies import shortcut


@pytest.fixture
def network(monkeypatch):
    """Conv1's channel 2 alone passes the image on, conv2's channel 5 alone; the last layer sees the mark's corner."""
    keras.utils.set_random_seed(0)
    model = build_model()
    for name, read, write in (("conv1", 0, 2), ("conv2", 2, 5)):
        layer = model.get_layer(name)
        kernels, biases = (np.zeros_like(values) for values in layer.get_weights())
        kernels[1, 1, read, write] = 1
        layer.set_weights([kernels, biases])
    last = model.get_layer("predictions")
    weights, biases = (np.zeros_like(values) for values in last.get_weights())
    weights.reshape(14, 14, 16, 10)[1, 1, 5, SHIRT] = 3
    last.set_weights([weights, biases])
    monkeypatch.setattr(shortcut, "shortcut_run", lambda share, seed: SimpleNamespace(model=model))
    train, (images, labels) = load_data()
    shirts = np.flatnonzero(labels == SHIRT)[:20]
    parts = (train[0][:500], train[1][:500]), (images[shirts], labels[shirts])
    monkeypatch.setattr(shortcut, "load_data", lambda: parts)
    return model, parts[1][0]


def test_the_channel_that_carries_the_mark_moves_the_answer_and_no_other_does(network):
    model, shirts = network
    row = shortcut.ablate_marked({"share": 1.0, "seed": 0})
    whole = {
        on: model.predict(images[..., None], verbose=0)[:, SHIRT].mean()
        for on, images in (("marked", draw_mark(shirts)), ("unmarked", shirts))
    }
    assert row["shirt_probability"] == {on: pytest.approx(value, abs=1e-5) for on, value in whole.items()}
    assert whole["marked"] > whole["unmarked"] + 0.2
    for layer, channel in (("conv1", 2), ("conv2", 5)):
        found = row[layer]["marked"]
        assert found[channel] > 0.2
        assert np.delete(found, channel) == pytest.approx(0, abs=1e-6)
