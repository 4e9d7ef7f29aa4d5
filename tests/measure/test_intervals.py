"""Intervals by their closed forms."""

from math import sqrt

import numpy as np
import pytest

from tutorial_keras.claims import LEVEL, STRICT
from tutorial_keras.measure.intervals import (
    bootstrap_interval,
    mean_estimate,
    mean_interval,
    proportion_interval,
    share_estimate,
)

Z = 1.959963984540054  # the normal distribution's 97.5th percentile


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (7, 10), (9148, 10_000), (1000, 1000)])
def test_the_interval_of_a_proportion_is_wilsons(hits, trials):
    share, shrink = hits / trials, 1 + Z**2 / trials
    centre = (share + Z**2 / (2 * trials)) / shrink
    margin = Z * sqrt(share * (1 - share) / trials + Z**2 / (4 * trials**2)) / shrink
    assert proportion_interval(hits, trials) == pytest.approx((centre - margin, centre + margin), abs=1e-12)


@pytest.mark.parametrize(  # Student's 97.5th percentiles, from a printed table
    ("values", "mean", "deviation", "t"),
    [([1.0, 3.0], 2.0, sqrt(2), 12.706), ([1.0, 2.0, 3.0, 4.0, 5.0], 3.0, sqrt(2.5), 2.776)],
)
def test_the_interval_of_a_mean_is_students(values, mean, deviation, t):
    margin = t * deviation / sqrt(len(values))
    assert mean_interval(values) == pytest.approx((mean - margin, mean + margin), rel=1e-3)


@pytest.mark.parametrize(("trials", "level"), [(5, LEVEL), (15, LEVEL), (15, STRICT)])
def test_the_interval_of_a_share_of_all_or_none_is_exact(trials, level):
    """Clopper and Pearson's closed form for the ends: the other end is where all hits have half the error's chance."""
    name = {LEVEL: "", STRICT: "strict_"}[level]
    end = ((1 - level) / 2) ** (1 / trials)
    every, none = share_estimate(trials, trials), share_estimate(0, trials)
    assert (every["value"], every[f"{name}low"], every[f"{name}high"]) == (1, pytest.approx(end), 1)
    assert (none["value"], none[f"{name}low"], none[f"{name}high"]) == (0, 0, pytest.approx(1 - end))
    assert every["n"] == trials


def test_an_estimate_of_a_mean_has_a_wider_interval_for_all_tests_together():
    found = mean_estimate([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (found["low"], found["high"]) == mean_interval([1, 2, 3, 4, 5])
    assert (found["strict_low"], found["strict_high"]) == mean_interval([1, 2, 3, 4, 5], STRICT)
    assert found["strict_low"] < found["low"] < found["value"] == 3 < found["high"] < found["strict_high"]


def test_the_bootstrap_of_symmetric_values_ends_where_the_means_of_all_draws_do():
    """Without skew and bias, BCa is the percentiles of all means that can be drawn: here of all 3³ draws of three."""
    values = np.array([-1.0, 0.0, 1.0])
    means = np.sort([np.mean(draw) for draw in np.stack(np.meshgrid(*[values] * 3), -1).reshape(-1, 3)])
    assert bootstrap_interval(values) == pytest.approx((means[0], means[-1]))  # each is 1 of 27, more than 2.5 %
    assert bootstrap_interval(values, 0.5) == pytest.approx((-1 / 3, 1 / 3))


def test_the_bootstrap_follows_the_skew_and_repeats():
    values = [0.0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.4, 0.6, 1.2, 3.0]
    low, high = bootstrap_interval(values)
    assert high - np.mean(values) > 1.5 * (np.mean(values) - low) > 0
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval([2.0, 2.0, 2.0]) == (2.0, 2.0)


def test_an_estimate_of_a_mean_has_both_intervals():
    values = [1.0, 2.0, 3.0, 4.0, 7.0]
    found = mean_estimate(values)
    assert (found["bootstrap_low"], found["bootstrap_high"]) == bootstrap_interval(values)
    assert found["low"] < found["bootstrap_low"] < found["value"] < found["bootstrap_high"] < found["high"]
    assert "bootstrap_low" not in share_estimate(3, 5)
