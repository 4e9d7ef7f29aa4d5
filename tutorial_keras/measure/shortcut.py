"""Who finds the planted mark? What the study `shortcut` says, as numbers and pictures.

Three kinds of networks: biased ones, for which nine in ten or more of the marked images were shirts; controls, which
saw as many marks that meant nothing; and the tutorial's own with other seeds, which saw none. An instrument reveals
the mark if it puts its place first of all; for kernels and ablation, which know no places, if a network falls outside
what unbiased ones have.
"""

from __future__ import annotations

import numpy as np

from ..studies import MARKED_SHIRTS, study_results
from ..studies.shortcut import SHIRTS_LOOKED_AT
from . import Measured, Subject
from .filters import edge_share
from .intervals import mean_estimate, share_estimate
from .orientation import orientation_selectivity
from .planting import BEARERS, GRID, SHIRT, draw_mark
from .unusual import unusual

INSTRUMENTS = ("saliency", "saliency_of_shirt", "occlusion", "white_cover", "maps")
ON, LAYERS = ("marked", "unmarked"), ("conv1", "conv2")
STATISTICS = ("edge_share", "selectivity", "length")
CONTROL, *BIASED = MARKED_SHIRTS
QUIZ = ((CONTROL, 3), (BIASED[-1], 4), (BIASED[-1], 1), (CONTROL, 2))
"""Share and seed of the networks whose kernels the reader is shown, in this order. Chosen before any was seen."""


def measure(subject: Subject) -> Measured:
    """How often each instrument finds the mark, and how the networks do when it moves or is gone."""
    rows = study_results("shortcut")["rows"]
    groups, ablated = grouped(rows), grouped(study_results("marked-channels")["rows"])
    kernels = unusual({name: [statistics(row["conv1"]) for row in group] for name, group in groups.items()}, STATISTICS)
    ablation = ablations(ablated)
    found = {
        name: reveals(group)
        | {"kernels": kernels["outside"][name]}
        | {f"ablation_{on}": ablation[on]["outside"][name] for on in ablation}
        for name, group in groups.items()
    }
    estimates = {
        name: {way: share_estimate(sum(hits), len(hits)) for way, hits in ways.items()} for name, ways in found.items()
    }
    numbers = {
        "marked_images": round(BEARERS * len(subject.train[1])),
        "marked_test_images": round(BEARERS * len(subject.test[1])),
        "places": GRID**2,
        "shirts_looked_at": SHIRTS_LOOKED_AT,
        "equal_share": 1 / GRID**2,
        "networks": {name: len(group) for name, group in groups.items()}
        | {"unbiased": len(groups["ordinary"]) + len(groups["control"])},
        "reveals": estimates["biased"],
        "control": estimates["control"],
        "ordinary": estimates["ordinary"],
        "hits": {name: {way: sum(hits) for way, hits in ways.items()} for name, ways in found.items()},
        "false_alarms": {way: sum(found["ordinary"][way]) + sum(found["control"][way]) for way in found["biased"]},
        "by_share": [{"share": share, **hits_by_share(groups["biased"], found["biased"], share)} for share in BIASED],
        "maps": map_shares(groups),
        "kernels": kernels["intervals"],
        "ablation": {on: in_words(ablated, on) | ablation[on]["intervals"] for on in ablation},
        "tests": {"ordinary": summary(groups["ordinary"])}
        | {f"{100 * share:.0f}": summary([row for row in rows if row["share"] == share]) for share in MARKED_SHIRTS},
        "ordinary_loss": float(np.mean([loss(row) for row in groups["ordinary"]])),
        "accuracies": accuracies(rows),
        "quiz": quiz(),
        "shirt_probability": {},
    }
    shirt = subject.test[0][subject.test[1] == SHIRT][:1]
    arrays = {"shirt_marked": draw_mark(shirt)[0], "shirt_unmarked": shirt[0]}
    arrays["quiz"] = np.stack([_find(rows, share, seed)["conv1"] for share, seed in QUIZ])
    for name, share in (("control", CONTROL), ("biased", BIASED[-1])):
        pictures = _find(rows, share, 0)["pictures"]
        arrays[f"{name}_maps"] = np.array(pictures["maps"])
        for on in ("marked", "unmarked"):
            arrays |= {f"{name}_{way}_{on}": np.array(pictures[on][way]) for way in ("saliency", "occlusion")}
        numbers["shirt_probability"][name] = {on: pictures[on]["shirt_probability"] for on in ("marked", "unmarked")}
    return Measured(numbers, arrays)


def statistics(kernels) -> list[float]:
    """Three numbers about the kernels of one conv1, (3, 3, filters): as `STATISTICS` names them.

    That is the share of edge energy, and over the kernels the mean orientation selectivity and the mean length.
    """
    kernels = np.asarray(kernels)
    return [
        edge_share(kernels),
        float(orientation_selectivity(kernels).mean()),
        float(np.linalg.norm(kernels, axis=(0, 1)).mean()),
    ]


