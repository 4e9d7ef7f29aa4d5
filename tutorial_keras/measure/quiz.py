"""Which rows of kernels were trained? Rows in random order, and how well one number tells them apart."""

from __future__ import annotations

from math import comb

import numpy as np

ROWS, TRAINED = 6, 3


def mixed_rows(before: np.ndarray, after: np.ndarray, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Kernels of some networks, each either untrained or trained, in random order.

    Args:
        before, after: the kernels of the same networks, (networks, 3, 3, filters).
        seed: of the choice, the order, and who is trained.

    Returns:
        Kernels (ROWS, 3, 3, filters), no network twice, and the TRAINED rows that are trained, ascending.
    """
    random = np.random.default_rng(seed)
    chosen = random.choice(len(before), ROWS, replace=False)
    trained = np.sort(random.choice(ROWS, TRAINED, replace=False))
    rows = before[chosen]
    rows[trained] = after[chosen[trained]]
    return rows, trained


def quiz_facts(trained: np.ndarray, edge_shares: list[float]) -> dict:
    """The answer, and how right one would be to choose the rows with the largest shares of edge energy.

    Args:
        trained: the trained rows, from 0.
        edge_shares: one share a row.
    """
    guess = np.argsort(edge_shares)[-TRAINED:]
    return {
        "rows": ROWS,
        "trained": TRAINED,
        "ways": comb(ROWS, TRAINED),
        "answer": _letters(trained),
        "most_edges": _letters(guess),
        "most_edges_right": int(np.isin(guess, trained).sum()),
    }


def _letters(rows: np.ndarray) -> str:
    """Rows 0, 2 and 5 as "A, C and F"."""
    *first, last = (chr(ord("A") + row) for row in sorted(rows.tolist()))
    return f"{', '.join(first)} and {last}"
