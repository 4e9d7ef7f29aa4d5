"""Data quality: planted copies are found, planted label errors are counted."""

import numpy as np
import pytest

from tutorial_keras.measure import data_quality as dq

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(0, 256, (60, 28, 28)).astype(np.uint8)


def test_a_planted_copy_is_found_and_nothing_else():
    queries = RNG.integers(0, 256, (20, 28, 28)).astype(np.uint8)
    assert dq.exact_copies(queries, IMAGES) == []
    queries[7] = IMAGES[31]
    assert dq.exact_copies(queries, IMAGES) == [(7, 31)]


def test_within_one_set_a_copy_points_to_the_earlier_image_and_no_image_to_itself():
    images = IMAGES.copy()
    images[40] = images[3]
    assert dq.exact_copies(images, images) == [(40, 3)]
    places, similarities = dq.most_similar(images, images, chunk=7)
    assert (places[40], similarities[40]) == (3, pytest.approx(1, abs=1e-5))
    assert places[0] == -1 and similarities[0] == -1
    assert (places[1:] < np.arange(1, 60)).all()
    assert similarities[3] < 0.5


@pytest.mark.parametrize("chunk", [7, 1000])
def test_similarity_is_pearsons_correlation_of_the_pixels(chunk):
    queries = RNG.integers(0, 256, (9, 28, 28)).astype(np.uint8)
    places, similarities = dq.most_similar(queries, IMAGES, chunk)
    table = np.corrcoef(queries.reshape(9, -1), IMAGES.reshape(60, -1))[:9, 9:]
    assert places.tolist() == table.argmax(1).tolist()
    assert similarities == pytest.approx(table.max(1), abs=1e-5)


def test_a_brighter_copy_is_as_similar_as_a_copy():
    dim = (IMAGES[5] // 2).astype(np.uint8)
    _, similarity = dq.most_similar(dim[None], IMAGES)
    assert similarity[0] > 0.999


def test_a_blank_image_resembles_nothing():
    _, similarity = dq.most_similar(np.zeros((1, 28, 28), np.uint8), IMAGES)
    assert similarity[0] == 0


def sure(predictions, classes=3, confidence=0.875):
    """Probabilities that give each prediction `confidence`."""
    probabilities = np.full((len(predictions), classes), (1 - confidence) / (classes - 1))
    probabilities[np.arange(len(predictions)), predictions] = confidence
    return probabilities


def test_planted_label_errors_are_counted_where_they_were_planted():
    truth = np.repeat([0, 1, 2], 100)
    labels = truth.copy()
    labels[:10] = 1  # ten images of class 0 bear the label 1
    joint, suggested = dq.confident_joint(labels, sure(truth))
    assert joint.tolist() == [[90, 0, 0], [10, 100, 0], [0, 0, 100]]
    assert suggested.tolist() == truth.tolist()
    assert dq.estimated_noise(joint, np.bincount(labels)) == pytest.approx(10)


def test_images_the_network_is_unsure_of_accuse_nobody():
    truth = np.repeat([0, 1, 2], 100)
    probabilities = sure(truth)
    probabilities[0] = [0.3, 0.35, 0.35]
    joint, suggested = dq.confident_joint(truth, probabilities)
    assert suggested[0] == -1
    assert joint.sum() == 299
    assert dq.estimated_noise(joint, np.bincount(truth)) == 0


def test_noise_is_scaled_to_all_images_of_a_label():
    joint = np.array([[30, 10], [0, 50]])
    assert dq.estimated_noise(joint, np.array([400, 500])) == pytest.approx(100)


def test_the_gallery_shows_no_more_than_two_of_a_kind():
    suspects = [[i, 0, 1, 1 - i / 100] for i in range(10)] + [[20, 2, 1, 0.5], [21, 2, 0, 0.4]]
    assert [s[0] for s in dq.spread_over_classes(suspects, 3)] == [0, 1, 20]
    assert len(dq.spread_over_classes(suspects, 100)) == 4
