"""The quiz: rows of the right networks, in an order that gives nothing away, and an answer that fits them."""

import numpy as np

from tutorial_keras.measure.quiz import ROWS, TRAINED, mixed_rows, quiz_facts


def test_every_row_is_one_networks_and_the_answer_says_which_are_trained():
    before = np.arange(10.0)[:, None, None, None] * np.ones((10, 3, 3, 8))
    orders = set()
    for seed in range(20):
        rows, trained = mixed_rows(before, before + 100, seed=seed)
        assert rows.shape == (ROWS, 3, 3, 8)
        assert np.flatnonzero(rows[:, 0, 0, 0] >= 100).tolist() == trained.tolist()
        assert len(trained) == TRAINED
        networks = rows[:, 0, 0, 0] % 100
        assert len(set(networks)) == ROWS
        orders.add(tuple(trained))
    assert len(orders) > 5


def test_the_networks_are_left_as_they_were():
    before = np.zeros((10, 3, 3, 8))
    mixed_rows(before, before + 1)
    assert not before.any()


def test_the_answer_is_in_letters_and_the_guess_is_counted():
    facts = quiz_facts(np.array([0, 2, 5]), [0.1, 0.9, 0.8, 0.2, 0.3, 0.7])
    assert facts["answer"] == "A, C and F"
    assert facts["most_edges"] == "B, C and F"
    assert facts["most_edges_right"] == 2
    assert facts["ways"] == 20
