"""Lines, points and borders say what the results say."""

import numpy as np
import pytest

from .conftest import words

LAYERS = ("conv1", "conv2", "pool")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("probe-accuracy", ("accuracy", "reduced_accuracy")),
        ("separation-selectivity", ("separation", "selectivity")),
    ],
)
def test_each_line_runs_from_the_pixels_through_the_layers_of_one_state(draw, workspace, name, values):
    layers = workspace.results["representation"]["layers"]
    for narrow in (False, True):
        figure = draw(name, narrow=narrow)
        for axes, value in zip(figure.axes, values, strict=True):
            assert set(words(axes)) == {"trained", "untrained"}
            for label in axes.texts:
                state = label.get_text()
                expected = [layers["pixels"][value]["value"]] + [
                    layers[state][layer][value]["value"] for layer in LAYERS
                ]
                drawn = [line.get_ydata() for line in axes.lines if line.get_color() == label.get_color()]
                assert any(len(line) == 4 and np.allclose(line, expected) for line in drawn)
                assert label.xy == (
                    pytest.approx(3, abs=0.1),
                    pytest.approx(expected[-1]),
                )  # the name stands at its line's end


def test_intervals_reach_from_low_to_high_and_lie_inside_the_chart(draw, workspace):
    layers = workspace.results["representation"]["layers"]
    axes = draw("probe-accuracy").axes[0]
    found = [tuple(segment[:, 1]) for bars in axes.collections for segment in bars.get_segments()]
    expected = [layers["pixels"]["accuracy"]] + [
        layers[state][layer]["accuracy"] for state in ("trained", "untrained") for layer in LAYERS
    ]
    assert len(found) == len(expected)
    bottom, top = axes.get_ylim()
    for one in expected:
        assert any(np.allclose(interval, (one["low"], one["high"])) for interval in found)
        assert bottom < one["low"] and one["high"] < top


def test_the_plane_has_all_images_names_at_the_centres_and_borders_that_part_them(draw, workspace):
    places, centres, labels = (
        workspace.read(f"representation/{name}") for name in ("plane", "plane_centres", "plane_labels")
    )
    plane = workspace.results["representation"]["plane"]
    figure = draw("three-classes")
    assert len(figure.axes) == 4
    for number, axes in enumerate(figure.axes):
        clouds = [cloud.get_offsets() for cloud in axes.collections]
        assert [len(cloud) for cloud in clouds] == [plane["test"]] * 3
        np.testing.assert_allclose(np.concatenate(clouds), places[number][np.argsort(labels, kind="stable")])
        assert [text.get_text() for text in axes.texts] == plane["classes"]
        np.testing.assert_allclose([text.get_position() for text in axes.texts], centres[number])
        assert len(axes.lines) == 3
        for line in axes.lines:  # every place on a border is as far from the two nearest centres
            for place in line.get_xydata():
                first, second, _ = np.sort(np.linalg.norm(centres[number] - place, axis=1))
                assert first == pytest.approx(second, abs=1e-6)


def test_the_share_on_the_right_side_is_what_the_points_show(workspace):
    places, centres, labels = (
        workspace.read(f"representation/{name}") for name in ("plane", "plane_centres", "plane_labels")
    )
    shares = list(workspace.results["representation"]["plane"]["right"].values())
    for share, shown, middles in zip(shares, places, centres, strict=True):
        distances = ((shown[:, None] - middles) ** 2).sum(2)
        assert share == pytest.approx(np.mean(np.unique(labels)[distances.argmin(1)] == labels))
