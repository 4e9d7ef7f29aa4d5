"""Medians, ratios and rounds, by hand."""

import sys

import pytest

from tutorial_keras.bench.compare import child, in_words, interleaved, ratio, spread
from tutorial_keras.errors import TutorialError


def test_a_spread_is_the_median_between_the_extremes():
    assert spread([3.0, 1.0, 10.0]) == {"median": 3.0, "low": 1.0, "high": 10.0, "values": [3.0, 1.0, 10.0]}
    assert spread([1.0, 2.0])["median"] == 1.5


def test_a_ratio_compares_round_by_round():
    """A machine half as fast in the second round doubles both sides, and changes no ratio."""
    assert ratio([6.0, 12.0], [2.0, 4.0]) == spread([3.0, 3.0])
    with pytest.raises(ValueError):
        ratio([1.0], [1.0, 2.0])


def test_every_case_runs_once_a_round_and_every_other_round_backwards():
    order, shares = [], []

    def case(name, value):
        return lambda: order.append(name) or value

    found = interleaved({"a": case("a", 1.0), "b": case("b", 2.0)}, 3, shares.append)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert found == {"a": [1.0] * 3, "b": [2.0] * 3}
    assert shares == pytest.approx([0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6])


def test_words_for_a_spread():
    assert in_words(spread([1.0, 2.5, 4.0]), ".1f") == "2.5 (1.0 to 4.0)"


def test_a_program_answers_by_its_last_line_in_an_environment_of_its_own(monkeypatch):
    monkeypatch.setenv("BENCH_A", "from outside")
    monkeypatch.setenv("BENCH_B", "from outside")
    code = "import os; print('words'); print([int(name in os.environ) for name in ('BENCH_A', 'BENCH_B')])"
    assert child([sys.executable, "-c", code], {"BENCH_A": "set", "BENCH_B": None}) == [1, 0]


def test_a_program_that_fails_is_named_with_its_last_words():
    with pytest.raises(TutorialError, match="failed: ValueError: no luck"):
        child([sys.executable, "-c", "raise ValueError('no luck')"])
