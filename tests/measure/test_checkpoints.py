"""What weights lose in fewer bytes, and how good the network is at each checkpoint."""

import numpy as np
import pytest

from tutorial_keras.measure.checkpoints import float24, int24, softmax, to_int24


@pytest.fixture
def values():
    return np.random.default_rng(0).normal(size=(50, 20)).astype(np.float32)


def test_three_bytes_keep_a_value_to_a_step_of_the_largest(values):
    whole, step = to_int24(values)
    assert np.abs(whole * step - values).max() <= 0.51 * step
    assert np.abs(whole).max() <= 2**23 - 1
    assert np.abs(int24(values) - values).max() <= np.abs(values).max() / (2**23 - 2)
    assert step == np.float32(step)


@pytest.mark.parametrize("largest", [1.0, 0.1, 3.3333333, 2**-20, 16777215.0])
def test_the_largest_value_of_either_sign_fits_three_bytes(largest):
    whole, _ = to_int24(np.array([largest, -largest, 0], np.float32))
    assert -(2**23) < whole.min() < 0 < whole.max() < 2**23


def test_weights_that_are_all_zero_stay_so():
    np.testing.assert_array_equal(int24(np.zeros((3, 2), np.float32)), np.zeros((3, 2)))


def test_a_short_float_is_the_nearest_with_15_binary_digits(values):
    short = float24(values)
    assert not (short.view(np.uint32) & 0xFF).any()
    assert (np.abs(short - values) <= np.abs(values) * 2**-16).all()
    assert (short != values).any()


def test_probabilities_are_the_shares_of_the_powers():
    scores = np.array([[0, np.log(3)], [1000, 1000]])
    np.testing.assert_allclose(softmax(scores), [[0.25, 0.75], [0.5, 0.5]])


def test_what_the_lab_keeps_is_as_good_as_exact(workspace):
    storage = workspace.results["checkpoints"]["storage"]
    assert storage["float32"]["error"] == 0
    assert storage["int24"]["error"] < 1e-5 and storage["int24"]["largest_error"] < 1e-5
    assert storage["int24"]["changed_answers"] <= 1
    assert storage["float16"]["error"] > 1e-4  # too coarse for the bar of the browser tests
