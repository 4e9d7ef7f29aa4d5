"""Which networks stand out? Those that lie outside what 19 of 20 ordinary ones have, in one number or another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .intervals import prediction_interval


def unusual(networks: dict[str, list], names: Sequence[str], only_above: bool = False) -> dict:
    """Which networks have a number that lies outside what 19 of 20 unbiased networks have?

    By the normal prediction interval of each number at 95 %, from the ordinary networks and the controls. Each of
    these is held against all the others. With three independent numbers a network that differs in nothing is outside in
    at least one about once in seven times.

    Args:
        networks: for `ordinary`, `control` and `biased` the networks' numbers, (n, numbers).
        names: what the numbers are called.
        only_above: whether to count only those above the interval, and above 0.

    Returns:
        `outside`: for each of the three kinds whether each network is outside, a list of bool; `intervals`: for each
        number its interval's `low` and `high`, and how many `biased` networks are outside.
    """
    unbiased = np.concatenate([networks["ordinary"], networks["control"]])
    biased = _outside(np.asarray(networks["biased"]), unbiased, only_above)
    alone = [
        bool(_outside(one, np.delete(unbiased, place, axis=0), only_above).any()) for place, one in enumerate(unbiased)
    ]
    ordinary = len(networks["ordinary"])
    bounds = [prediction_interval(column) for column in unbiased.T]
    return {
        "outside": {"ordinary": alone[:ordinary], "control": alone[ordinary:], "biased": biased.any(1).tolist()},
        "intervals": {
            name: {"low": low, "high": high, "biased": int(hits.sum())}
            for name, (low, high), hits in zip(names, bounds, biased.T, strict=True)
        },
    }


def _outside(values: np.ndarray, reference: np.ndarray, only_above: bool) -> np.ndarray:
    low, high = np.transpose([prediction_interval(column) for column in reference.T])
    return (values > np.maximum(high, 0)) if only_above else (values < low) | (values > high)
