"""Claims and their verdicts: what is said of networks like this one, held against what was measured.

`docs/claims.toml` has one entry a claim: its words, and the predictions that follow from it. A prediction names an
estimate of the results, the side on which it must lie, and the bound: the null value, or the smallest effect that
would matter. It was written before the estimates were. The rule:

- A prediction **holds** if the whole 95 % interval lies on the predicted side of the bound. It **fails** if the whole
  interval lies on the other side. Otherwise it is **undecided**.
- A claim is **supported** if all its predictions hold, **partly supported** if some do, **not supported** if none does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import TutorialError
from .results import look_up

PREDICTIONS = 60
"""How many predictions the claims may make in all."""
LEVEL, STRICT = 0.95, 1 - 0.05 / PREDICTIONS
"""How often an interval holds its true value: one alone, or one so wide that those of all predictions hold at once."""

USUAL, TOGETHER, BOOTSTRAP = "", "strict_", "bootstrap_"
"""Kinds of intervals, by what their ends are called in an estimate: each by itself, wide enough for all predictions to
hold together, and by the bootstrap."""

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"
SUPPORTED, PARTLY, NOT = "supported", "partly supported", "not supported"


@dataclass(frozen=True)
class Prediction:
    """What must be seen if a claim is true.

    Attributes:
        says: the prediction in plain words.
        how: how it was tested.
        null: what it was held against: an untrained network, shuffled labels, chance, …
        estimate: path of an estimate in the results (see `measure.intervals`).
        expect: `above` or `below`.
        bound: what the whole interval must be above or below.
        form: how the numbers are written, as in `n(…)`.
        caveat: what was found, after the result, to be weak about this test. It changes no outcome.
    """

    says: str
    how: str
    null: str
    estimate: str
    expect: str
    bound: float
    form: str
    caveat: str = ""

    def outcome(self, results: dict, kind: str = USUAL) -> str:
        """Whether the prediction holds, by the interval of that kind; a share or a count has no bootstrap and keeps
        its exact interval."""
        found = look_up(results, self.estimate)
        low, high = (found.get(f"{kind}{end}", found[end]) for end in ("low", "high"))
        if self.expect == "below":
            low, high, bound = -high, -low, -self.bound
        else:
            bound = self.bound
        return HOLDS if low > bound else FAILS if high <= bound else UNDECIDED


@dataclass(frozen=True)
class Claim:
    """Something said of networks like this one.

    Attributes:
        key: its name in links.
        says: the claim in plain words.
        page: where it is looked into, as a page's source and an anchor.
        predictions: what follows from it.
    """

    key: str
    says: str
    page: str
    predictions: tuple[Prediction, ...]

    def outcomes(self, results: dict, kind: str = USUAL) -> tuple[str, ...]:
        """What becomes of each prediction."""
        return tuple(prediction.outcome(results, kind) for prediction in self.predictions)


def verdict_of(outcomes: Sequence[str]) -> str:
    """Supported, partly supported or not supported, by the rule above."""
    held = [outcome == HOLDS for outcome in outcomes]
    return SUPPORTED if all(held) else PARTLY if any(held) else NOT


def load_claims(file: Path) -> dict[str, Claim]:
    """Read the claims by key.

    Raises:
        TutorialError: an entry that lacks a field, has one too many, or expects something other than above or below.
    """
    claims = {}
    for entry in tomllib.loads(file.read_text(encoding="utf-8"))["claim"]:
        try:
            predictions = tuple(Prediction(**found) for found in entry.pop("prediction"))
            claim = Claim(**entry, predictions=predictions)
        except (TypeError, KeyError) as error:
            raise TutorialError(f"{file.name}: claim {entry.get('key', '?')!r}: {error}") from None
        for prediction in claim.predictions:
            if prediction.expect not in ("above", "below"):
                raise TutorialError(
                    f"{file.name}: claim {claim.key!r}: received expect={prediction.expect!r}; expected above or below"
                )
        if not predictions or claim.key in claims:
            raise TutorialError(f"{file.name}: claim {claim.key!r} has no prediction, or stands there twice")
        claims[claim.key] = claim
    if (made := sum(len(claim.predictions) for claim in claims.values())) > PREDICTIONS:
        raise TutorialError(
            f"{file.name}: {made} predictions; expected at most {PREDICTIONS}, for which intervals allow"
        )
    return claims
