"""Estimates of what the network needs, from rows whose answer is known."""

import itertools
import json

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.architectures import compare_architectures, compare_filters, cut_off
from tutorial_keras.studies import RESULTS

ADVANTAGE = {
    "learned": 0.09,
    "conv1-designed": 0.08,
    "conv1-random": 0.06,
    "random": 0.05,
    "random-points": -0.02,
    "none": 0,
}


def filter_rows(luck=(0.0, 0.01, 0.03)):
    """Each kind has its advantage, each seed its luck, so that paired differences have no spread at all."""
    rows = [
        {
            "filters": kind,
            "seed": seed,
            "parameters": 7850 if kind == "none" else 32618,
            "test_accuracy": 0.8 + advantage + lucky,
            "shifted_accuracy": 0.7 + advantage + lucky - 0.01 * seed,
        }
        for kind, advantage in ADVANTAGE.items()
        for seed, lucky in enumerate(luck)
    ]
    return rows[::-1]  # the order of the rows does not matter


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learned_over_random", 0.04),
        ("learning_over_convolving", -0.01),
        ("learned_over_conv1_random", 0.03),
        ("learned_over_designed", 0.01),
        ("designed_over_conv1_random", 0.02),
        ("random_over_none", 0.05),
        ("random_over_points", 0.07),
        ("points_over_none", -0.02),
    ],
)
def test_kinds_are_compared_in_pairs_of_one_seed(name, value):
    found = compare_filters(filter_rows())[name]
    assert [found[part] for part in ("value", "low", "high")] == pytest.approx([value] * 3, abs=1e-9)
    assert found["n"] == 3


def test_a_kinds_own_mean_has_the_spread_of_the_seeds():
    found = compare_filters(filter_rows())
    random = found["kinds"]["random"]
    assert random["accuracies"] == pytest.approx([0.85, 0.86, 0.88])
    low, high = stats.t.interval(0.95, 2, np.mean([0.85, 0.86, 0.88]), stats.sem([0.85, 0.86, 0.88]))
    assert (random["accuracy"]["low"], random["accuracy"]["high"]) == pytest.approx((low, high))
    assert found["kinds"]["none"]["parameters"] == 7850
    assert found["share_without_learning"]["value"] == pytest.approx(5 / 9)
    assert found["shift_loss"]["value"] == pytest.approx(np.mean([0.1, 0.11, 0.12]))


def grid_rows(seeds=3):
    """Accuracy 0.8 + 0.02 · log₂ filters + 0.03 for depth - 0.004 for pooling, and 0.001 more a doubling each seed."""
    rows = []
    for seed, depth, last, pooling in itertools.product(range(seeds), (1, 2), (2, 4, 8), (False, True)):
        filters = [last] if depth == 1 else [last // 2, last]
        accuracy = 0.8 + (0.02 + 0.001 * seed) * np.log2(last) + 0.03 * (depth == 2) - 0.004 * pooling
        rows.append(
            {
                "filters": filters,
                "pooling": pooling,
                "seed": seed,
                "parameters": 100 * last + depth + 1000 * (not pooling),
                "train_accuracy": accuracy + 0.01 * np.log2(last) - 0.02 * pooling,
                "test_accuracy": accuracy,
                "shifted_accuracy": accuracy - (0.1 if pooling else 0.15) - 0.01 * seed,
            }
        )
    np.random.default_rng(0).shuffle(rows)
    return rows


def estimates(found):
    return [found[part] for part in ("value", "low", "high")]


def test_planted_effects_are_found_again():
    found = compare_architectures(grid_rows(), ([4, 8], True))
    assert estimates(found["second_convolution"]) == pytest.approx([0.03] * 3, abs=1e-9)
    assert estimates(found["pooling"]) == pytest.approx([-0.004] * 3, abs=1e-9)
    assert estimates(found["shift_tolerance"]) == pytest.approx([0.05] * 3, abs=1e-9)
    assert found["pooling_training"]["value"] == pytest.approx(-0.024)
    assert found["last_doubling_training"]["value"] == pytest.approx(0.031)
    assert found["loss_with_pooling"]["value"] == pytest.approx(0.11)
    assert found["pooling_at_equal_size"]["value"] == pytest.approx(2 * 0.021 - 0.004)
    slopes = [0.02, 0.021, 0.022]
    expected = stats.t.interval(0.95, 2, np.mean(slopes), stats.sem(slopes))
    for name in ("per_doubling", "last_doubling"):
        assert estimates(found[name]) == pytest.approx([0.021, *expected], abs=1e-9)
        assert found[name]["n"] == 3  # seeds, not rows
    assert [(one["before"], one["after"]) for one in found["doublings"]] == [(2, 4), (4, 8)]


def test_the_slope_is_that_of_least_squares():
    rows = grid_rows(2)
    rng = np.random.default_rng(1)
    for row in rows:
        row["test_accuracy"] += rng.normal(0, 0.01)
    slopes = []
    for seed in range(2):
        of_seed = [row for row in rows if row["seed"] == seed]
        widths, accuracy = ([row[name] for row in of_seed] for name in ("filters", "test_accuracy"))
        slopes.append(np.polyfit(np.log2([width[-1] for width in widths]), accuracy, 1)[0])
    found = compare_architectures(rows, ([4, 8], True))
    assert found["per_doubling"]["value"] == pytest.approx(np.mean(slopes))


def test_architectures_are_ranked_and_the_cheapest_good_one_is_named():
    found = compare_architectures(grid_rows(), ([2, 4], True))
    sizes = [one["parameters"] for one in found["architectures"]]
    assert sizes == sorted(sizes) and found["count"] == len(sizes) == 12 and found["pairs"] == 6
    assert (found["best"]["filters"], found["best"]["pooling"]) == ([4, 8], False)
    assert (found["cheapest"]["filters"], found["cheapest"]["pooling"]) == ([4, 8], True)
    assert found["tutorial"]["filters"] == [2, 4] and found["tutorial"]["pooling"]
    rising = grid_rows()
    for row in rising:
        row["test_accuracy"] = 0.5 + row["parameters"] / 1e5
    assert compare_architectures(rising, ([2, 4], True))["rank_correlation"]["value"] == pytest.approx(1)


def test_only_light_at_the_rim_is_cut_off():
    images = np.zeros((3, 28, 28), np.uint8)
    images[0, 10:18, 10:18] = 255
    images[1, 0, 14] = 255  # leaves the image by one of four ways
    images[2] = 255
    np.testing.assert_allclose(cut_off(images), [0, 1 / 4, 2 / 28], atol=1e-12)


def test_the_results_are_those_of_the_committed_rows(workspace):
    results = workspace.results["architectures"]
    rows = json.loads((RESULTS / "filters.json").read_text())["rows"]
    by_kind = {
        kind: np.mean([row["test_accuracy"] for row in rows if row["filters"] == kind]) for kind in ("learned", "none")
    }
    for kind, mean in by_kind.items():
        assert results["filters"]["kinds"][kind]["accuracy"]["value"] == pytest.approx(mean)
    grid = json.loads((RESULTS / "architectures.json").read_text())["rows"]
    both = [np.mean([row["test_accuracy"] for row in grid if row["pooling"] == pooling]) for pooling in (True, False)]
    assert results["grid"]["pooling"]["value"] == pytest.approx(both[0] - both[1])
    tutorial = [row["test_accuracy"] for row in grid if row["filters"] == [8, 16] and row["pooling"]]
    assert results["grid"]["tutorial"]["accuracy"]["value"] == pytest.approx(np.mean(tutorial))
