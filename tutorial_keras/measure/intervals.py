"""How sure a number is: estimates with their 95 % intervals.

An estimate is a dict for `results.json`: `value`, `low` and `high` (95 %), `strict_low` and `strict_high` (wider, so
that the intervals of all the claims' predictions hold together at 95 %: Bonferroni; Dunn 1961,
https://doi.org/10.1080/01621459.1961.10482090), and `n`, how many independent things it rests on. A mean also has
`bootstrap_low` and `bootstrap_high` (95 %). Student's interval leads: of five or ten networks a bootstrap can only draw
the few values there are again, and its interval holds the truth less often than it says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

from ..claims import LEVEL, STRICT

RESAMPLES = 9_999
"""How many samples a bootstrap draws."""


def proportion_interval(hits: int, trials: int, level: float = LEVEL, method: str = "wilson") -> tuple[float, float]:
    """Interval of a proportion, by `wilson` (1927, https://doi.org/10.1080/01621459.1927.10502953) or, if it must never
    be too narrow, `exact` (Clopper & Pearson 1934, https://doi.org/10.2307/2331986)."""
    interval = stats.binomtest(int(hits), int(trials)).proportion_ci(level, method=method)
    return float(interval.low), float(interval.high)


def mean_interval(values: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Interval of the mean of at least two independent values (Student 1908): mean ± t · s / √n."""
    values = np.asarray(values, float)
    margin = stats.t.ppf((1 + level) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - margin), float(values.mean() + margin)


def bootstrap_interval(values: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Interval of the mean of at least two independent values by the bootstrap, which assumes no distribution.

    Bias-corrected and accelerated (Efron 1987, https://doi.org/10.1080/01621459.1987.10478410). What is drawn is fixed:
    the same values give the same interval.
    """
    values = np.asarray(values, float)
    if np.ptp(values) == 0:
        return float(values[0]), float(values[0])
    draw = np.random.default_rng(0)
    found = stats.bootstrap((values,), np.mean, n_resamples=RESAMPLES, confidence_level=level, random_state=draw)
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def prediction_interval(values: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Where one more value from the same normal distribution would lie: mean ± t · s · √(1 + 1/n).

    Hahn & Meeker (1991), "Statistical Intervals: A Guide for Practitioners", Wiley.
    """
    values = np.asarray(values, float)
    spread = values.std(ddof=1) * np.sqrt(1 + 1 / len(values))
    margin = stats.t.ppf((1 + level) / 2, len(values) - 1) * spread
    return float(values.mean() - margin), float(values.mean() + margin)


def mean_estimate(values: Sequence[float]) -> dict:
    """Estimate of a mean. For paired differences, give the differences."""
    low, high = bootstrap_interval(values)
    found = _estimate(float(np.mean(values)), len(values), lambda level: mean_interval(values, level))
    return found | {"bootstrap_low": low, "bootstrap_high": high}


def share_estimate(hits: int, trials: int) -> dict:
    """Estimate of a proportion, with its exact interval."""
    return _estimate(hits / trials, int(trials), lambda level: proportion_interval(hits, trials, level, "exact"))


def exact(value: float) -> dict:
    """What was counted in full, or follows by calculation: there is nothing to be unsure of."""
    return _estimate(float(value), 1, lambda level: (float(value), float(value)))


def _estimate(value: float, n: int, interval: Callable[[float], tuple[float, float]]) -> dict:
    (low, high), (strict_low, strict_high) = interval(LEVEL), interval(STRICT)
    return {"value": value, "low": low, "high": high, "strict_low": strict_low, "strict_high": strict_high, "n": n}
