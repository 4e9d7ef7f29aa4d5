"""The figures of heat maps show the measured maps, and the charts the measured numbers."""

import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES

from .conftest import images, number, words

METHODS = ("gradient", "grad_cam", "occlusion")


@pytest.mark.parametrize("narrow", [False, True])
def test_each_map_stands_below_its_image_scaled_by_its_largest_value(draw, workspace, narrow):
    figure = draw("heat-maps", narrow=narrow)
    shown = [image.get_array() for image in images(figure)][:24]
    pictures = workspace.read("attribution/images")
    for place in range(6):
        picture, *maps = shown[4 * place : 4 * place + 4]
        assert np.array_equal(picture, pictures[place])
        for method, values in zip(METHODS, maps, strict=True):
            measured = workspace.read(f"attribution/{method}")[place]
            np.testing.assert_allclose(values, measured / (np.abs(measured).max() or 1), rtol=1e-6)
    for classes in ("truths", "predictions"):
        for label in workspace.read(f"attribution/{classes}"):
            assert CLASS_NAMES[label] in words(figure)
    empty = sum(not workspace.read(f"attribution/{method}")[place].any() for method in METHODS for place in range(6))
    assert words(figure).count("all 0") == empty


def test_below_each_randomised_map_stands_its_mean_rank_correlation(draw, workspace):
    figure = draw("randomised-maps")
    shown = [image.get_array() for image in images(figure)][:15]
    found = workspace.results["attribution"]
    for row, method in enumerate(METHODS):
        measured = workspace.read(f"attribution/cascade_{method}")
        for values, map_ in zip(shown[5 * row :], measured, strict=False):
            np.testing.assert_allclose(values, map_ / (np.abs(map_).max() or 1), rtol=1e-6)
    printed = [number(text) for text in words(figure) if text.lstrip("−")[0].isdigit()]
    expected = [
        round(part[method]["value"], 2) for method in METHODS for part in (*found["cascade"].values(), found["edges"])
    ]
    assert printed == expected


def test_likeness_has_a_dot_for_each_comparison_and_a_triangle_for_the_twin(draw, workspace):
    axes = draw("map-likeness").axes[0]
    found = workspace.results["attribution"]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    parts = (*found["cascade"].values(), found["shuffled"], found["edges"])
    assert dots == [part[method]["value"] for method in METHODS for part in parts]
    triangles = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "^"]
    assert triangles == [found["another_seed"][method]["mean"] for method in METHODS]
    assert axes.get_xlim()[1] == 1


def test_each_panel_has_its_methods_curve_and_the_two_references(draw, workspace):
    curves = workspace.results["attribution"]["curves"]
    panels = draw("deletion-curves").axes
    assert [panel.get_title("left") for panel in panels] == ["gradient", "Grad-CAM", "occlusion"]
    for panel, method in zip(panels, METHODS, strict=True):
        for line, name in zip(panel.lines, ("random", "edges", method), strict=True):
            assert list(line.get_ydata()) == curves[name]["value"]
            assert list(line.get_xdata()) == pytest.approx(np.linspace(0, 100, 21))


def test_areas_are_ranked_and_hollow_where_no_network_was_asked(draw, workspace):
    areas = workspace.results["attribution"]["areas"]
    axes = draw("deletion-areas").axes[0]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [dot.get_xdata()[0] for dot in dots] == sorted(area["value"] for area in areas.values())
    names = [label.get_text() for label in axes.get_yticklabels()]
    hollow = {name for name, dot in zip(names, dots, strict=True) if dot.get_markerfacecolor() != dot.get_color()}
    assert hollow == {"random", "random patches", "edges", "brightness"}
