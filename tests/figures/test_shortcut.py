"""The figures of the planted mark show the study's networks, each under its own name."""

import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES
from tutorial_keras.measure.shortcut import QUIZ
from tutorial_keras.studies import study_results

from .conftest import images, words


@pytest.fixture(scope="module")
def rows():
    return {(row["share"], row["seed"]): row for row in study_results("shortcut")["rows"]}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_quiz_shows_the_kernels_of_the_networks_its_answer_speaks_of(draw, workspace, rows, narrow):
    figure = draw("which-network-cheats", narrow=narrow)
    *shown, _ = images(figure)
    assert len(shown) == 4 * 8
    answer = workspace.results["shortcut"]["quiz"]["biased"]
    for place, letter in enumerate("ABCD"):
        kernels = np.stack([image.get_array() for image in shown[8 * place : 8 * place + 8]], axis=-1)
        (home,) = [key for key, row in rows.items() if np.array_equal(row["conv1"], kernels)]
        assert (home[0] == 1.0) == (letter in answer.split(" and "))
        assert home == QUIZ[place]
    assert len({image.get_clim() for image in shown}) == 1
    assert not any(word in " ".join(words(figure)) for word in ("biased", "control"))


@pytest.mark.parametrize("narrow", [False, True])
def test_every_network_has_its_dot_at_its_accuracy(draw, rows, narrow):
    (axes,) = draw("shortcut-accuracy", narrow=narrow).axes
    *dots, dashed = axes.lines
    expected = [
        sorted(row["tests"][test]["accuracy"] for (share, _), row in rows.items() if share == wanted)
        for test in ("as_trained", "none", "moved", "all")
        for wanted in (0.1, 0.9, 0.95, 1.0)
    ]
    assert [sorted(line.get_xdata()) for line in dots] == expected
    heights = [line.get_ydata()[0] for line in dots]
    assert heights == list(axes.get_yticks()) == sorted(heights)
    hollow = [line.get_markerfacecolor() == "none" for line in dots]
    assert hollow == [True, False, False, False] * 4
    ordinary = [row["tests"]["none"]["accuracy"] for (share, _), row in rows.items() if share is None]
    assert dashed.get_xdata()[0] == pytest.approx(np.mean(ordinary))


def test_every_instrument_has_the_shares_of_all_three_kinds(draw, workspace):
    (axes,) = draw("shortcut-instruments").axes
    results = workspace.results["shortcut"]
    names = [label.get_text() for label in axes.get_yticklabels()]
    place = names.index("covering, marked images")
    found = {
        line.get_marker(): line.get_xdata()[0]
        for line in axes.lines
        if len(line.get_xdata()) == 1 and abs(line.get_ydata()[0] - place) < 0.5
    }
    expected = {"o": "reveals", "s": "control", "x": "ordinary"}
    assert found == {mark: results[kind]["occlusion_marked"]["value"] for mark, kind in expected.items()}


@pytest.mark.parametrize("narrow", [False, True])
def test_the_maps_above_are_the_controls_and_below_the_biased_networks(draw, rows, narrow):
    picture, *shown, _ = images(draw("shortcut-maps", narrow=narrow))
    assert (picture.get_array()[2:4, 2:4] == 255).all()
    expected = [*rows[0.1, 0]["pictures"]["maps"], *rows[1.0, 0]["pictures"]["maps"]]
    assert np.array_equal([image.get_array() for image in shown], expected)
    assert len({image.get_clim() for image in shown}) == 1


def test_the_shirt_is_a_shirt_and_each_instrument_has_one_scale(draw, rows, test_set):
    shown = images(draw("shortcut-saliency"))
    marked, unmarked = shown[:2]
    first = test_set[0][test_set[1] == CLASS_NAMES.index("Shirt")][0]
    assert np.array_equal(unmarked.get_array(), first)
    assert (marked.get_array() != first).sum() <= 4
    expected = [
        rows[share, 0]["pictures"][on][way]
        for way in ("saliency", "occlusion")
        for share in (0.1, 1.0)
        for on in ("marked", "unmarked")
    ]
    for image, values in zip(shown[2:10], expected, strict=True):
        assert np.array_equal(image.get_array(), values)
    assert len({image.get_clim() for image in shown[2:6]}) == len({image.get_clim() for image in shown[6:10]}) == 1
