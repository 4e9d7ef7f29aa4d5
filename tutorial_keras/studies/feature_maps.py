"""Tasks about what the maps of conv1 show."""

from __future__ import annotations

from ..data import load_data
from ..measure import untrained
from ..measure.map_content import IMAGES, what_maps_follow
from ..model import build_probe
from .runs import tutorial_run


def follow_edges(parameters: dict) -> dict:
    """How closely conv1's maps of the first 500 test images follow edges, texture and brightness.

    `bias` has the trained filters' biases, which light the background.
    """
    run = tutorial_run(parameters["seed"])
    images = load_data()[1][0][:IMAGES]
    row = {"bias": [round(float(bias), 4) for bias in run.model.get_layer("conv1").get_weights()[1]]}
    for state, model in (("untrained", untrained(run)), ("trained", run.model)):
        maps = build_probe(model, ["conv1"]).predict(images[..., None], verbose=0)["conv1"]
        row[state] = what_maps_follow(maps, images)
    return row
