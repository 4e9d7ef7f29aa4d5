"""How empty heat maps count when a network's maps are compared with another's."""

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.studies.attribution import alikeness

DRAW = np.random.default_rng(0)
OWN, OTHER = DRAW.random((2, 4, 6, 6))


def spearman(place):
    return stats.spearmanr(OWN[place].ravel(), OTHER[place].ravel()).statistic


def test_alikeness_is_the_mean_rank_correlation():
    assert alikeness(OWN, OTHER) == pytest.approx(np.mean([spearman(place) for place in range(4)]), abs=1e-5)
    assert alikeness(OWN, OWN) == 1


def test_anothers_empty_map_counts_as_nothing_in_common():
    emptied = OTHER * np.array([1, 0, 1, 1])[:, None, None]
    assert alikeness(OWN, emptied) == pytest.approx((spearman(0) + spearman(2) + spearman(3)) / 4, abs=1e-5)
    assert alikeness(OWN, OTHER * 0) == 0


def test_an_image_with_an_empty_map_of_its_own_is_left_out():
    emptied = OWN * np.array([1, 0, 1, 1])[:, None, None]
    assert alikeness(emptied, OTHER) == pytest.approx((spearman(0) + spearman(2) + spearman(3)) / 3, abs=1e-5)


def test_only_the_given_pixels_count():
    left = np.zeros(OWN.shape, bool)
    left[:, :, :3] = True
    assert alikeness(OWN, np.where(left, OWN, OTHER), left) == 1
    assert alikeness(np.where(left, 0, OWN), OTHER, ~left) == alikeness(OWN, OTHER, ~left)
