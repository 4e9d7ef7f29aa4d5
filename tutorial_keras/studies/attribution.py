"""A task about heat maps: do they depend on the network, and do they find what it uses?"""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ..data import load_data
from ..measure.heat_maps import gradient_times_input, three_maps
from ..measure.map_content import gradient_magnitude
from ..measure.sanity import cascade, curve_area, deletion_curve, deletion_order, rank_correlation
from . import SEEDS
from .runs import shuffled_run, tutorial_run

IMAGES = 200
"""The first test images, whether the network is right on them or not."""
LAYER = "conv2"
"""The layer whose maps Grad-CAM weighs: the last one that has any, as its authors advise."""


def test_heat_maps(parameters: dict) -> dict:
    """Put heat maps of one network's predictions to the tests of Adebayo et al. and of Samek et al.

    Returns:
    - `alike`: how alike the network's maps are, on average over the images, to those of other networks for the
      same class: of itself with the layers from the last down to `predictions`, `conv2` or `conv1` randomised; of
      one trained on `shuffled` labels; of the tutorial's with `another_seed`. Also to the maps of an edge detector.
    - `inside`: the same over the garment's pixels alone.
    - `blank`: the share of the images on which a map, the network's `own` or another's, has one value everywhere.
    - `curves`, `areas`: of deletion, in the order of each method's map and of some that ask no network.
    - `accuracy` on these images, and `shuffled_accuracy` of the other network on its own training labels.
    """
    seed = parameters["seed"]
    images, labels = (part[:IMAGES] for part in load_data()[1])
    model, shuffled = tutorial_run(seed).model, shuffled_run(seed)
    predicted = model.predict(images[..., None], batch_size=500, verbose=0).argmax(1)
    maps = three_maps(model, images, LAYER, predicted)
    others = {
        **cascade(model, seed=1000 + seed),
        "shuffled": shuffled.model,
        "another_seed": tutorial_run(SEEDS[(SEEDS.index(seed) + 1) % len(SEEDS)]).model,
    }
    edges = gradient_magnitude(images)
    comparisons = {name: three_maps(other, images, LAYER, predicted) for name, other in others.items()}
    comparisons["edges"] = dict.fromkeys(maps, edges)
    row: dict = {"alike": {}, "inside": {}, "blank": {"own": _blank_shares(maps)}, "curves": {}, "areas": {}}
    for name, other in comparisons.items():
        row["alike"][name] = {method: alikeness(maps[method], other[method]) for method in maps}
        row["inside"][name] = {method: alikeness(maps[method], other[method], images > 0) for method in maps}
        row["blank"][name] = _blank_shares(other)

    noise = np.random.default_rng(seed).random(images.shape)
    orders = {
        **maps,
        "gradient_times_input": gradient_times_input(model, images, predicted),
        "edges": edges,
        "brightness": images.astype(float),
        "random": noise,
        "random_patches": ndimage.uniform_filter(noise, (0, 4, 4), mode="constant"),  # as coarse as occlusion's
    }
    for name, values in orders.items():
        curve = deletion_curve(model, images, deletion_order(values, images, seed), predicted)
        row["curves"][name] = [round(float(value), 4) for value in curve]
        row["areas"][name] = round(float(curve_area(curve)), 5)
    row["images"] = IMAGES
    row["accuracy"] = float(np.mean(predicted == labels))
    row["shuffled_accuracy"] = shuffled.history["accuracy"][-1]
    return row


def alikeness(maps: np.ndarray, others: np.ndarray, where: np.ndarray | None = None) -> float:
    """Mean rank correlation of a network's maps (n, h, w) with other ones.

    Images on which its own map is blank are left out. Another's blank map ranks nothing: its correlation counts as 0.
    """
    own = np.ones(maps.shape, bool) if where is None else where
    known = [np.ptp(values[inside]) > 0 for values, inside in zip(maps, own, strict=True)]
    return round(float(np.nan_to_num(rank_correlation(maps, others, where)[known]).mean()), 5)


def _blank_shares(maps: dict[str, np.ndarray]) -> dict[str, float]:
    return {method: float((np.ptp(found, axis=(1, 2)) == 0).mean()) for method, found in maps.items()}
