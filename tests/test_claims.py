"""Claims: outcomes and verdicts follow the written rule, and the file of claims is whole."""

import pytest

from tutorial_keras import claims
from tutorial_keras.claims import (
    BOOTSTRAP,
    FAILS,
    HOLDS,
    NOT,
    PARTLY,
    SUPPORTED,
    TOGETHER,
    UNDECIDED,
    Claim,
    Prediction,
    load_claims,
    verdict_of,
)
from tutorial_keras.errors import TutorialError
from tutorial_keras.results import look_up

from .conftest import ROOT


def prediction(expect="above", bound=0.0, estimate="a.b"):
    return Prediction("It rises.", "We looked.", "nothing", estimate, expect, bound, ".2f")


def results(low, high, strict=None):
    strict_low, strict_high = strict or (low, high)
    return {"a": {"b": {"low": low, "high": high, "strict_low": strict_low, "strict_high": strict_high}}}


@pytest.mark.parametrize(
    ("expect", "low", "high", "outcome"),
    [
        ("above", 0.1, 0.3, HOLDS),
        ("above", -0.1, 0.3, UNDECIDED),
        ("above", -0.3, -0.1, FAILS),
        ("above", 0.0, 0.3, UNDECIDED),
        ("above", 0.0, 0.0, FAILS),
        ("below", 0.1, 0.3, FAILS),
        ("below", -0.1, 0.3, UNDECIDED),
        ("below", -0.3, -0.1, HOLDS),
        ("below", -0.3, 0.0, UNDECIDED),
        ("below", 0.0, 0.0, FAILS),
    ],
)
def test_a_prediction_holds_only_if_the_whole_interval_lies_on_its_side(expect, low, high, outcome):
    assert prediction(expect).outcome(results(low, high)) == outcome
    moved = prediction(expect, bound=5.0)
    assert moved.outcome(results(low + 5, high + 5)) == outcome


def test_a_prediction_can_hold_alone_and_not_among_all():
    found = results(0.1, 0.3, strict=(-0.1, 0.5))
    assert prediction().outcome(found) == HOLDS
    assert prediction().outcome(found, TOGETHER) == UNDECIDED


def test_a_bootstrap_can_decide_otherwise_and_what_has_none_keeps_its_interval():
    found = results(-0.1, 0.3)
    assert prediction().outcome(found, BOOTSTRAP) == UNDECIDED
    found["a"]["b"] |= {"bootstrap_low": 0.01, "bootstrap_high": 0.2}
    assert (prediction().outcome(found), prediction().outcome(found, BOOTSTRAP)) == (UNDECIDED, HOLDS)


@pytest.mark.parametrize(
    ("lows", "verdict"), [((1, 1, 1), SUPPORTED), ((1, -1, 1), PARTLY), ((-1, -1, 1), PARTLY), ((-1, -1, -1), NOT)]
)
def test_a_claim_is_supported_if_all_predictions_hold_partly_if_some_do(lows, verdict):
    found = {"a": {str(i): results(low, low + 3)["a"]["b"] for i, low in enumerate(lows)}}
    claim = Claim("k", "It is so.", "p.md", tuple(prediction(estimate=f"a.{i}") for i in range(3)))
    assert verdict_of(claim.outcomes(found)) == verdict


def test_an_undecided_prediction_supports_nothing():
    assert verdict_of(Claim("k", "It is so.", "p.md", (prediction(),)).outcomes(results(-1, 2))) == NOT


def test_every_prediction_of_the_ledger_names_an_estimate_with_a_sound_interval(workspace):
    found = load_claims(ROOT / "docs" / "claims.toml")
    assert len(found) >= 12
    for claim in found.values():
        for made in claim.predictions:
            estimate = look_up(workspace.results, made.estimate)
            assert estimate["low"] <= estimate["value"] <= estimate["high"], made.estimate
            assert estimate["strict_low"] <= estimate["low"], made.estimate
            assert estimate["high"] <= estimate["strict_high"], made.estimate
            assert estimate["n"] >= 1, made.estimate


def test_no_two_predictions_rest_on_one_estimate():
    estimates = [
        made.estimate for claim in load_claims(ROOT / "docs" / "claims.toml").values() for made in claim.predictions
    ]
    assert len(set(estimates)) == len(estimates)


GOOD = """
[[claim]]
key = "k"
says = "It is so."
page = "p.md"

[[claim.prediction]]
says = "It rises."
how = "We looked."
null = "nothing"
estimate = "a.b"
expect = "above"
bound = 0
form = ".2f"
"""


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (GOOD.replace('null = "nothing"\n', ""), "'k'.*null"),
        (GOOD.replace("above", "beside"), "expect='beside'; expected above or below"),
        (GOOD + 'colour = "red"\n', "colour"),
        (GOOD + GOOD, "twice"),
        (GOOD[: GOOD.index("[[claim.pred")], "'k'.*prediction"),
    ],
    ids=["lacks a field", "wrong side", "unknown field", "twice", "no prediction"],
)
def test_a_malformed_claim_is_named(tmp_path, source, words):
    (tmp_path / "claims.toml").write_text(source)
    with pytest.raises(TutorialError, match=words):
        load_claims(tmp_path / "claims.toml")


def test_more_predictions_than_the_intervals_allow_for_are_refused(tmp_path, monkeypatch):
    (tmp_path / "claims.toml").write_text(GOOD)
    assert list(load_claims(tmp_path / "claims.toml")) == ["k"]
    monkeypatch.setattr(claims, "PREDICTIONS", 0)
    with pytest.raises(TutorialError, match="1 predictions; expected at most 0"):
        load_claims(tmp_path / "claims.toml")
