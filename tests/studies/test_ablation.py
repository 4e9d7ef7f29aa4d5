"""What the study says of maps, on a network with a planted dead channel and a planted twin."""

import keras
import numpy as np
import pytest

from tutorial_keras import build_model
from tutorial_keras.studies.ablation import likeness, looks


def test_a_dead_channel_and_a_twin_are_found(test_set):
    keras.utils.set_random_seed(3)
    model = build_model()
    kernels, biases = model.get_layer("conv1").get_weights()
    kernels[..., 2] = 0
    biases[2] = -1
    kernels[..., 6] = kernels[..., 4]
    model.get_layer("conv1").set_weights([kernels, biases])
    found = likeness(model, test_set[0][:40])
    alive = sum(deviation > 0 for deviation in found["conv1"]["deviation"])
    assert found["conv1"]["dead"] == 8 - alive >= 1
    assert found["conv1"]["alike"][2] == 0 and found["conv1"]["deviation"][2] == 0
    assert [found["conv1"]["alike"][channel] for channel in (4, 6)] == pytest.approx([1, 1], abs=1e-4)
    assert [found["conv1"]["explained"][channel] for channel in (4, 6)] == pytest.approx([1, 1], abs=1e-3)


def test_a_kernels_look_is_its_length_and_its_share_of_edge():
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    found = looks(np.stack([sobel, np.full((3, 3), 2)], axis=-1)[:, :, None].astype(float))
    assert found == {"norm": [round(12**0.5, 4), 6.0], "edges": [1.0, 0.0]}
