"""What the maps follow is drawn from the study's rows, and the closest maps are the network's own."""

import json

import numpy as np
import pytest

from tutorial_keras.measure.map_content import CONTENTS, contents
from tutorial_keras.model import build_probe
from tutorial_keras.studies import RESULTS

from .conftest import images, words


def test_a_line_for_each_network_from_its_mean_before_to_its_mean_after(draw):
    rows = json.loads((RESULTS / "maps.json").read_text())["rows"]
    lines = [
        line
        for line in draw("what-maps-follow").axes[0].lines
        if line.get_linestyle() == "-" and len(line.get_xdata()) == 2
    ]
    found = [line.get_ydata() for line in lines if line.get_xdata()[0] != line.get_xdata()[1]]
    expected = [[np.mean(row[state][name]) for state in ("untrained", "trained")] for name in CONTENTS for row in rows]
    lines = [ends for ends in found if not np.array_equal(ends, [0, 0])]
    np.testing.assert_allclose(lines, expected)


def test_dashes_mark_what_a_copy_of_the_image_reaches(draw, workspace):
    dashed = [line.get_ydata()[0] for line in draw("what-maps-follow").axes[0].lines if line.get_linestyle() == "--"]
    assert dashed == [workspace.results["feature_maps"]["edges"]["copy"][name] for name in CONTENTS]
    assert dashed[2] == 1


def test_below_each_content_lies_the_map_that_follows_it_best(draw, run, test_set):
    figure = draw("closest-maps")
    *shown, _ = images(figure)
    maps = build_probe(run.model).predict(test_set[0][:1, ..., None], verbose=0)["conv1"][0]
    for place, content in enumerate(contents(test_set[0][:1]).values()):
        above, below = shown[2 * place : 2 * place + 2]
        np.testing.assert_allclose(above.get_array(), content[0])
        follows = np.nan_to_num([np.corrcoef(maps[..., k].ravel(), content.ravel())[0, 1] for k in range(8)])
        np.testing.assert_allclose(below.get_array(), maps[..., follows.argmax()], atol=1e-5)
        assert f"channel {follows.argmax()}" in words(figure)
        assert f"{follows.max():.2f}" in words(figure)
        assert below.get_clim() == pytest.approx((0, maps.max()), rel=1e-5)