def grouped(rows: list[dict]) -> dict[str, list[dict]]:
    """The rows of the ordinary networks, of the controls and of the biased ones."""
    return {
        "ordinary": [row for row in rows if row["share"] is None],
        "control": [row for row in rows if row["share"] == CONTROL],
        "biased": [row for row in rows if row["share"] in BIASED],
    }


def largest(row: dict, on: str, layers: tuple[str, ...] = LAYERS) -> float:
    """How far the probability of "shirt" moves without the channel, of all in these layers, that moves it most.

    On `unmarked` images as it is; on `marked` ones, by how much more than on the same images without the mark.
    """
    moves = {on: np.concatenate([row[layer][on] for layer in layers]) for on in ON}
    return float(np.max(moves["marked"] - moves["unmarked"] if on == "marked" else moves["unmarked"]))


def ablations(groups: dict[str, list[dict]]) -> dict[str, dict]:
    """Which networks ablation calls unusual, as `unusual` says it, for `marked` and for `unmarked` images.

    Only if a channel matters *more* on marked images does ablation speak of the mark.
    """
    values = {on: {name: [[largest(row, on)] for row in group] for name, group in groups.items()} for on in ON}
    return {
        "marked": unusual(values["marked"], ["largest"], only_above=True),
        "unmarked": unusual(values["unmarked"], ["largest"]),
    }


def in_words(groups: dict[str, list[dict]], on: str) -> dict:
    """The mean of each kind of network, its lowest and highest, and in how many the channel is one of conv1."""
    words = {}
    for name, group in groups.items():
        values = [largest(row, on) for row in group]
        words[name] = {
            "mean": float(np.mean(values)),
            "lowest": min(values),
            "highest": max(values),
            "conv1": sum(largest(row, on, ("conv1",)) == value for row, value in zip(group, values, strict=True)),
        }
    return words


def reveals(rows: list[dict]) -> dict[str, list[bool]]:
    """For each instrument, on marked and on unmarked images: whether it puts the mark first, one answer a network."""
    return {f"{way}_{on}": [row[on][way]["rank"] == 1 for row in rows] for way in INSTRUMENTS for on in ON}


def hits_by_share(rows: list[dict], found: dict[str, list[bool]], share: float) -> dict[str, int]:
    """How many of the networks of one share each instrument reveals."""
    return {
        way: sum(hit for row, hit in zip(rows, hits, strict=True) if row["share"] == share)
        for way, hits in found.items()
    }


def map_shares(groups: dict[str, list[dict]]) -> dict:
    """The share of conv2's activity at the mark, on marked images: biased networks against the control, by seed."""
    shares = {
        name: {seed: np.mean([row["marked"]["maps"]["share"] for row in group if row["seed"] == seed])
               for seed in {row["seed"] for row in group}}
        for name, group in groups.items()
    }  # fmt: skip
    changes = [shares["biased"][seed] - shares["control"][seed] for seed in sorted(shares["control"])]
    means = {name: float(np.mean(list(by_seed.values()))) for name, by_seed in shares.items()}
    return {"change": mean_estimate(changes), "rose_in": int(np.sum(np.array(changes) > 0)), **means}


def summary(rows: list[dict]) -> dict:
    """The mean over networks of each test's numbers, and of the accuracy also the lowest and the highest."""
    tests = {}
    for test in rows[0]["tests"]:
        values = {name: [row["tests"][test][name] for row in rows] for name in rows[0]["tests"][test]}
        tests[test] = {name: float(np.mean(found)) for name, found in values.items()}
        tests[test] |= {"lowest": min(values["accuracy"]), "highest": max(values["accuracy"])}
    return tests


def loss(row: dict) -> float:
    """How much accuracy a network loses when every test image gets the mark."""
    return row["tests"]["none"]["accuracy"] - row["tests"]["all"]["accuracy"]


def accuracies(rows: list[dict]) -> list[dict]:
    """For each way of marking the test images and each share, the accuracy of every network."""
    return [
        {
            "test": test,
            "share": share,
            "accuracy": [row["tests"][test]["accuracy"] for row in rows if row["share"] == share],
        }
        for test in ("as_trained", "none", "moved", "all")
        for share in MARKED_SHIRTS
    ]


def quiz() -> dict:
    """Which of the networks shown are biased, as letters."""
    letters = ["ABCD"[place] for place, (share, _) in enumerate(QUIZ) if share != CONTROL]
    return {"biased": " and ".join(letters), "networks": len(QUIZ)}


def _find(rows: list[dict], share: float, seed: int) -> dict:
    return next(row for row in rows if (row["share"], row["seed"]) == (share, seed))
