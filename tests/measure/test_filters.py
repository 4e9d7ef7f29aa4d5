"""Edge, line and average: the basis is orthonormal and puts well-known kernels where they belong."""

import json

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.filters import (
    CHANCE_EDGE_SHARE,
    FREI_CHEN,
    OFF_CENTRE,
    collect_kernels,
    edge_estimates,
    edge_share,
    frei_chen_energy,
    random_kernels,
    zero_sum,
    zero_sum_estimates,
)
from tutorial_keras.studies import RESULTS

SOBEL = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
LAPLACIAN = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


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
        (LAPLACIAN, (0, 1, 0)),
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
    share = edge_share(np.random.default_rng(1).normal(size=(3, 3, 50_000)))
    assert share == pytest.approx(4 / 9, abs=0.01)
    assert CHANCE_EDGE_SHARE == 4 / 9


def test_the_share_is_of_the_whole_energy_not_a_mean_of_shares():
    kernels = np.stack([SOBEL * 1.0, np.full((3, 3), 2.0)], axis=-1)  # squared lengths 12, all edge, and 36, none
    assert edge_share(kernels) == pytest.approx(12 / 48)


def test_the_edge_part_is_what_changes_its_sign_when_the_kernel_is_turned_by_half_a_turn():
    kernels = np.random.default_rng(2).normal(size=(3, 3, 50))
    odd = (kernels - kernels[::-1, ::-1]) / 2
    np.testing.assert_allclose(frei_chen_energy(kernels)[0], (odd**2).sum((0, 1)))
    assert edge_share(OFF_CENTRE) == pytest.approx(1 / 4)


def test_one_random_kernel_in_twenty_is_strong():
    """For normal weights the share is a ratio of sums of squares: its distribution is Beta(4/2, 5/2)."""
    strong = stats.beta(2, 2.5).ppf(0.95)
    normal = np.random.default_rng(3).normal(size=(3, 3, 20_000))
    networks = {name: normal.reshape(3, 3, -1, 8).transpose(2, 0, 1, 3) for name in ("before", "after", "shuffled")}
    found = edge_estimates(networks, normal)
    assert found["strong_from"] == pytest.approx(strong, abs=0.005)
    assert found["strong_share"]["value"] == pytest.approx(0.05, abs=1e-4)
    uniform = edge_estimates(networks, random_kernels(50_000))  # fewer large weights, and hardly another threshold
    assert uniform["strong_from"] == pytest.approx(strong, abs=0.015)


def planted(before, after, shuffled=None):
    """Three networks of eight kernels each, alike but for a little noise."""
    noise = np.random.default_rng(4).normal(scale=0.05, size=(3, 3, 3, 3, 8))
    named = {"before": before, "after": after, "shuffled": before if shuffled is None else shuffled}
    return {
        name: np.asarray(kernel, float)[None, :, :, None] + part
        for part, (name, kernel) in zip(noise, named.items(), strict=True)
    }


def test_planted_edge_detectors_are_found():
    found = edge_estimates(planted(LAPLACIAN, SOBEL), random_kernels(10_000))
    for name in ("change", "against_shuffled"):
        assert found[name]["low"] > 0.95
    assert (found["rose_in"], found["strong_before"], found["strong_after"]) == (3, 0, 24)
    assert found["strong_share"]["value"] == found["told_apart"]["value"] == 1


def test_edges_that_come_without_labels_are_not_credited_to_them():
    found = edge_estimates(planted(LAPLACIAN, SOBEL, shuffled=SOBEL), random_kernels(10_000))
    assert found["change"]["low"] > 0.95
    assert found["against_shuffled"]["low"] < 0 < found["against_shuffled"]["high"]


def test_kernels_whose_weights_sum_to_nothing_are_counted():
    assert list(zero_sum(np.stack([SOBEL, LAPLACIAN, np.ones((3, 3)), SOBEL + 1], axis=-1))) == [
        True,
        True,
        False,
        False,
    ]
    found = zero_sum_estimates(planted(np.ones((3, 3)), SOBEL), random_kernels(100_000))
    assert found["change"]["value"] == 1
    # a share below 1 %: Beta(1/2, 8/2) for normal weights, and nearly so for uniform ones
    assert found["random"] == pytest.approx(stats.beta(0.5, 4).cdf(0.01), abs=0.02)


def test_networks_have_their_filters_last_and_none_is_mixed_up():
    kernels = np.arange(2 * 8 * 9).reshape(2, 8, 3, 3)
    rows = [{"before": one, "after": one, "shuffled": one} for one in kernels.tolist()]
    found = collect_kernels(rows)["after"]
    assert found.shape == (2, 3, 3, 8)
    assert np.array_equal(found[1, :, :, 5], kernels[1, 5])


def test_the_results_describe_the_trained_kernels(workspace, run):
    results = workspace.results["filters"]
    kernels = run.model.get_layer("conv1").get_weights()[0]
    assert np.array_equal(workspace.read("filters/conv1"), kernels[:, :, 0])
    assert (results["conv1"]["lowest"], results["conv1"]["highest"]) == (kernels.min(), kernels.max())
    edges = [np.tensordot(FREI_CHEN[:4], kernels[:, :, 0, number]) for number in range(8)]
    shown = results["edges"]["shown"]["after"]
    assert shown == pytest.approx(np.sum(np.square(edges)) / np.sum(kernels**2), rel=1e-5)


def test_the_change_is_the_one_that_study_seeds_found_in_the_unrounded_kernels(workspace):
    rows = json.loads((RESULTS / "seeds.json").read_text())["rows"]
    changes = [row["edge_share_after"] - row["edge_share_before"] for row in rows]
    found = workspace.results["filters"]["edges"]["change"]
    test = stats.ttest_1samp(changes, 0).confidence_interval(0.95)
    assert (found["value"], found["low"], found["high"]) == pytest.approx((np.mean(changes), *test), abs=2e-4)
