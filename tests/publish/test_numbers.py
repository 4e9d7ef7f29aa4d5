"""Numbers are found by their path and written as text shows them; a wrong path or form says so."""

import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.publish.numbers import format_number
from tutorial_keras.results import all_paths, look_up

RESULTS = {"training": {"loss": [0.5, 0.25], "best": {"name": "Bag"}}, "filters": {"lowest": -0.5}}


def test_a_path_leads_through_names_and_places():
    assert look_up(RESULTS, "training.loss.0") == 0.5
    assert look_up(RESULTS, "training.loss.-1") == 0.25
    assert look_up(RESULTS, "training.best.name") == "Bag"
    assert look_up(RESULTS, "training.loss") == [0.5, 0.25]


def test_all_paths_are_the_leaves():
    assert all_paths(RESULTS) == ["training.loss.0", "training.loss.1", "training.best.name", "filters.lowest"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("filters.lowst", "filters.lowest"),
        ("training.loss.2", "training.loss.0"),
        ("training.best.nmae", "training.best.name"),
        ("filters.lowest.deeper", "filters.lowest"),
        ("training.loss.first", "training.loss.0"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest(path, nearest):
    with pytest.raises(TutorialError) as caught:
        look_up(RESULTS, path)
    assert str(caught.value).startswith(f"no number {path!r}")
    assert repr(nearest)[:-2] in str(caught.value)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (32618, ",", "32,618"),
        (0.91484, ".1%", "91.5%"),
        (-0.5, ".2f", "−0.50"),
        (5, "words", "five"),
        (0, "words", "zero"),
        (11, "words", "11"),
        ("T-shirt/top", "", "T-shirt/top"),
        (7, "", "7"),
    ],
)
def test_numbers_are_written_as_text_shows_them(value, form, text):
    assert format_number(value, form) == text


@pytest.mark.parametrize(("value", "form"), [([1, 2], ""), ({"a": 1}, ""), ("Bag", ".1%"), (0.5, "nonsense")])
def test_what_cannot_be_written_says_so(value, form):
    with pytest.raises(TutorialError, match=r"expected one number|cannot write"):
        format_number(value, form)
