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
    layers = {layer: of_layer([row[layer] for row in rows]) for layer in ("conv1", "conv2")}
    return {
        "networks": len(rows),
        "matters": MATTERS,
        "redundant": REDUNDANT,
        **layers,
        "dead": share_of_channels(
            [sum(row[layer]["dead"] for layer in layers) for row in rows],
            sum(found["channels"] for found in layers.values()),
        ),
        "shares_that_matter": {
            f"{layer}_{how}": layers[layer][f"matter_{how}"]["value"] for layer in layers for how in ("zero", "mean")
        },
        "pairs": {how: pairs_against_parts(rows, how) for how in ("zero", "mean")},
    }


def of_layer(networks: list[dict]) -> dict:
    """What the rows say of one layer: what its channels cost, whether their look tells, and how alike they are.

    Correlations are Spearman's, of ranks: over the channels of a network, then averaged over networks.
    """
    channels = len(networks[0]["zero"])
    found: dict = {"channels": channels}
    for how in ("zero", "mean", "level"):
        drops = np.array([one[how] for one in networks])
        found |= {
            f"matter_{how}": share_of_channels((drops >= MATTERS).sum(1).tolist(), channels),
            f"drop_{how}": mean_estimate(drops.mean(1)),
            f"most_{how}": float(drops.max()),
            f"least_{how}": float(drops.min()),
            f"spared_{how}": int((drops < MATTERS).any(1).sum()),  # networks that can spare at least one channel
        }
        for look in ("norm", "edges", "deviation"):
            found[f"{look}_{how}"] = _rank_correlation(networks, look, how)
    found["zero_like_mean"] = _rank_correlation(networks, "zero", "mean")
    found["zero_over_mean"] = mean_estimate([np.mean(one["zero"]) - np.mean(one["mean"]) for one in networks])
    twins = {
        when: (np.array([one[when] for one in networks]) > REDUNDANT).sum(1)
        for when in ("alike", "alike_on_garment", "alike_untrained")
    }
    return found | {
        "redundant": share_of_channels(twins["alike"].tolist(), channels),
        "redundant_on_garment": share_of_channels(twins["alike_on_garment"].tolist(), channels),
        "redundant_untrained": share_of_channels(twins["alike_untrained"].tolist(), channels),
        "redundant_change": mean_estimate((twins["alike"] - twins["alike_untrained"]) / channels),
        "explained": mean_estimate([np.mean(one["explained"]) for one in networks]),
    }


def _rank_correlation(networks: list[dict], one: str, other: str) -> dict:
    return mean_estimate([stats.spearmanr(network[one], network[other]).statistic for network in networks])


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
