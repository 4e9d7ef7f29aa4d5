"""Probes, separation and selectivity give what is known of cases made by hand."""

import numpy as np
import pytest

from tutorial_keras.measure.representation import PENALTIES, class_selectivity, probe_accuracy, probe_images, separation


def parts(values, labels):
    """Two thirds to train on, the rest in halves to validate and test on: as `probe_accuracy` takes them."""
    cuts = [len(values) * 4 // 6, len(values) * 5 // 6]
    split = zip(np.split(values.astype(np.float32), cuts), np.split(labels, cuts), strict=True)
    return [array for part in split for array in part]


@pytest.fixture
def labels():
    return np.random.default_rng(0).integers(0, 10, 1800)


def test_a_probe_reads_the_labels_from_the_labels(labels):
    accuracy, penalty = probe_accuracy(*parts(np.eye(10)[labels], labels))
    assert accuracy == 1
    assert penalty == max(PENALTIES)  # of equals the strongest


def test_a_probe_on_noise_is_at_chance(labels):
    accuracy, _ = probe_accuracy(*parts(np.random.default_rng(1).normal(size=(1800, 20)), labels))
    assert accuracy == pytest.approx(0.1, abs=0.05)  # almost three standard errors of 300 images


def test_a_probe_tells_no_classes_apart_that_no_line_parts():
    """Exclusive or: the sign of a product says the class, and neither factor says anything of it."""
    values = np.random.default_rng(2).normal(size=(1800, 2))
    labels = (values[:, 0] * values[:, 1] > 0).astype(int)
    assert probe_accuracy(*parts(values, labels))[0] < 0.65
    assert probe_accuracy(*parts(values[:, :1] * values[:, 1:], labels))[0] > 0.97


def test_size_and_place_of_a_representation_make_no_difference_to_a_probe(labels):
    values = np.eye(10)[labels] + np.random.default_rng(3).normal(size=(1800, 10))
    accuracy, penalty = probe_accuracy(*parts(values, labels))
    moved = probe_accuracy(*parts(40 * values.reshape(1800, 5, 2) + 100, labels))
    assert moved == (pytest.approx(accuracy, abs=0.005), penalty)


def test_a_probe_leaves_what_it_is_given_as_it_is(labels):
    given = parts(np.random.default_rng(4).normal(size=(300, 5)), labels[:300])
    copies = [array.copy() for array in given]
    probe_accuracy(*given)
    assert all(np.array_equal(array, copy) for array, copy in zip(given, copies, strict=True))


def test_a_probe_trains_and_validates_on_different_images_that_its_seed_draws():
    train, validation = probe_images(60_000, 3)
    assert (len(train), len(validation)) == (8_000, 2_000)
    assert len(set(train) | set(validation)) == 10_000
    assert np.array_equal(train, probe_images(60_000, 3)[0])
    assert not np.array_equal(train, probe_images(60_000, 4)[0])


def test_separation_is_the_variance_between_over_the_variance_within():
    # class means at -3 and 3, so 9 between; each image 1 from its mean on one axis and 2 on the other, so 5 within
    values = np.array([[-4, 2], [-2, -2], [2, 2], [4, -2]], np.float32)
    assert separation(values, np.array([0, 0, 1, 1])) == pytest.approx(9 / 5)


def test_separation_counts_classes_by_their_images_and_ignores_the_scale():
    values, labels = np.array([[0.0], [2], [0], [2], [9], [11]]), np.array([0, 0, 0, 0, 1, 1])
    expected = (4 * 3**2 + 2 * 6**2) / 6  # means 1 and 10, of all 4; each image 1 from its mean
    assert separation(values, labels) == pytest.approx(expected)
    assert separation(values * 50 - 7, labels) == pytest.approx(expected)


def test_classes_with_one_mean_are_not_separate():
    assert separation(np.array([[1.0], [3], [0], [4]]), np.array([0, 0, 1, 1])) == 0


def test_a_channel_for_one_class_is_selective_and_one_for_all_alike_is_not():
    labels = np.repeat(np.arange(5), 2)
    one, alike, dead = labels == 3, np.ones(10), np.zeros(10)
    twice = np.where(labels == 1, 3.0, 1.0)  # (3 - 1) / (3 + 1)
    np.testing.assert_allclose(class_selectivity(np.stack([one, alike, dead, twice], 1), labels), [1, 0, 0, 0.5])


def test_selectivity_compares_with_the_mean_of_the_other_classes():
    activity = np.array([[6.0], [0], [1], [2]])
    assert class_selectivity(activity, np.arange(4)) == pytest.approx((6 - 1) / (6 + 1))


@pytest.mark.parametrize(
    ("validated", "tried", "chosen"),
    [
        ([0.5, 0.6, 0.7, 0.7, 0.69, 0.9], 5, 2),  # two in a row no better than the third, and no look beyond
        ([0.5, 0.4, 0.6, 0.5, 0.7, 0.6, 0.6], 7, 4),  # one setback is not the end
        ([0.9, 0.1, 0.1], 3, 0),
    ],
)
def test_weaker_penalties_are_tried_until_two_in_a_row_bring_nothing(monkeypatch, validated, tried, chosen):
    asked = []

    class Scripted:
        def __init__(self, **_):
            pass

        def set_params(self, C):
            asked.append(1 / C)
            return self

        def fit(self, *_):
            pass

        def score(self, values, _):
            return validated[len(asked) - 1] if len(values) == 4 else len(asked) / 100

    monkeypatch.setattr("sklearn.linear_model.LogisticRegression", Scripted)
    values, labels = np.eye(6), np.arange(6)
    accuracy, penalty = probe_accuracy(values, labels, values[:4], labels[:4], values, labels)
    assert asked == pytest.approx(PENALTIES[:tried])
    assert (penalty, accuracy) == (PENALTIES[chosen], (chosen + 1) / 100)
