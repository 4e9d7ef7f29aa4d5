"""What kind of detector is a 3×3 kernel?

Frei & Chen (1977), "Fast Boundary Detection: A Generalization and a New Algorithm", IEEE Transactions on
Computers C-26 (10), 988-998, https://doi.org/10.1109/TC.1977.1674733, split the nine-dimensional space of 3×3
kernels by an orthonormal basis: four directions of edges, four of lines, one of averages. A kernel's energy, its
squared length, falls apart into the three.
"""

from __future__ import annotations

import numpy as np

from ..studies import study_results
from . import Measured, Subject
from .intervals import mean_estimate
from .orientation import orientation_estimates
from .quiz import mixed_rows, quiz_facts

_R = np.sqrt(2)
FREI_CHEN = np.array(
    [
        # edges: two gradients along the axes, two ripples
        np.array([[1, _R, 1], [0, 0, 0], [-1, -_R, -1]]) / (2 * _R),
        np.array([[1, 0, -1], [_R, 0, -_R], [1, 0, -1]]) / (2 * _R),
        np.array([[0, -1, _R], [1, 0, -1], [-_R, 1, 0]]) / (2 * _R),
        np.array([[_R, -1, 0], [-1, 0, 1], [0, 1, -_R]]) / (2 * _R),
        # lines: two along the diagonals and axes, two Laplacians
        np.array([[0, 1, 0], [-1, 0, -1], [0, 1, 0]]) / 2,
        np.array([[-1, 0, 1], [0, 0, 0], [1, 0, -1]]) / 2,
        np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]]) / 6,
        np.array([[-2, 1, -2], [1, 4, 1], [-2, 1, -2]]) / 6,
        # average
        np.ones((3, 3)) / 3,
    ]
)
"""The nine orthonormal basis kernels, (9, 3, 3): 0-3 edges, 4-7 lines, 8 the average."""

CHANCE_EDGE_SHARE = 4 / 9
"""What kernels of independent, identically distributed weights of either sign have on average: 4 of 9 dimensions."""

OFF_CENTRE = np.array([[1, -1, 0]] * 3)
"""It answers to an edge that runs not through its middle but between two of its columns."""

ZERO_SUM = 0.01
"""With less than this share of average in its energy, a kernel's weights sum to next to nothing."""

RANDOM_KERNELS, SHOWN_KERNELS = 200_000, 700


def measure(subject: Subject) -> Measured:
    """The kernels of the network shown, and what ten networks say about the claim that conv1 learns edge detectors."""
    weights = subject.run.checkpoints.weights
    conv1, conv2 = weights["conv1/kernel"], weights["conv2/kernel"][-1]
    before, after = conv1[0], conv1[-1]
    networks = collect_kernels(study_results("kernels")["rows"])
    random = random_kernels(RANDOM_KERNELS)
    quiz, trained = mixed_rows(networks["before"], networks["after"])
    numbers = {
        "conv1": {"lowest": float(after.min()), "highest": float(after.max())},
        "conv2": {
            "lowest": float(conv2.min()),
            "highest": float(conv2.max()),
            "kernels": int(np.prod(conv2.shape[2:])),
        },
        "energy": {"before": float((before**2).sum()), "after": float((after**2).sum())},
        "change": relative_change(before, after),
        "checkpoints": len(conv1),
        "networks": len(networks["after"]),
        "kernels": len(networks["after"]) * networks["after"].shape[-1],
        "edges": {
            "chance": CHANCE_EDGE_SHARE,
            "shown": {"before": edge_share(before), "after": edge_share(after)},
            "off_centre": edge_share(OFF_CENTRE),
            **edge_estimates(networks, random),
        },
        "orientation": orientation_estimates(networks, random[..., :10_000]),
        "zero_sum": {
            "shown": {"before": int(zero_sum(before).sum()), "after": int(zero_sum(after).sum())},
            **zero_sum_estimates(networks, random),
        },
        "shuffled": shuffled_facts(study_results("kernels")["rows"], networks),
        "quiz": quiz_facts(trained, [edge_share(row) for row in quiz]),
    }
    arrays = {
        "conv1": after[:, :, 0],
        "conv1_bias": weights["conv1/bias"][-1],
        "conv1_checkpoints": conv1[:, :, :, 0],
        "steps": subject.run.checkpoints.steps,
        "conv2": conv2,
        "quiz": quiz,
        "random_shares": energy_shares(random[..., :SHOWN_KERNELS]).T,
    }
    for name, kernels in networks.items():
        arrays[f"{name}_shares"] = np.concatenate([energy_shares(network).T for network in kernels])
        arrays[f"{name}_edge_share"] = np.array([edge_share(network) for network in kernels])
    return Measured(numbers, arrays)


def collect_kernels(rows: list[dict]) -> dict[str, np.ndarray]:
    """The kernels of study `kernels`, `before`, `after` and `shuffled`, each as (networks, 3, 3, filters)."""
    return {name: np.moveaxis([row[name] for row in rows], 1, -1) for name in ("before", "after", "shuffled")}


