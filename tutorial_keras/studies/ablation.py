"""Tasks about channels that are taken away from a trained network. They train nothing that is not kept."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from ..data import load_data
from ..measure.ablation import LOOKED_AT, READ_AT, REFERENCE, WAYS, drop, replacement, rest_of, right_without
from ..measure.feature_maps import dead_channels
from ..measure.filters import edge_share
from ..measure.likeness import correlations, explained, most_alike
from ..model import build_probe
from .runs import tutorial_run


def ablate_channels(parameters: dict) -> dict:
    """Take each channel away from the network with this seed, and each pair of conv1's channels.

    Returns:
        `accuracy` of the whole network; for each layer the drops in accuracy by `WAYS`, what its kernels look like and
        how alike its maps are, each a list over channels, and how many are dead; `pairs`: drops for every pair of
        conv1's channels, in the order of `itertools.combinations`.
    """
    run = tutorial_run(parameters["seed"])
    (reference, _), (images, labels) = load_data()
    reference = reference[:REFERENCE]
    probe = build_probe(run.model, tuple(READ_AT.values()))
    tested, usual = (probe.predict(some[..., None], batch_size=500, verbose=0) for some in (images, reference))
    row: dict = {"pairs": {}}
    for layer, place in READ_AT.items():
        rest, maps = rest_of(run.model, place), tested[place]
        whole = right_without(rest, maps, labels)
        row["accuracy"] = float(whole.mean())
        row[layer] = {}
        for how in WAYS:
            values = replacement(usual[place], how)

            def lost(channels, rest=rest, maps=maps, whole=whole, values=values):
                return drop(whole, right_without(rest, maps, labels, channels, values))

            row[layer][how] = [lost([channel]) for channel in range(maps.shape[-1])]
            if layer == "conv1" and how != "level":
                row["pairs"][how] = [lost(pair) for pair in combinations(range(maps.shape[-1]), 2)]
        row[layer] |= looks(run.model.get_layer(layer).get_weights()[0])
    for layer, found in likeness(run.model, images[:LOOKED_AT]).items():
        row[layer] |= found
    untrained = likeness(run.checkpoints.restore(run.model, 0), images[:LOOKED_AT])
    for layer in READ_AT:
        row[layer]["alike_untrained"] = untrained[layer]["alike"]
    return row


def looks(kernels: np.ndarray) -> dict:
    """How long and how edge-like each filter's kernels are, for (3, 3, inputs, filters)."""
    filters = np.moveaxis(kernels, -1, 0)
    return {"norm": _rounded(np.linalg.norm(filters.reshape(len(filters), -1), axis=1)),
            "edges": _rounded([edge_share(one) for one in filters])}  # fmt: skip


def likeness(model, images: np.ndarray) -> dict:
    """How alike the maps of each layer are on raw images (n, 28, 28), on the garments alone too, how much each varies
    and how many are dead."""
    maps = build_probe(model, tuple(READ_AT)).predict(images[..., None], batch_size=500, verbose=0)
    found = {}
    for layer in READ_AT:
        alike = correlations(maps[layer])
        found[layer] = {
            "alike": _rounded(most_alike(alike)),
            "alike_on_garment": _rounded(most_alike(correlations(maps[layer][images > 0]))),
            "explained": _rounded(explained(alike)),
            "deviation": _rounded(maps[layer].std(axis=(0, 1, 2), dtype=np.float64)),
            "dead": len(dead_channels(maps[layer])),
        }
    return found


def _rounded(values) -> list[float]:
    return [round(float(value), 4) for value in values]
