"""Tasks about how much of an image a unit of conv2 takes in."""

from __future__ import annotations

import numpy as np

from ..data import load_data
from ..measure import untrained
from ..measure.architecture import WINDOWS, receptive_fields
from ..measure.receptive_field import (
    IMAGES,
    activity_changes,
    centre_shares,
    change_of_total,
    shuffled,
    squared_gradient,
)
from ..model import build_probe
from .runs import tutorial_run


def look_around(parameters: dict) -> dict:
    """Effective receptive field of conv2, and what shuffled blocks do to its channels.

    Both on the first 1,000 test images. `changed` has, of the changes of all channels on all images, mean, median and
    the share that is defined; the change of the total, see `change_of_total`; and each channel's mean, or none if the
    channel was silent on all images.
    """
    run = tutorial_run(parameters["seed"])
    images = load_data()[1][0][:IMAGES]
    field = receptive_fields([WINDOWS["conv1"], WINDOWS["conv2"]])[-1]
    row = {"shares": {}, "changed": {}}
    for state, model in (("untrained", untrained(run)), ("trained", run.model)):
        shares = centre_shares(squared_gradient(model, images), field)
        row["shares"][state] = {side: round(share, 4) for side, share in shares.items()}
        probe = build_probe(model, ["conv2"])
        before, after = (probe.predict(x[..., None], verbose=0)["conv2"] for x in (images, shuffled(images)))
        changes = activity_changes(before, after)
        row["changed"][state] = {
            "mean": round(float(np.nanmean(changes)), 4),
            "median": round(float(np.nanmedian(changes)), 4),
            "total": round(change_of_total(before, after), 4),
            "defined": round(float(np.isfinite(changes).mean()), 4),
            "channels": [
                round(float(np.nanmean(found)), 3) if np.isfinite(found).any() else None for found in changes.T
            ],
        }
    return row