def random_kernels(count: int, seed: int = 0) -> np.ndarray:
    """Kernels as the network has them before training, (3, 3, count): uniform weights (Glorot & Bengio 2010).

    Their length does not matter here: all that is asked of them is how it falls apart.
    """
    return np.random.default_rng(seed).uniform(-1, 1, (3, 3, count))


def edge_estimates(networks: dict[str, np.ndarray], random: np.ndarray) -> dict:
    """What the claim's predictions about edges ask for, and a few companions. One network is one observation.

    Args:
        networks: as `collect_kernels` gives them.
        random: kernels to be held against, (3, 3, n).
    """
    share = {name: np.array([edge_share(network) for network in kernels]) for name, kernels in networks.items()}
    single = {name: np.stack([energy_shares(network)[0] for network in kernels]) for name, kernels in networks.items()}
    strong = float(np.quantile(energy_shares(random)[0], 0.95))
    trained_wins = (single["after"][:, :, None] > single["before"][:, None]).mean((1, 2))
    return {
        "change": mean_estimate(share["after"] - share["before"]),
        "before": mean_estimate(share["before"]),
        "after": mean_estimate(share["after"]),
        "shuffled": mean_estimate(share["shuffled"]),
        "shuffled_change": mean_estimate(share["shuffled"] - share["before"]),
        "against_shuffled": mean_estimate(share["after"] - share["shuffled"]),
        "rose_in": int((share["after"] > share["before"]).sum()),
        "highest": float(share["after"].max()),
        "lowest": float(share["after"].min()),
        "kernel_change": mean_estimate((single["after"] - single["before"]).mean(1)),
        "told_apart": mean_estimate(trained_wins),
        "strong_from": strong,
        "strong_share": mean_estimate((single["after"] > strong).mean(1)),
        **{f"strong_{name}": int((shares > strong).sum()) for name, shares in single.items()},
    }


def zero_sum(kernels: np.ndarray) -> np.ndarray:
    """Which of the kernels (3, 3, ...) have next to no average in them: over even ground their weights cancel."""
    return energy_shares(kernels)[2] < ZERO_SUM


def zero_sum_estimates(networks: dict[str, np.ndarray], random: np.ndarray) -> dict:
    """What share of the kernels sum to nothing; the arguments are those of `edge_estimates`.

    No prediction asked for this. It was seen in the figure of the energies, and counted afterwards.
    """
    share = {name: np.array([zero_sum(network).mean() for network in kernels]) for name, kernels in networks.items()}
    return {
        "limit": ZERO_SUM,
        **{name: mean_estimate(shares) for name, shares in share.items()},
        "change": mean_estimate(share["after"] - share["before"]),
        "against_shuffled": mean_estimate(share["after"] - share["shuffled"]),
        "random": float(zero_sum(random).mean()),
    }


def shuffled_facts(rows: list[dict], networks: dict[str, np.ndarray]) -> dict:
    """How well networks learned shuffled labels, what died in conv2, and how far the kernels moved, on average."""
    pairs = {name: zip(networks["before"], networks[name], strict=True) for name in ("after", "shuffled")}
    moved = {name: float(np.mean([relative_change(*pair) for pair in found])) for name, found in pairs.items()}
    return {
        "accuracy": float(np.mean([row["shuffled_accuracy"] for row in rows])),
        "dead": float(np.mean([row["shuffled_dead"] for row in rows])),
        "dead_by_labels": float(np.mean([row["dead"] for row in rows])),
        "moved": moved["shuffled"],
        "moved_by_labels": moved["after"],
    }


def relative_change(before: np.ndarray, after: np.ndarray) -> float:
    """How far weights moved, as a share of their length before."""
    return float(np.linalg.norm(after - before) / np.linalg.norm(before))


def frei_chen_energy(kernels: np.ndarray) -> np.ndarray:
    """Split the energy of kernels into edge, line and average.

    Args:
        kernels: 3×3 kernels with the position first, as Keras stores them: (3, 3, ...).

    Returns:
        Sums of squared weights, (3, ...): edge, line, average. They add up to the kernels' squared length.
    """
    coefficients = np.tensordot(FREI_CHEN, kernels, axes=([1, 2], [0, 1]))
    return np.stack([(coefficients[part] ** 2).sum(0) for part in (slice(0, 4), slice(4, 8), slice(8, 9))])


def edge_share(kernels: np.ndarray) -> float:
    """The share of the kernels' whole energy that lies in the edge subspace, 0 to 1, for (3, 3, ...)."""
    energy = frei_chen_energy(kernels).reshape(3, -1).sum(1)
    return float(energy[0] / energy.sum())


def energy_shares(kernels: np.ndarray) -> np.ndarray:
    """The shares of edge, line and average in the energy of each kernel (3, 3, ...): (3, ...), adding up to 1."""
    energy = frei_chen_energy(kernels)
    return energy / energy.sum(0)
