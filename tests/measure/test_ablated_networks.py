"""Rows summed up: the network is the unit, and no interval pretends to certainty."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.ablated_networks import over_networks, pairs_against_parts, share_of_channels
from tutorial_keras.measure.ablation import pair_table
from tutorial_keras.studies import SEEDS, study_results


def test_a_share_is_a_mean_over_networks():
    estimate = share_of_channels([8, 6, 7, 7], 8)
    low, high = stats.t.interval(0.95, 3, loc=0.875, scale=stats.sem([1, 0.75, 0.875, 0.875]))
    assert (estimate["value"], estimate["low"], estimate["high"]) == pytest.approx((0.875, low, high))
    assert estimate["n"] == 4


def test_if_all_networks_have_the_same_share_the_channels_are_pooled_and_the_interval_is_not_nothing():
    estimate = share_of_channels([8] * 10, 8)
    assert estimate["value"] == 1 and estimate["n"] == 80
    assert estimate["low"] == pytest.approx(0.025 ** (1 / 80)) and estimate["low"] < 1  # Clopper and Pearson


def test_pairs_that_cost_what_their_parts_cost_have_no_excess():
    single = [0.01, 0.02, 0.04]
    sums = [a + b for a, b in combinations(single, 2)]
    rows = [
        {"conv1": {"mean": single}, "pairs": {"mean": [value + more for value in sums]}} for more in (-0.01, 0, 0.01)
    ]
    found = pairs_against_parts(rows, "mean")
    assert found["excess"]["value"] == pytest.approx(0, abs=1e-12)
    assert found["parts"]["value"] == pytest.approx(np.mean(sums))
    assert found["more_share"]["value"] == pytest.approx(1 / 3)


def test_the_table_of_pairs_has_pairs_below_and_sums_above():
    table = pair_table(np.array([1.0, 2.0, 4.0]), [10, 20, 30])
    assert table.tolist() == [[1, 3, 5], [10, 2, 6], [20, 30, 4]]


def test_the_estimates_follow_from_the_committed_rows(workspace):
    rows, found = study_results("ablation")["rows"], workspace.results["ablation"]
    assert [row["seed"] for row in rows] == list(SEEDS)
    for layer, channels in (("conv1", 8), ("conv2", 16)):
        for how in ("zero", "mean"):
            drops = np.array([row[layer][how] for row in rows])
            assert drops.shape == (10, channels)
            assert found[layer][f"matter_{how}"]["value"] == pytest.approx((drops >= 0.005).mean())
            assert found[layer][f"least_{how}"] == drops.min()
    alike = np.array([row["conv1"]["alike"] for row in rows])
    assert found["conv1"]["redundant"]["value"] == pytest.approx((alike > 0.9).mean())
    dead = [row[layer]["dead"] for row in rows for layer in ("conv1", "conv2")]
    assert found["dead"]["value"] == pytest.approx(sum(dead) / 240)
    assert over_networks(rows)["pairs"] == found["pairs"]


def test_the_builds_own_network_was_measured_on_its_own_answers(workspace, run, test_set):
    """One channel, checked by setting its weights and bias to zero."""
    own = workspace.results["ablation"]["own"]
    images, labels = (part[: own["images"]] for part in test_set)
    channel = own["conv1"]["zero"]["most"]["channel"]
    before = (run.model.predict(images[..., None], batch_size=500, verbose=0).argmax(1) == labels).mean()
    layer = run.model.get_layer("conv1")
    weights = layer.get_weights()
    cut = [weights[0].copy(), weights[1].copy()]
    cut[0][..., channel], cut[1][channel] = 0, 0
    layer.set_weights(cut)
    try:
        after = (run.model.predict(images[..., None], batch_size=500, verbose=0).argmax(1) == labels).mean()
    finally:
        layer.set_weights(weights)
    assert own["conv1"]["zero"]["most"]["drop"] == pytest.approx(before - after, abs=3e-4)
