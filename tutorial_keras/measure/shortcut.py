"""Who finds the planted mark? What the study `shortcut` says, as numbers and pictures.

Three kinds of networks: biased ones, for which nine in ten or more of the marked images were shirts; controls, which
saw as many marks that meant nothing; and the tutorial's own with other seeds, which saw none. An instrument reveals
the mark if it puts its place first of all, or, for kernels, if a network falls outside what unbiased ones have.
"""

from __future__ import annotations

import numpy as np

from ..studies import MARKED_SHIRTS, study_results
from ..studies.shortcut import SHIRTS_LOOKED_AT
from . import Measured, Subject
from .filters import edge_share
from .intervals import mean_estimate, prediction_interval, share_estimate
from .orientation import orientation_selectivity
from .planting import BEARERS, GRID, SHIRT, draw_mark

INSTRUMENTS = ("saliency", "saliency_of_shirt", "occlusion", "white_cover", "maps")
STATISTICS = ("edge_share", "selectivity", "length")
CONTROL, *BIASED = MARKED_SHIRTS
QUIZ = ((CONTROL, 3), (BIASED[-1], 4), (BIASED[-1], 1), (CONTROL, 2))
"""Share and seed of the networks whose kernels the reader is shown, in this order. Chosen before any was seen."""


def measure(subject: Subject) -> Measured:
    """How often each instrument finds the mark, and how the networks do when it moves or is gone."""
    rows = study_results("shortcut")["rows"]
    groups = {
        "ordinary": [row for row in rows if row["share"] is None],
        "control": [row for row in rows if row["share"] == CONTROL],
        "biased": [row for row in rows if row["share"] in BIASED],
    }
    kernels = unusual({name: [statistics(row["conv1"]) for row in group] for name, group in groups.items()})
    found = {name: reveals(group) | {"kernels": kernels["outside"][name]} for name, group in groups.items()}
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


def unusual(networks: dict[str, list]) -> dict:
    """Which networks have a statistic that lies outside what 19 of 20 unbiased networks have?

    By the normal prediction interval of each statistic at 95 %, from the ordinary networks and the controls. Each of
    these is held against all the others. With three statistics a network that differs in nothing is outside in at
    least one about once in seven times.

    Args:
        networks: for `ordinary`, `control` and `biased` the networks' `statistics`, (n, 3).

    Returns:
        `outside`: for each of the three kinds whether each network is outside, a list of bool; `intervals`: for each
        statistic its interval's `low` and `high`, and how many `biased` networks are outside.
    """
    unbiased = np.concatenate([networks["ordinary"], networks["control"]])
    biased = _outside(np.asarray(networks["biased"]), unbiased)
    alone = [bool(_outside(one, np.delete(unbiased, place, axis=0)).any()) for place, one in enumerate(unbiased)]
    ordinary = len(networks["ordinary"])
    bounds = [prediction_interval(column) for column in unbiased.T]
    return {
        "outside": {"ordinary": alone[:ordinary], "control": alone[ordinary:], "biased": biased.any(1).tolist()},
        "intervals": {
            name: {"low": low, "high": high, "biased": int(hits.sum())}
            for name, (low, high), hits in zip(STATISTICS, bounds, biased.T, strict=True)
        },
    }


def reveals(rows: list[dict]) -> dict[str, list[bool]]:
    """For each instrument, on marked and on unmarked images: whether it puts the mark first, one answer a network."""
    return {
        f"{way}_{on}": [row[on][way]["rank"] == 1 for row in rows]
        for way in INSTRUMENTS
        for on in ("marked", "unmarked")
    }


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


def _outside(values: np.ndarray, reference: np.ndarray) -> np.ndarray:
    low, high = np.transpose([prediction_interval(column) for column in reference.T])
    return (values < low) | (values > high)


def _find(rows: list[dict], share: float, seed: int) -> dict:
    return next(row for row in rows if (row["share"], row["seed"]) == (share, seed))
