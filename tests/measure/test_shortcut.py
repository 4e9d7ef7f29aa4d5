"""What the study of the planted mark says, counted again; and when kernels are unusual."""

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.intervals import prediction_interval
from tutorial_keras.measure.shortcut import STATISTICS, ablations, largest, map_shares, statistics
from tutorial_keras.measure.unusual import unusual


def test_the_prediction_interval_holds_one_more_value_as_often_as_it_says():
    random = np.random.default_rng(0)
    samples = random.normal(3, 2, (4000, 15))
    inside = [low < random.normal(3, 2) < high for low, high in map(prediction_interval, samples)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.012)


def test_the_prediction_interval_is_the_formula_by_hand():
    values = [1.0, 2.0, 4.0, 7.0]
    mean, spread = 3.5, np.sqrt(((2.5**2) + 1.5**2 + 0.5**2 + 3.5**2) / 3)
    margin = stats.t(3).isf(0.025) * spread * np.sqrt(5 / 4)
    assert prediction_interval(values) == pytest.approx((mean - margin, mean + margin))


def test_statistics_of_kernels_that_can_be_worked_out():
    sobel = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    edge, selectivity, length = statistics(np.stack([sobel, 3 * sobel], axis=-1))
    assert edge == pytest.approx(1)
    assert selectivity > 0.3
    assert length == pytest.approx(2 * np.sqrt(12))


def test_a_network_far_from_the_unbiased_ones_is_unusual_and_one_among_them_is_not():
    reference = np.tile(np.linspace(-1, 1, 15)[:, None], (1, 3))
    networks = {"ordinary": reference[:10], "control": reference[10:], "biased": [[0, 0, 0], [0, 9, 0]]}
    found = unusual(networks, STATISTICS)
    assert found["outside"]["biased"] == [False, True]
    assert not any(found["outside"]["ordinary"] + found["outside"]["control"])
    assert [found["intervals"][name]["biased"] for name in ("edge_share", "selectivity", "length")] == [0, 1, 0]


def test_an_unbiased_network_is_held_against_the_others_not_against_itself():
    reference = np.tile(np.linspace(-1, 1, 15)[:, None], (1, 3))
    reference[0, 0] = 4.0  # far out, but it widens an interval that includes it
    networks = {"ordinary": reference[:10], "control": reference[10:], "biased": reference[:1]}
    found = unusual(networks, STATISTICS)
    assert found["outside"]["ordinary"] == [True] + [False] * 9
    assert found["outside"]["control"] == [False] * 5


def channels(marked, unmarked):
    """A row in which conv1 has the first two channels and conv2 the rest."""
    return {"conv1": {"marked": marked[:2], "unmarked": unmarked[:2]},
            "conv2": {"marked": marked[2:], "unmarked": unmarked[2:]}}  # fmt: skip


def test_ablation_asks_for_the_channel_that_matters_more_with_the_mark_than_without():
    row = channels([0.5, 0.1, 0.3], [0.6, 0.1, 0.05])
    assert largest(row, "marked") == pytest.approx(0.25)  # the last one; the first matters more, but less so marked
    assert largest(row, "unmarked") == 0.6


def test_ablation_finds_a_channel_that_carries_the_mark_and_no_network_without_one():
    usual = [channels([0.1, 0.1, 0.1 + 0.01 * (n % 3)], [0.1, 0.1, 0.1]) for n in range(15)]
    carries = channels([0.1, 0.5, 0.1], [0.1, 0.1, 0.1])
    blind = channels([0.0, 0.0, 0.0], [0.1, 0.1, 0.1])  # with the mark, no channel matters
    quiet = channels([0.01, 0.01, 0.01], [0.0, 0.0, 0.0])
    found = ablations({"ordinary": usual[:10], "control": usual[10:], "biased": [carries, blind, quiet]})
    assert found["marked"]["outside"]["biased"] == [True, False, False]
    assert not any(found["marked"]["outside"]["ordinary"] + found["marked"]["outside"]["control"])
    assert found["unmarked"]["outside"]["biased"] == [False, False, True]  # less than usual is unusual too


def test_map_shares_are_compared_within_a_seed():
    def row(seed, share):
        return {"seed": seed, "marked": {"maps": {"share": share}}}

    found = map_shares(
        {
            "ordinary": [row(0, 0.5)],
            "control": [row(1, 0.20), row(0, 0.10)],
            "biased": [row(0, 0.12), row(0, 0.14), row(1, 0.20), row(1, 0.22)],
        }
    )
    assert found["change"]["value"] == pytest.approx((0.03 + 0.01) / 2)
    assert (found["change"]["n"], found["rose_in"]) == (2, 2)


def test_the_results_count_the_rows_of_the_study(workspace):
    from tutorial_keras.studies import study_results

    rows = study_results("shortcut")["rows"]
    results = workspace.results["shortcut"]
    biased = [row for row in rows if row["share"] in (0.9, 0.95, 1.0)]
    assert len(biased) == results["networks"]["biased"] == 15
    for way, on in [("saliency", "marked"), ("saliency", "unmarked"), ("occlusion", "marked")]:
        first = sum(row[on][way]["rank"] == 1 for row in biased)
        assert results["reveals"][f"{way}_{on}"]["value"] == first / 15
        assert sum(case[f"{way}_{on}"] for case in results["by_share"]) == first
    controls = [row["tests"]["all"]["accuracy"] for row in rows if row["share"] == 0.1]
    assert results["tests"]["10"]["all"]["accuracy"] == pytest.approx(sum(controls) / 5)
