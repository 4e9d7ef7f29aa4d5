"""Could it be chance? Tests for pairs of networks on the same images, and for many tests at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats


def mcnemar(before: np.ndarray, after: np.ndarray) -> float:
    """Probability of a difference as large as this or larger if neither network were better: McNemar's exact test.

    Only images that one network gets right and the other wrong count. If both are equally good, these fall to either
    side like tosses of a coin (McNemar 1947, https://doi.org/10.1007/BF02295996). Two-sided.
    """
    lost, won = int((before & ~after).sum()), int((after & ~before).sum())
    return float(stats.binomtest(lost, lost + won).pvalue) if lost + won else 1.0


def holm(p_values: Sequence[float]) -> np.ndarray:
    """p-values raised so that among all of them one false alarm is as unlikely as in a single test.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none may fall below the one before (Holm 1979,
    "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6, 65-70).
    """
    p_values = np.asarray(p_values, float)
    order = p_values.argsort()
    raised = np.maximum.accumulate(p_values[order] * np.arange(len(order), 0, -1))
    adjusted = np.empty_like(raised)
    adjusted[order] = np.minimum(raised, 1)
    return adjusted
