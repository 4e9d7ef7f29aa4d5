"""Confusions, counted one by one."""

import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES
from tutorial_keras.measure.errors import confusion_matrix, surest_errors, worst_cells


def count(labels, predictions, classes):
    matrix = [[0] * classes for _ in range(classes)]
    for truth, guess in zip(labels, predictions, strict=True):
        matrix[truth][guess] += 1
    return matrix


def test_the_confusion_matrix_counts_pairs_with_the_truth_in_rows():
    generator = np.random.default_rng(0)
    labels, predictions = generator.integers(0, 4, 200).astype(np.uint8), generator.integers(0, 4, 200)
    assert confusion_matrix(labels, predictions, 4).tolist() == count(labels, predictions, 4)
    # uint8 labels times ten classes must not wrap around at 256
    assert confusion_matrix(np.array([99], np.uint8), np.array([7]), 100)[99, 7] == 1


def test_worst_cells_are_the_largest_off_the_diagonal():
    matrix = np.array([[90, 5, 2], [7, 80, 0], [1, 9, 99]])
    assert worst_cells(matrix, 3) == [(2, 1), (1, 0), (0, 1)]


def test_surest_errors_are_those_of_the_cell_by_confidence():
    labels, predictions = np.array([0, 0, 0, 1, 0]), np.array([1, 1, 2, 1, 1])
    confidence = np.array([0.5, 0.9, 0.99, 0.99, 0.7])
    assert surest_errors(labels, predictions, confidence, (0, 1), 2).tolist() == [1, 4]
    assert surest_errors(labels, predictions, confidence, (0, 1), 8).tolist() == [1, 4, 0]


def test_the_results_are_those_of_the_network_on_the_test_set(workspace, run, test_set):
    images, labels = test_set
    predictions = run.model.predict(images[..., None], batch_size=500, verbose=0).argmax(1)
    matrix = np.array(count(labels, predictions, 10))
    assert np.array_equal(workspace.read("errors/matrix"), matrix)
    results = workspace.results["errors"]
    assert [entry["recall"] for entry in results["classes"]] == pytest.approx((np.diag(matrix) / 1000).tolist())
    assert results["worst"]["name"] == CLASS_NAMES[np.diag(matrix).argmin()]
    largest = sorted((matrix - np.diag(np.diag(matrix))).ravel())[::-1][:5]
    assert [cell["count"] for cell in results["cells"]] == list(largest)
    assert results["cells_share"] == pytest.approx(sum(largest) / (labels != predictions).sum())
