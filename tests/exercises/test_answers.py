"""Whatever an answer is, a check answers in one line of words."""

import keras
import numpy as np
import pytest

from tutorial_keras.exercises import convolution, evidence, probe, reading, training
from tutorial_keras.exercises.answers import Feedback, describe
from tutorial_keras.model import build_model


class Rude:
    """What no reader would hand in on purpose."""

    def __repr__(self):
        raise RuntimeError("no")

    def __array__(self, *words, **options):
        raise RuntimeError("no")

    def __eq__(self, other):
        raise RuntimeError("no")

    __hash__ = None


def raises(*words):
    raise ValueError("a mistake\nover two lines")


@pytest.fixture(scope="module")
def checks():
    """Every check with what it is asked about, and whether it wants a function."""
    random = np.random.default_rng(0)
    model = build_model()
    maps = random.random((3, 28, 28, 8))
    predicted = random.integers(0, 10, 500)
    labels = random.integers(0, 10, 500)
    rest = keras.Sequential([keras.Input((28, 28, 8)), keras.layers.Flatten(), keras.layers.Dense(10)])
    return [
        (convolution.check_map_pixel, ()),
        (convolution.check_output_size, (28, 5, 0, 2)),
        (convolution.check_edge_kernel, ()),
        (convolution.check_parameters, (5, 8, 16)),
        (training.check_dense_parameters, (28, 16)),
        (training.check_chance_loss, ()),
        (training.check_steps, (50_000, 128)),
        (training.check_hardest_class, (labels, predicted)),
        (probe.check_shape, (model, "pool", 5)),
        (probe.check_probe, (model, "pool")),
        (probe.check_maps, (model, "conv2")),
        (probe.check_strongest, (maps,)),
        (reading.check_edge_share, (random.random((3, 3)),)),
        (reading.check_lit_background, (random.random(8),)),
        (reading.check_amplification, (maps[0],)),
        (reading.check_change, (maps, maps[::-1], random.random((3, 28, 28)))),
        (evidence.check_costliest, (random.random(8),)),
        (evidence.check_smallest_sure, ()),
        (evidence.check_pair, (rest, maps, labels[:3], np.zeros(8), (0, 1))),
        (evidence.check_shuffled, ()),
    ]


MALFORMED = {
    "None": None,
    "True": True,
    "a word": "seven",
    "no word": "",
    "bytes": b"12",
    "NaN": float("nan"),
    "infinity": float("inf"),
    "an endless number": 10**5000,
    "a complex number": 1j,
    "an empty list": [],
    "a ragged list": [[1], [2, 3]],
    "a list of words": ["a", "b"],
    "a dict": {"answer": 12},
    "a set": {1, 2},
    "an object": object(),
    "a class": dict,
    "a function that raises": raises,
    "NaN in the right shape": np.full((3, 3), np.nan),
    "words in the right shape": np.full((3, 3), "a"),
    "too many axes": np.zeros((2, 2, 2, 2, 2)),
    "a shape with a word": (5, "x"),
    "a rude object": Rude(),
    "a list of rude objects": [Rude()],
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_answer_is_refused_in_one_line(name, checks):
    for check, material in checks:
        feedback = check(MALFORMED[name], *material)
        assert feedback.right is False, check.__name__
        assert "\n" not in repr(feedback) and len(feedback.says) < 300, check.__name__
        assert "Received " in feedback.says or "Calling it raised " in feedback.says, (check.__name__, feedback)


def test_a_tensor_is_read_or_refused_like_any_other_answer(checks):
    for check, material in checks:
        for tensor in (keras.ops.ones((7, 5)), keras.Input((3,)), build_model()):
            feedback = check(tensor, *material)
            assert isinstance(feedback, Feedback) and feedback.right is False, check.__name__
            assert "\n" not in repr(feedback)
    assert evidence.check_smallest_sure(keras.ops.convert_to_tensor(6)).right


def test_three_dots_are_no_answer_yet(checks):
    for check, material in checks:
        feedback = check(..., *material)
        assert feedback.right is None and repr(feedback).startswith("… Not answered yet. "), check.__name__
    assert convolution.check_map_pixel(lambda image, kernel, row, column: None).right is None


def without_body(image, kernel, row, column):
    """Words alone are no body."""


def without_return(image, kernel, row, column):
    total = (image * 2).sum()
    total += 1


def test_a_forgotten_return_is_told_from_a_missing_body():
    assert convolution.check_map_pixel(without_body).right is None
    feedback = convolution.check_map_pixel(without_return)
    assert feedback.right is False and feedback.says.startswith("It returned nothing (None). Is there a `return`")


def test_what_was_received_is_told_in_a_few_words():
    assert describe(np.zeros((2, 3))) == "ndarray of shape (2, 3)"
    assert describe("x" * 500).startswith("str 'xxx") and len(describe("x" * 500)) < 80
    assert describe(None) == "None" and describe(float("nan")) == "nan" and describe(7) == "7"
    assert describe(raises) == "function raises"
    assert describe(Rude()) == "Rude"
