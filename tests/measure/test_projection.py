"""Projections on principal components and into the plane that tells classes apart."""

import numpy as np
import pytest

from tutorial_keras.measure.projection import discriminant_plane, reduced


def test_the_projection_is_that_of_a_singular_value_decomposition():
    random = np.random.default_rng(0)
    train = random.normal(size=(80, 4, 5)) * np.geomspace(10, 0.1, 20).reshape(4, 5) + 3
    other = random.normal(size=(7, 4, 5))
    flat = train.reshape(80, 20)
    _, _, components = np.linalg.svd(flat - flat.mean(0), full_matrices=False)
    for found, values in zip(reduced(train, other, dimensions=6), (flat, other.reshape(7, 20)), strict=True):
        expected = (values - flat.mean(0)) @ components[:6].T
        np.testing.assert_allclose(np.abs(found), np.abs(expected), atol=1e-8)  # a component's sign means nothing


@pytest.fixture
def classes():
    """Three round clouds in six dimensions, 8 apart, of which three dimensions are pure noise; labels 2, 4, 6."""
    random = np.random.default_rng(1)
    centres = np.zeros((3, 6))
    centres[[0, 1, 2], [0, 1, 2]] = 8 / np.sqrt(2)
    labels = np.repeat([2, 4, 6], 400)
    return np.repeat(centres, 400, axis=0) + random.normal(size=(1200, 6)), labels


def test_the_plane_keeps_the_distances_between_classes_in_units_of_their_spread(classes):
    values, labels = classes
    for scale in (1, 30):
        _, centres = discriminant_plane(values * scale, labels, values * scale, dimensions=6)
        distances = [np.linalg.norm(centres[a] - centres[b]) for a, b in ((0, 1), (1, 2), (0, 2))]
        np.testing.assert_allclose(distances, 8, rtol=0.05)


def test_in_the_plane_the_first_class_is_left_the_second_right_the_third_above(classes):
    values, labels = classes
    shown, centres = discriminant_plane(values, labels, values, dimensions=6)
    assert centres[0, 0] < centres[2, 0] < centres[1, 0]
    assert centres[2, 1] > max(centres[0, 1], centres[1, 1])
    nearest = np.linalg.norm(shown[:, None] - centres, axis=2).argmin(1)
    assert (np.array([2, 4, 6])[nearest] == labels).mean() > 0.99
    np.testing.assert_allclose([shown[labels == label].std(0) for label in (2, 4, 6)], 1, atol=0.1)
