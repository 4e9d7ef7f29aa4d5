"""The ledger: verdicts and intervals in the pages are those of the results."""

from dataclasses import replace

import pytest

from tutorial_keras.claims import Claim, Prediction
from tutorial_keras.errors import TutorialError
from tutorial_keras.publish.ledger import Ledger


def ledger(low=0.1, value=0.2, high=0.3, strict=None):
    strict_low, strict_high = strict or (low, high)
    estimate = {"value": value, "low": low, "high": high, "strict_low": strict_low, "strict_high": strict_high, "n": 3}
    results = {"a": {"b": estimate, "c": 1.0}}
    made = Prediction("It rises & falls.", "We looked", "nothing", "a.b", "above", 0.0, ".2f")
    return Ledger({"k": Claim("k", "It is so.", "tutorial/p.md#there", (made,))}, results)


def test_a_verdict_is_a_link_to_its_row_and_changes_with_the_results():
    assert ledger().verdict("k", "../claims/") == '<a class="verdict verdict-yes" href="../claims/#k">supported</a>'
    assert ">not supported</a>" in ledger(low=-0.1).verdict("k", "../claims/")


def test_holds_tells_of_single_predictions():
    assert ledger().holds("k", 0) is True
    assert ledger(low=-0.1).holds("k", 0) is False
    with pytest.raises(TutorialError, match="predictions 0 to 0, not 1"):
        ledger().holds("k", 1)


def test_a_caveat_stands_beside_its_prediction_and_changes_no_outcome():
    with_caveat = ledger()
    found = with_caveat.claims["k"].predictions[0]
    with_caveat.claims["k"] = Claim("k", "It is so.", "p.md", (replace(found, caveat="Weak & late."),))
    assert "Weak &amp; late." in with_caveat.box("k", "") and "Weak" not in ledger().box("k", "")
    assert with_caveat.holds("k", 0) == ledger().holds("k", 0)


def test_an_unknown_claim_is_answered_with_those_there_are():
    for ask in (lambda: ledger().verdict("x", ""), lambda: ledger().box("x", ""), lambda: ledger().holds("x", 0)):
        with pytest.raises(TutorialError, match="no claim 'x'; there are k"):
            ask()


def test_an_estimate_is_written_with_its_interval():
    assert ledger().estimate("a.b", "+.1f") == "+0.2 (95 % interval +0.1 to +0.3)"
    assert ledger(0.01, 0.02, 0.03).estimate("a.b", "points") == (
        "2.00 percentage points (95 % interval 1.00 to 3.00 percentage points)"
    )
    assert ledger(4, 4, 4).estimate("a.b", ",.0f") == "4"
    with pytest.raises(TutorialError, match="not an estimate"):
        ledger().estimate("a.c", ".2f")


def test_the_box_tells_the_claim_the_outcome_the_interval_and_the_bound():
    box = ledger().box("k", "../claims/")
    for words in ("It is so.", "It rises &amp; falls.", "0.20 (95 % interval 0.10 to 0.30)", "expected above 0.00",
                  "nothing", ">holds<", ">supported</a>"):  # fmt: skip
        assert words in box, words


@pytest.mark.parametrize(
    ("low", "value", "high", "places"),
    [(1, 2, 3, (8, 36, 64, 92)), (-3, -2, -1, (92, 8, 36, 64)), (-1, 0, 1, (50, 8, 50, 92)), (0, 0, 0, (8, 8, 8, 8))],
)
def test_the_small_drawing_puts_bound_interval_and_estimate_to_scale(low, value, high, places):
    box = ledger(low, value, high).box("k", "")
    bound, left, middle, right = (f"{place:.1f}" for place in places)
    assert f'd="M{bound} 0V16"' in box
    assert f'd="M{left} 8H{right}"' in box
    assert f'cx="{middle}"' in box


def test_the_counts_add_up():
    facts = ledger(strict=(-1, 1)).facts()
    assert (facts["claims"], facts["predictions"], facts["supported"], facts["hold"], facts["soft"]) == (1, 1, 1, 1, 1)
    assert "tested together" in ledger(strict=(-1, 1)).rows(lambda page: page)
    assert "tested together" not in ledger().rows(lambda page: page)


def test_what_the_bootstrap_would_change_is_counted_and_named():
    found = ledger(low=-0.1)
    assert (found.facts()["bootstrapped"], found.facts()["by_bootstrap"]) == (0, [])
    found = ledger(low=-0.1)
    found.results["a"]["b"] |= {"bootstrap_low": 0.1, "bootstrap_high": 0.3}
    facts = found.facts()
    assert (facts["bootstrapped"], facts["verdicts_by_bootstrap"]) == (1, 1)
    assert facts["by_bootstrap"] == [{"key": "k", "says": "It rises & falls.", "now": "undecided", "then": "holds"}]


def test_a_row_has_an_anchor_and_leads_to_the_page_that_looks_into_it():
    rows = ledger().rows(lambda page: f"../{page}")
    assert "### It is so. { #k }" in rows
    assert 'href="../tutorial/p.md#there"' in rows
    assert '<a href="#k">It is so.</a>' in ledger().summary()
