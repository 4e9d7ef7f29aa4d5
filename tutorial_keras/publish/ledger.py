"""The ledger of claims: its rows, and the words for verdicts that pages put into their sentences.

{{ verdict("edge-detectors") }}                       a link that says "not supported"
{{ claim("edge-detectors") }}                         the claim, its verdict and its predictions, as a box
{{ estimate("filters.edges.change", "+.3f") }}        an estimate with its interval
{% if holds("edge-detectors", 0) %} … {% endif %}     whether the first prediction holds
{{ ledger() }}                                        the whole table
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cached_property

from ..claims import (
    BOOTSTRAP,
    FAILS,
    HOLDS,
    NOT,
    PARTLY,
    STRICT,
    SUPPORTED,
    TOGETHER,
    UNDECIDED,
    USUAL,
    Claim,
    Prediction,
    verdict_of,
)
from ..errors import TutorialError
from ..results import look_up
from .numbers import format_number

PAGE = "claims/"
MARKS = {SUPPORTED: "yes", PARTLY: "partly", NOT: "no", HOLDS: "yes", FAILS: "no", UNDECIDED: "partly"}


class Ledger:
    """The claims, held against the results.

    Args:
        claims: by key, as `claims.load_claims` gives them.
        results: all numbers of the build.
    """

    def __init__(self, claims: dict[str, Claim], results: dict):
        self.claims, self.results = claims, results

    @cached_property
    def outcomes(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Of each claim's predictions, by kind of interval and key."""
        return {
            kind: {key: claim.outcomes(self.results, kind) for key, claim in self.claims.items()}
            for kind in (USUAL, TOGETHER, BOOTSTRAP)
        }

    @cached_property
    def verdicts(self) -> dict[str, dict[str, str]]:
        """Of each claim, by kind of interval and key."""
        return {
            kind: {key: verdict_of(outcomes) for key, outcomes in found.items()}
            for kind, found in self.outcomes.items()
        }

    def find(self, key: str) -> Claim:
        """The claim of that key, or a `TutorialError` that says which there are."""
        if key not in self.claims:
            raise TutorialError(f"no claim {key!r}; there are {', '.join(self.claims)}")
        return self.claims[key]

    def verdict(self, key: str, home: str) -> str:
        """The macro `verdict`: the verdict's words, linked to the claim's row. `home`: address of the page Claims."""
        words = self.verdicts[USUAL][self.find(key).key]
        return f'<a class="verdict verdict-{MARKS[words]}" href="{home}#{key}">{words}</a>'

    def holds(self, key: str, place: int) -> bool:
        """The macro `holds`: whether a claim's prediction, counted from 0, holds."""
        outcomes = self.outcomes[USUAL][self.find(key).key]
        if not 0 <= place < len(outcomes):
            raise TutorialError(f"claim {key!r} has predictions 0 to {len(outcomes) - 1}, not {place}")
        return outcomes[place] == HOLDS

    def estimate(self, path: str, form: str) -> str:
        """The macro `estimate`: a value with its 95 % interval, in words."""
        found = look_up(self.results, path)
        if not isinstance(found, dict) or not {"value", "low", "high"} <= found.keys():
            raise TutorialError(f"{path!r} is not an estimate with an interval; use n() for plain numbers")
        value, low, high = (format_number(found[name], form) for name in ("value", "low", "high"))
        if found["low"] == found["high"]:
            return value
        return f"{value} (95 % interval {_short(low)} to {high})"

    def box(self, key: str, home: str) -> str:
        """The macro `claim`: what is claimed, what must be seen if it is true, what was seen, and the verdict."""
        claim = self.find(key)
        return (
            f'<section class="claim" aria-label="Claim"><p class="claim-says">“{html.escape(claim.says)}” '
            f"{self.verdict(key, home)}</p>{self._predictions(claim)}{self._robust(claim)}</section>"
        )

    def summary(self) -> str:
        """The macro `ledger_summary`: one line a claim."""
        rows = "".join(
            f'<tr><td><a href="#{claim.key}">{html.escape(claim.says)}</a></td>'
            f"<td>{_badge(self.verdicts[USUAL][claim.key])}{self._robust(claim)}</td><td>{self._count(claim)}</td></tr>"
            for claim in self.claims.values()
        )
        head = "<tr><th>Claim</th><th>Verdict</th><th>Hold</th></tr>"
        return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def rows(self, link: Callable[[str], str]) -> str:
        """The macro `ledger_rows`: every claim with its predictions, their outcomes and its verdict.

        Args:
            link: turns a page's source with an anchor into an address.
        """
        # headings in Markdown, so that the table of contents lists them
        return "\n".join(
            f"### {html.escape(claim.says)} {{ #{claim.key} }}\n\n"
            f'<section class="claim claim-row" aria-labelledby="{claim.key}">'
            f'<p class="claim-says">Verdict: {_badge(self.verdicts[USUAL][claim.key])}</p>'
            f"{self._predictions(claim, full=True)}{self._robust(claim)}"
            f'<p class="claim-link"><a href="{link(claim.page)}">The page that looks into it</a></p></section>\n'
            for claim in self.claims.values()
        )

    def facts(self) -> dict:
        """Counts for sentences about the ledger."""
        verdicts = {kind: list(found.values()) for kind, found in self.verdicts.items()}
        outcomes = [outcome for found in self.outcomes[USUAL].values() for outcome in found]
        return {
            "strict_level": f"{STRICT:.2%}",
            "claims": len(self.claims),
            "predictions": len(outcomes),
            "supported": verdicts[USUAL].count(SUPPORTED),
            "supported_together": verdicts[TOGETHER].count(SUPPORTED),
            "partly": verdicts[USUAL].count(PARTLY),
            "not_supported": verdicts[USUAL].count(NOT),
            "hold": outcomes.count(HOLDS),
            "fail": outcomes.count(FAILS),
            "undecided": outcomes.count(UNDECIDED),
            "soft": len(self.moved(TOGETHER)),
            "bootstrapped": sum("bootstrap_low" in look_up(self.results, made.estimate) for _, made in self._made()),
            "by_bootstrap": self.moved(BOOTSTRAP),
            "verdicts_by_bootstrap": sum(
                now != then for now, then in zip(verdicts[USUAL], verdicts[BOOTSTRAP], strict=True)
            ),
        }

    def moved(self, kind: str) -> list[dict]:
        """The predictions whose outcome another kind of interval would change: `key`, `says`, `now` and `then`."""
        pairs = zip(self.outcomes[USUAL].values(), self.outcomes[kind].values(), strict=True)
        changes = [pair for found in pairs for pair in zip(*found, strict=True)]
        return [
            {"key": claim.key, "says": made.says, "now": now, "then": then}
            for (claim, made), (now, then) in zip(self._made(), changes, strict=True)
            if now != then
        ]

    def _made(self) -> list[tuple[Claim, Prediction]]:
        return [(claim, made) for claim in self.claims.values() for made in claim.predictions]

    def _count(self, claim: Claim) -> str:
        outcomes = self.outcomes[USUAL][claim.key]
        return f"{outcomes.count(HOLDS)} of {len(outcomes)}"

    def _robust(self, claim: Claim) -> str:
        words, strict = (self.verdicts[kind][claim.key] for kind in (USUAL, TOGETHER))
        if words == strict:
            return ""
        return f'<p class="claim-note">Allowing for all predictions tested together: {strict}.</p>'

    def _predictions(self, claim: Claim, full: bool = False) -> str:
        found = zip(claim.predictions, self.outcomes[USUAL][claim.key], strict=True)
        items = "".join(self._prediction(prediction, outcome, full) for prediction, outcome in found)
        return f'<ol class="predictions" start="1">{items}</ol>'

    def _prediction(self, prediction: Prediction, outcome: str, full: bool) -> str:
        how = f'<span class="prediction-how">{html.escape(prediction.how)}.</span>' if full else ""
        caveat = f'<span class="prediction-caveat">{html.escape(prediction.caveat)}</span>' if prediction.caveat else ""
        return (
            f'<li><span class="prediction-says">{html.escape(prediction.says)}</span> {_badge(outcome)}{how}'
            f'<span class="prediction-found">{self._interval(prediction)}'
            f"<span>{self.estimate(prediction.estimate, prediction.form)}; expected {prediction.expect} "
            f"{_bound(prediction)} ({html.escape(prediction.null)})</span></span>{caveat}</li>"
        )

    def _interval(self, prediction: Prediction) -> str:
        """A small drawing, the size of a word: the interval as a bar, the estimate as a dot, the bound as a line."""
        found = look_up(self.results, prediction.estimate)
        lowest, highest = min(found["low"], prediction.bound), max(found["high"], prediction.bound)
        span = (highest - lowest) or 1

        def x(value: float) -> str:
            return f"{8 + 84 * (value - lowest) / span:.1f}"

        low, value, high, bound = (x(v) for v in (found["low"], found["value"], found["high"], prediction.bound))
        return (
            '<svg class="interval" viewBox="0 0 100 16" width="100" height="16" aria-hidden="true">'
            f'<path class="interval-bound" d="M{bound} 0V16"/><path d="M{low} 8H{high}"/>'
            f'<circle cx="{value}" cy="8" r="3.5"/></svg>'
        )


def _badge(words: str) -> str:
    return f'<span class="verdict verdict-{MARKS[words]}">{words}</span>'


def _bound(prediction: Prediction) -> str:
    return format_number(prediction.bound, prediction.form.replace("+", ""))


def _short(words: str) -> str:
    return words.removesuffix(" percentage points")
