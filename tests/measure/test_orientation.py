"""Orientation: kernels whose tuning is known, and gratings that are really drawn."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from tutorial_keras.measure.orientation import (
    ORIENTATIONS,
    SOBEL,
    WAVELENGTHS,
    grating_answers,
    orientation_estimates,
    orientation_selectivity,
    selectivity,
)


def grating(wavelength, orientation, phase, size):
    """An image (size, size) of a grating whose phase is that of its middle pixel."""
    y, x = np.mgrid[:size, :size] - size // 2
    return np.cos(2 * np.pi * (x * np.cos(orientation) + y * np.sin(orientation)) / wavelength + phase)


@pytest.mark.parametrize(("place", "turn"), [(0, 0), (1, 7), (2, 20), (3, 31)])
def test_the_formula_is_the_largest_answer_to_gratings_that_are_drawn(place, turn):
    kernel = np.random.default_rng(place).normal(size=(3, 3))
    maps = [
        correlate2d(grating(WAVELENGTHS[place], ORIENTATIONS[turn], phase, 9), kernel, mode="valid")
        for phase in np.linspace(0, 2 * np.pi, 400)
    ]
    assert np.max(maps) == pytest.approx(grating_answers(kernel)[place, turn], rel=1e-3)


@pytest.mark.parametrize("turn", [0, 9, 18, 27])
def test_a_piece_of_a_grating_prefers_that_gratings_orientation(turn):
    place = list(WAVELENGTHS).index(3)
    answers = grating_answers(grating(3, ORIENTATIONS[turn], 0, 3))
    assert answers[place].argmax() == turn


@pytest.mark.parametrize(
    "kernel",
    [np.ones((3, 3)), [[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[0, 1, 0], [1, -4, 1], [0, 1, 0]]],
    ids=["average", "identity", "Laplacian"],
)
def test_what_looks_the_same_after_a_quarter_turn_has_no_selectivity(kernel):
    assert orientation_selectivity(np.array(kernel)) == pytest.approx(0, abs=1e-12)


def test_edges_and_lines_are_selective_and_the_same_when_turned_scaled_or_negated():
    line = np.array([[-1, 2, -1]] * 3)
    for kernel in (SOBEL, line):
        found = orientation_selectivity(kernel)
        assert found > 0.3
        for other in (kernel.T, kernel[::-1], 7 * kernel, -kernel):
            assert orientation_selectivity(other) == pytest.approx(found)


def test_it_does_not_matter_where_in_the_kernel_an_edge_runs():
    left, right = np.array([[1, -1, 0]] * 3), np.array([[0, 1, -1]] * 3)
    np.testing.assert_allclose(grating_answers(left), grating_answers(right), atol=1e-12)


def test_selectivity_of_known_tuning():
    assert selectivity(np.ones(36)) == pytest.approx(0, abs=1e-12)
    assert selectivity(np.eye(36)[5]) == pytest.approx(1)
    # a gradient answers with |cos|: the integral of |cos θ| cos 2θ over that of |cos θ|, 2/3 over 2
    assert selectivity(np.abs(np.cos(ORIENTATIONS))) == pytest.approx(1 / 3, abs=0.002)


def test_kernels_keep_their_places():
    kernels = np.random.default_rng(5).normal(size=(3, 3, 4, 2))
    found = orientation_selectivity(kernels)
    assert found.shape == (4, 2)
    assert found[3, 1] == pytest.approx(orientation_selectivity(kernels[:, :, 3, 1]))
    assert found.min() >= 0 and found.max() <= 1


def test_planted_selectivity_is_found():
    noise = np.random.default_rng(6).normal(scale=0.02, size=(3, 4, 3, 3, 8))
    blunt, sharp = np.ones((3, 3))[:, :, None], SOBEL[:, :, None]
    networks = {"before": blunt + noise[0], "after": sharp + noise[1], "shuffled": blunt + noise[2]}
    found = orientation_estimates(networks, np.random.default_rng(7).normal(size=(3, 3, 100)))
    assert found["change"]["low"] > 0.3 and found["against_shuffled"]["low"] > 0.3
    assert found["rose_in"] == 4
    assert found["change"]["value"] == pytest.approx(found["after"]["value"] - found["before"]["value"])
    assert [row["wavelength"] for row in found["fixed"]] == list(WAVELENGTHS)
