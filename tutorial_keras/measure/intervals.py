"""How sure a number is: 95 % intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import stats


def proportion_interval(hits: int, trials: int) -> tuple[float, float]:
    """95 % interval of a proportion (Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953)."""
    interval = stats.binomtest(int(hits), int(trials)).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean of at least two independent values (Student 1908): mean ± t · s / √n."""
    values = np.asarray(values, float)
    margin = stats.t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - margin), float(values.mean() + margin)
