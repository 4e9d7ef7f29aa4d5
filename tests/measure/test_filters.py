"""Edge, line and average: the basis is orthonormal and puts well-known kernels where they belong."""

import json

import numpy as np
import pytest

from tutorial_keras.measure.filters import CHANCE_EDGE_SHARE, FREI_CHEN, edge_share, frei_chen_energy
from tutorial_keras.studies import RESULTS

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])


def test_the_basis_is_orthonormal():
    flat = FREI_CHEN.reshape(9, 9)
    np.testing.assert_allclose(flat @ flat.T, np.eye(9), atol=1e-12)


@pytest.mark.parametrize(
    ("kernel", "shares"),
    [
        (SOBEL, (1, 0, 0)),
        (SOBEL.T, (1, 0, 0)),
        (np.array([[1, 1, 1], [0, 0, 0], [-1, -1, -1]]), (1, 0, 0)),
        (np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]), (0, 1, 0)),
        (np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]]), (0, 1, 0)),
        (np.array([[-1, 2, -1]] * 3), (0, 1, 0)),
        (np.ones((3, 3)), (0, 0, 1)),
        (np.array([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), (0, 8 / 9, 1 / 9)),
    ],
    ids=["Sobel", "Sobel turned", "Prewitt", "Laplacian", "four-neighbour Laplacian", "line", "average", "identity"],
)
def test_known_kernels_fall_where_they_belong(kernel, shares):
    energy = frei_chen_energy(kernel)
    np.testing.assert_allclose(energy / (kernel**2).sum(), shares, atol=1e-12)


def test_the_three_energies_add_up_to_the_squared_length():
    kernels = np.random.default_rng(0).normal(size=(3, 3, 8, 16))
    energy = frei_chen_energy(kernels)
    assert energy.shape == (3, 8, 16)
    np.testing.assert_allclose(energy.sum(0), (kernels**2).sum((0, 1)))


def test_random_kernels_have_four_ninths_of_edge():
    share = edge_share(np.random.default_rng(1).normal(size=(3, 3, 20_000)))
    assert share == pytest.approx(4 / 9, abs=0.01)
    assert CHANCE_EDGE_SHARE == 4 / 9


def test_the_share_is_of_the_whole_energy_not_a_mean_of_shares():
    kernels = np.stack([SOBEL * 1.0, np.full((3, 3), 2.0)], axis=-1)  # squared lengths 12, all edge, and 36, none
    assert edge_share(kernels) == pytest.approx(12 / 48)


def test_the_results_describe_the_trained_kernels(workspace, run):
    results = workspace.results["filters"]
    kernels = run.model.get_layer("conv1").get_weights()[0]
    assert np.array_equal(workspace.read("filters/conv1"), kernels[:, :, 0])
    assert (results["conv1"]["lowest"], results["conv1"]["highest"]) == (kernels.min(), kernels.max())
    edges = [np.tensordot(FREI_CHEN[:4], kernels[:, :, 0, number]) for number in range(8)]
    assert results["edge_share"]["after"] == pytest.approx(np.sum(np.square(edges)) / np.sum(kernels**2), rel=1e-5)
    rows = json.loads((RESULTS / "seeds.json").read_text())["rows"]
    rose = len([row for row in rows if row["edge_share_after"] > row["edge_share_before"]])
    assert results["edge_share"]["rose_in"] == rose
