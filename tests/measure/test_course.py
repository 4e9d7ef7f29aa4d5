"""When things are learned: straight paths, hand-made predictions and crossings with known answers."""

import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES
from tutorial_keras.measure.course import (
    GROUP_OF,
    GROUPS,
    agreement,
    distance_left,
    doublings_until,
    fine_after_coarse,
    group_accuracies,
    group_chances,
    nearly_learned,
    pace,
    recalls,
    shared_errors,
)
from tutorial_keras.training import CHOSEN, learning_rate_schedule, replace

STEPS = np.array([0, 1, 2, 4, 8, 16, 32, 64])
PAIRS = np.array([0, 0, 1, 1, 2])
"""Five classes: two groups of two, and one class alone."""


def one_hot(*classes):
    return np.eye(5)[list(classes)]


def test_a_straight_path_at_even_pace_in_doublings_is_half_way_at_half_the_time():
    times = np.log2(STEPS + 1)
    start, end = np.random.default_rng(0).normal(size=(2, 3, 3, 4))
    path = start + (times / times[-1])[:, None, None, None] * (end - start)
    left = distance_left(path)
    np.testing.assert_allclose(left, 1 - times / times[-1], atol=1e-12)
    assert doublings_until(STEPS, left, 0.5) == pytest.approx(times[-1] / 2)


def test_a_straight_path_at_even_pace_in_steps_is_half_way_at_half_the_steps():
    steps = np.arange(101)
    left = distance_left((steps / 100)[:, None] * np.ones(7))
    assert doublings_until(steps, left, 0.5) == pytest.approx(np.log2(50 + 1))


def test_distance_is_that_of_all_weights_together():
    values = np.array([[3.0, 4.0], [3.0, 0.0], [0.0, 0.0]])
    np.testing.assert_allclose(distance_left(values), [1, 3 / 5, 0])


@pytest.mark.parametrize(
    ("values", "level", "time"),
    [
        ([0, 1, 2, 3], 2, 2),  # at a checkpoint
        ([0, 1, 2, 4], 3, 2.5),  # between two
        ([9, 6, 4, 0], 5, 1.5),  # falling
        ([0, 4, 1, 4], 3, 0.75),  # the first of several times
        ([2, 2, 2, 3], 2, 0),  # from the start
    ],
)
def test_a_crossing_lies_where_the_straight_line_meets_the_level(values, level, time):
    assert doublings_until([0, 1, 3, 7], values, level) == pytest.approx(time)


def test_coarse_is_the_right_group_and_fine_the_right_class_of_the_group():
    labels = np.array([0, 1, 2, 4])
    assert group_accuracies(one_hot(0, 1, 2, 4), labels, PAIRS) == (1, 1)
    # an image of group 0 taken for the other class of its group, one of group 1 taken for group 0
    probabilities = np.array([[0.2, 0.7, 0.1, 0, 0], [0, 1, 0, 0, 0], [0.6, 0, 0.3, 0.1, 0], [0.9, 0, 0, 0, 0.1]])
    coarse, fine = group_accuracies(probabilities, labels, PAIRS)
    assert coarse == 2 / 4
    assert fine == pytest.approx(2 / 3)  # wrong, right, right inside its group; the class alone does not count


def test_chance_is_what_a_random_class_gets_right():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 4000)
    found = group_accuracies(rng.random((len(labels), 10)), labels, GROUP_OF)
    assert group_chances(GROUP_OF) == pytest.approx((0.36, 0.25))
    assert found == pytest.approx(group_chances(GROUP_OF), abs=0.01)


def test_nine_tenths_are_counted_from_chance():
    assert nearly_learned(0.95, 0.45) == pytest.approx(0.9)
    steps = np.array([0, 1, 3, 7, 15])
    coarse = np.array([0.36, 0.36 + 0.9 * 0.6, 0.9, 0.96, 0.96])  # crosses at step 1
    fine = np.array([0.25, 0.25, 0.25, 0.25 + 0.9 * 0.7, 0.95])  # crosses at step 7
    assert fine_after_coarse(steps, coarse, fine, GROUP_OF) == pytest.approx(2)


def test_the_groups_part_the_classes():
    assert sorted(label for group in GROUPS.values() for label in group) == list(range(10))
    names = [[CLASS_NAMES[label] for label in group] for group in GROUPS.values()]
    assert names[1:] == [["Trouser"], ["Sandal", "Sneaker", "Ankle boot"], ["Bag"]]
    assert GROUP_OF.tolist() == [0, 1, 0, 0, 0, 2, 0, 2, 3, 2]


def test_recall_is_the_share_of_each_class():
    assert recalls(np.array([0, 1, 1, 1]), np.array([0, 0, 1, 1])).tolist() == [0.5, 1]


def test_those_who_say_the_same_agree_and_share_all_errors():
    labels, said = np.array([0, 1, 2, 3]), np.array([0, 2, 2, 1])
    assert agreement(said, said) == 1
    assert shared_errors(said, said, labels) == 1
    other = np.array([1, 2, 2, 2])  # one error of `said` is shared, one is another wrong class, one is new
    assert agreement(other, said) == 2 / 4
    assert shared_errors(other, said, labels) == 1 / 2


def test_the_pace_is_the_share_of_the_learning_rate_still_to_come():
    np.testing.assert_allclose(pace(np.array([1.0, 2, 3, 2]), np.array([0, 1, 2, 4])), [1, 7 / 8, 5 / 8, 0])


def test_the_tutorials_rate_is_half_spent_at_the_step_that_calculus_says():
    """Warm-up is a triangle, the cosine a half wave: their areas are half of their length, at a peak of 1."""
    steps, warmup = 5000, 500
    schedule = learning_rate_schedule(replace(CHOSEN, warmup_epochs=0.5), 1000)
    some = np.arange(0, steps, 100)
    rates = np.interp(np.arange(steps), some, [float(schedule(int(step))) for step in some])
    left = pace(rates, np.arange(steps + 1))
    length, x = steps - warmup, 900 / (steps - warmup)  # 900 steps after the warm-up
    spent = warmup / 2 + length * (x / 2 + np.sin(np.pi * x) / (2 * np.pi))
    assert left[warmup + 900] == pytest.approx(1 - spent / (steps / 2), abs=2e-3)
