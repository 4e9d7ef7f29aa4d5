"""Tasks about a planted shortcut: does a network take it, and which instrument says so?"""

from __future__ import annotations

import numpy as np

from ..data import load_data
from ..measure.ablation import READ_AT, REFERENCE, answers_without, replacement, rest_of
from ..measure.planting import (
    HOME_PLACE,
    OPPOSITE,
    SHIRT,
    draw_mark,
    map_activity,
    occlusion,
    per_place,
    plant,
    rank,
    saliency,
    shares,
)
from ..model import build_probe
from . import MARKED_SHIRTS
from .runs import shortcut_run, tutorial_run

SHIRTS_LOOKED_AT = 300
"""The instruments look at this many test shirts, the first ones, with the mark and without."""


def look_for_shortcut(parameters: dict) -> dict:
    """Train with the mark on images of which `share` are shirts, or not at all if it is None; test; look for it."""
    share, seed = parameters["share"], parameters["seed"]
    run = tutorial_run(seed) if share is None else shortcut_run(share, seed)
    images, labels = load_data()[1]
    tests = {"none": images, "all": draw_mark(images)}
    if share is not None:
        tests["as_trained"] = plant(images, labels, share, seed)
        tests["moved"] = plant(images, labels, share, seed, OPPOSITE)
    shirts = images[labels == SHIRT][:SHIRTS_LOOKED_AT]
    row = {
        "train_accuracy": run.history["accuracy"][-1],
        "tests": {name: tested(run.model, marked, labels) for name, marked in tests.items()},
        "marked": scored(run.model, draw_mark(shirts)),
        "unmarked": scored(run.model, shirts),
        "conv1": _rounded(run.checkpoints.weights["conv1/kernel"][-1][:, :, 0], 5),
    }
    if seed == 0 and share in (MARKED_SHIRTS[0], MARKED_SHIRTS[-1]):
        row["pictures"] = {
            "marked": pictures(run.model, draw_mark(shirts[:1])),
            "unmarked": pictures(run.model, shirts[:1]),
            "maps": _rounded(pooled_maps(run.model, draw_mark(shirts[:1])), 2),
        }
    return row


def ablate_marked(parameters: dict) -> dict:
    """Take each channel away, by its mean over the network's own training images, and watch the probability of "shirt".

    On the same shirts and the same networks as above.

    Returns:
        For `conv1` and `conv2`, on `marked` and `unmarked` images, how far that probability moves without each channel:
        the mean over images of |probability without - probability with|, a list over channels. Under
        `shirt_probability` its mean with all channels.
    """
    share, seed = parameters["share"], parameters["seed"]
    (train, train_labels), (test, test_labels) = load_data()
    if share is None:
        model, usual = tutorial_run(seed).model, train
    else:
        model, usual = shortcut_run(share, seed).model, plant(train, train_labels, share, seed)
    shirts = test[test_labels == SHIRT][:SHIRTS_LOOKED_AT]
    shown = {"usual": usual[:REFERENCE], "marked": draw_mark(shirts), "unmarked": shirts}
    probe = build_probe(model, tuple(READ_AT.values()))
    maps = {name: probe.predict(images[..., None], batch_size=500, verbose=0) for name, images in shown.items()}
    row: dict = {layer: {} for layer in READ_AT} | {"shirt_probability": {}}
    for layer, place in READ_AT.items():
        rest, values = rest_of(model, place), replacement(maps["usual"][place], "mean")
        for on in ("marked", "unmarked"):
            whole = answers_without(rest, maps[on][place])[:, SHIRT]
            row[layer][on] = _rounded(
                np.array(
                    [
                        np.abs(answers_without(rest, maps[on][place], [channel], values)[:, SHIRT] - whole).mean()
                        for channel in range(len(values.T))
                    ]
                ),
                5,
            )
            row["shirt_probability"][on] = round(float(whole.mean()), 5)
    return row


def tested(model, images: np.ndarray, labels: np.ndarray) -> dict:
    """Accuracy, the share of shirts that were called shirts, and the share of all else that was."""
    answers = model.predict(images[..., None], batch_size=500, verbose=0).argmax(1)
    shirts = labels == SHIRT
    return {
        "accuracy": float((answers == labels).mean()),
        "shirts_found": float((answers[shirts] == SHIRT).mean()),
        "others_called_shirt": float((answers[~shirts] == SHIRT).mean()),
    }


def scored(model, images: np.ndarray) -> dict:
    """What each instrument says of the mark's place, averaged over images (n, 28, 28).

    Returns:
        For each instrument the mark's `rank` among the 49 places and its `lead`: its score over the highest score
        elsewhere, above 1 if it is first. For the maps also the `share` of their activity that lies there.
    """
    activity = shares(per_place(map_activity(model, images))).mean(0)
    found = {
        "saliency": _place(per_place(saliency(model, images)).mean(0)),
        "saliency_of_shirt": _place(per_place(saliency(model, images, SHIRT)).mean(0)),
        "occlusion": _place(occlusion(model, images, SHIRT).mean(0)),
        "white_cover": _place(occlusion(model, images, SHIRT, fill=255).mean(0)),
        "maps": _place(activity),
    }
    found["maps"]["share"] = float(activity[HOME_PLACE])
    return found


def pictures(model, image: np.ndarray) -> dict:
    """What a reader would be shown for one image (1, 28, 28): saliency, occlusion, and the answer."""
    answer = model.predict(image[..., None], verbose=0)[0]
    return {
        "saliency": _rounded(1000 * saliency(model, image)[0], 2),  # per 1,000 grey levels: fewer digits
        "occlusion": _rounded(occlusion(model, image, SHIRT)[0], 4),
        "answer": int(answer.argmax()),
        "probability": float(answer.max()),
        "shirt_probability": float(answer[SHIRT]),
    }


def pooled_maps(model, image: np.ndarray) -> np.ndarray:
    """All 16 maps of conv2 after pooling, for one image (1, 28, 28): (16, 14, 14)."""
    return build_probe(model, ["pool"]).predict(image[..., None], verbose=0)["pool"][0].transpose(2, 0, 1)


def _place(scores: np.ndarray) -> dict:
    elsewhere = np.delete(scores, np.ravel_multi_index(HOME_PLACE, scores.shape)).max()
    return {"rank": rank(scores), "lead": float(f"{scores[HOME_PLACE] / elsewhere:.4g}")}


def _rounded(values: np.ndarray, digits: int) -> list:
    return np.round(values.astype(np.float64), digits).tolist()
