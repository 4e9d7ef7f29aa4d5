"""What ten networks lose without a channel: the rows of the study `ablation`, summed up.

The network is the unit: what is found is averaged within each network first, and the interval is over networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy import stats

from .intervals import mean_estimate, share_estimate

MATTERS = 0.005
"""The smallest loss of accuracy that counts: half a percentage point of the test images."""
REDUNDANT = 0.9
"""The correlation above which two maps say the same."""


def over_networks(rows: list[dict]) -> dict:
    """The estimates that claims and pages name, from rows as `studies.ablation.ablate_channels` returns them."""
    found: dict = {"networks": len(rows), "matters": MATTERS, "redundant": REDUNDANT}
    for layer in ("conv1", "conv2"):
        of_layer = [row[layer] for row in rows]
        channels = len(of_layer[0]["zero"])
        found[layer] = {"channels": channels}
        for how in ("zero", "mean", "level"):
            drops = [np.array(one[how]) for one in of_layer]
            found[layer] |= {
                f"matter_{how}": share_of_channels([int((lost >= MATTERS).sum()) for lost in drops], channels),
                f"drop_{how}": mean_estimate([lost.mean() for lost in drops]),
                f"most_{how}": float(np.max(drops)),
                f"least_{how}": float(np.min(drops)),
                f"free_{how}": sum(int((lost <= 0).sum()) for lost in drops),
                f"spared_{how}": sum(bool((lost < MATTERS).any()) for lost in drops),
            }
            for look in ("norm", "edges", "deviation"):
                ranks = [stats.spearmanr(one[look], lost).statistic for one, lost in zip(of_layer, drops, strict=True)]
                found[layer][f"{look}_{how}"] = mean_estimate(ranks)
        ways = [stats.spearmanr(one["zero"], one["mean"]).statistic for one in of_layer]
        found[layer]["zero_like_mean"] = mean_estimate(ways)
        for name, alike in {"redundant": "alike", "redundant_on_garment": "alike_on_garment",
                            "redundant_untrained": "alike_untrained"}.items():  # fmt: skip
            counts = [int((np.array(one[alike]) > REDUNDANT).sum()) for one in of_layer]
            found[layer][name] = share_of_channels(counts, channels)
        found[layer]["explained"] = mean_estimate([np.mean(one["explained"]) for one in of_layer])
    found["dead"] = share_of_channels(
        [sum(row[layer]["dead"] for layer in ("conv1", "conv2")) for row in rows],
        sum(found[layer]["channels"] for layer in ("conv1", "conv2")),
    )
    found["shares_that_matter"] = {
        f"{layer}_{how}": found[layer][f"matter_{how}"]["value"]
        for layer in ("conv1", "conv2")
        for how in ("zero", "mean")
    }
    found["pairs"] = {how: pairs_against_parts(rows, how) for how in ("zero", "mean")}
    return found


def share_of_channels(counts: Sequence[int], channels: int) -> dict:
    """Estimate of the share of channels of which something is true.

    Args:
        counts: of how many channels it is true, one number a network.
        channels: how many channels each network has.

    Returns:
        An estimate of the mean over networks of the share. If all networks have the same share, their spread says
        nothing about how sure it is: then the channels of all are pooled, as if each had been drawn by itself.
    """
    if len(set(counts)) > 1:
        return mean_estimate([count / channels for count in counts])
    return share_estimate(sum(counts), channels * len(counts))


def pairs_against_parts(rows: list[dict], how: str) -> dict:
    """What pairs of conv1's channels cost, against what their parts cost: means over pairs, estimated over networks."""
    pairs = [np.array(row["pairs"][how]) for row in rows]
    parts = [np.array([sum(two) for two in combinations(row["conv1"][how], 2)]) for row in rows]
    both = list(zip(pairs, parts, strict=True))
    return {
        "pair": mean_estimate([pair.mean() for pair in pairs]),
        "parts": mean_estimate([part.mean() for part in parts]),
        "excess": mean_estimate([(pair - part).mean() for pair, part in both]),
        "more_share": mean_estimate([(pair > part).mean() for pair, part in both]),
    }
