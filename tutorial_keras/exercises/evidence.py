"""Exercises of the notebook on ablation and probes."""

from __future__ import annotations

import itertools

import numpy as np

from ..data import CLASS_NAMES
from ..measure.ablation import drop, right_without
from ..measure.significance import mcnemar
from .answers import Feedback, check, others, read_channel, read_number, read_whole, right, wrong


@check
def check_costliest(answer, drops: np.ndarray) -> Feedback:
    """The channel without which most accuracy is lost. drops: lost accuracy by channel, (channels,)."""
    drops = np.asarray(drops)
    channel = read_channel(answer, len(drops))
    costlier = int((drops > drops[channel]).sum())
    if not costlier:
        return right(f"Without it {100 * drops[channel]:.1f} percentage points are lost.")
    return wrong(
        f"Without channel {channel} {100 * drops[channel]:.1f} points are lost; {others(costlier, 'costs', 'cost')} "
        "more. Did you go by the look of the kernel, or by its map?"
    )


@check
def check_smallest_sure(answer, level: float = 0.05) -> Feedback:
    """From how many lost images on, with none won, McNemar's test says that it is hardly chance."""
    found = read_whole(answer, "how many images")
    sought = next(lost for lost in itertools.count(1) if _chance(lost) < level)
    if found == sought:
        return right(f"p is {_chance(sought):.3f}; with one image fewer it is {_chance(sought - 1):.3f}.")
    if found < 1:
        return wrong("Without any difference nothing can be said. Toss a coin for each image that differs.")
    if found > sought:
        return wrong(f"p is {_chance(found):.2g} there, which is sure enough. But fewer will do.")
    return wrong(
        f"p would be {_chance(found):.3f}, not below {level}. That all n tosses fall to one side has probability "
        "½ⁿ, and there are two sides."
    )


def _chance(lost: int) -> float:
    before = np.ones(min(lost, 1000), bool)  # beyond that it is 0 for every purpose
    return mcnemar(before, ~before)


@check
def check_pair(
    answer, rest, maps: np.ndarray, labels: np.ndarray, values: np.ndarray, pair: tuple[int, int]
) -> Feedback:
    """How much accuracy is lost without both channels of a pair. The other arguments are those of `right_without`."""
    found = read_number(answer, "lost accuracy, as a share of the images")
    whole = right_without(rest, maps, labels)
    single = [drop(whole, right_without(rest, maps, labels, [channel], values)) for channel in pair]
    both = drop(whole, right_without(rest, maps, labels, pair, values))
    if abs(found - both) <= 0.0005:
        words = "more than" if both > sum(single) else "no more than"
        return right(f"Together they cost {100 * both:.1f} points, {words} the {100 * sum(single):.1f} of their parts.")
    if abs(found / 100 - both) <= 0.0005:
        return wrong("That is in percentage points; give it as a share, as `drop` does.")
    if abs(found - sum(single)) <= 0.0005:
        return wrong("That is the sum of what each costs alone. Take both away at the same time.")
    if abs(found - (whole.mean() - both)) <= 0.0005:
        return wrong("That is the accuracy that is left. How much is lost?")
    return wrong("Call right_without with both channels in one list, then drop.")


_SHUFFLED = 0.05
"""How far from chance a probe of shuffled labels may well end: all images of a class tend to get one answer."""


@check
def check_shuffled(answer) -> Feedback:
    """About how often a probe is right that has learned shuffled labels."""
    found, chance = read_number(answer, "a share from 0 to 1"), 1 / len(CLASS_NAMES)
    if abs(found - chance) <= _SHUFFLED:
        return right("It can learn its training images by heart, but nothing in them helps with the test images.")
    if abs(found / 100 - chance) <= _SHUFFLED:
        return wrong("About right, but a share runs from 0 to 1.")
    return wrong(
        f"Labels dealt out at random say nothing about an image. How often does a guess among {len(CLASS_NAMES)} hit?"
    )
