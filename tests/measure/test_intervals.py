"""Intervals by their closed forms."""

from math import sqrt

import pytest

from tutorial_keras.measure.intervals import mean_interval, proportion_interval

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
