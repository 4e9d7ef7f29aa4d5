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
from dataclasses import dataclass
from pathlib import Path

from .errors import TutorialError
from .results import look_up

PREDICTIONS = 60
"""How many predictions the claims may make in all."""
LEVEL, STRICT = 0.95, 1 - 0.05 / PREDICTIONS
"""How often an interval holds its true value: one alone, or one so wide that those of all predictions hold at once."""

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

    def outcome(self, results: dict, strict: bool = False) -> str:
        """Whether the prediction holds, by its 95 % interval or, if `strict`, by the one
        that allows for all predictions being tested together."""
        found = look_up(results, self.estimate)
        prefix = "strict_" if strict else ""
        low, high = found[f"{prefix}low"], found[f"{prefix}high"]
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

    def verdict(self, results: dict, strict: bool = False) -> str:
        """Supported, partly supported or not supported, by the rule above."""
        held = [prediction.outcome(results, strict) == HOLDS for prediction in self.predictions]
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
