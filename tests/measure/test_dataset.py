"""Counts and brightness of the images."""

import numpy as np
import pytest

from tutorial_keras.measure.dataset import counts_per_class, first_per_class, pixel_statistics


def test_pixel_statistics_are_numpys(train_set):
    images = train_set[0][:5000]
    scaled = images / 255
    found = pixel_statistics(images)
    assert found["pixel_mean"] == pytest.approx(scaled.mean(), rel=1e-9)
    assert found["pixel_deviation"] == pytest.approx(scaled.std(), rel=1e-9)
    assert found["background_share"] == pytest.approx((images == 0).mean(), rel=1e-12)


def test_classes_are_counted_even_when_empty():
    assert counts_per_class(np.array([3, 3, 9], np.uint8)) == [0, 0, 0, 2, 0, 0, 0, 0, 0, 1]


def test_the_first_images_of_a_class_come_in_their_order(train_set):
    images, labels = train_set
    picked = first_per_class(images[:500], labels[:500], 3)
    assert picked.shape == (10, 3, 28, 28)
    for label in range(10):
        expected = [image for image, truth in zip(images[:500], labels[:500], strict=True) if truth == label][:3]
        assert np.array_equal(picked[label], expected)


def test_the_results_are_those_of_the_whole_training_set(workspace, train_set):
    results = workspace.results["dataset"]
    assert (results["train_images"], results["test_images"], results["images"]) == (60_000, 10_000, 70_000)
    assert results["train_per_class"] == [6000] * 10
    assert results["pixel_mean"] == pytest.approx(train_set[0].mean() / 255, rel=1e-9)
