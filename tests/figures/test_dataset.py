"""The figure of the section Dataset."""

import numpy as np

from tutorial_keras.data import CLASS_NAMES

from .conftest import images, words


def test_samples_are_the_first_eight_of_each_class(draw, train_set):
    figure = draw("dataset-samples")
    shown = np.stack([image.get_array() for image in images(figure)]).reshape(10, 8, 28, 28)
    for label in range(10):
        assert np.array_equal(shown[label], train_set[0][train_set[1] == label][:8])
    assert words(figure) == list(CLASS_NAMES)
    assert {image.get_clim() for image in images(figure)} == {(0, 255)}
