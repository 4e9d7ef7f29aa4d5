"""The study of conv1's kernels keeps each kernel whole, from the right training and the right moment."""

from types import SimpleNamespace

import numpy as np

from tutorial_keras.measure.filters import collect_kernels
from tutorial_keras.model import build_model
from tutorial_keras.studies import kernels


def test_a_row_gives_back_the_kernels_before_and_after_both_trainings(monkeypatch):
    weights = np.random.default_rng(0).normal(size=(2, 5, 3, 3, 1, 8)).astype(np.float32)

    def kept(part):
        return lambda seed: SimpleNamespace(
            history={"accuracy": [0.1, 0.2 + part]},
            checkpoints=SimpleNamespace(weights={"conv1/kernel": weights[part] + seed}),
        )

    monkeypatch.setattr(kernels, "tutorial_run", kept(0))
    monkeypatch.setattr(kernels, "shuffled_run", kept(1))
    monkeypatch.setattr(kernels, "dead_in_conv2", lambda run: int(run.history["accuracy"][-1]))
    row = kernels.conv1_kernels({"seed": 3})
    assert (row["accuracy"], row["shuffled_accuracy"]) == (0.2, 1.2)
    assert (row["dead"], row["shuffled_dead"]) == (0, 1)
    found = collect_kernels([row])
    for name, part, moment in (("before", 0, 0), ("after", 0, -1), ("shuffled", 1, -1)):
        np.testing.assert_allclose(found[name][0], weights[part, moment, :, :, 0] + 3, atol=1e-4)


def test_channels_that_answer_to_nothing_are_counted():
    model = build_model()
    kernel, _ = model.get_layer("conv2").get_weights()
    model.get_layer("conv2").set_weights([kernel, np.where(np.arange(16) < 5, -1e6, 1.0)])
    assert kernels.dead_in_conv2(SimpleNamespace(model=model)) == 5
