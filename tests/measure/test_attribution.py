"""What the results say about heat maps is what the study's rows and the network's own maps say."""

import json
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from tutorial_keras.measure.attribution import METHODS, first_of_classes
from tutorial_keras.measure.heat_maps import gradient_saliency
from tutorial_keras.studies import RESULTS


@pytest.fixture(scope="module")
def found(workspace):
    return workspace.results["attribution"]


@pytest.fixture(scope="module")
def rows():
    return json.loads((RESULTS / "attribution.json").read_text())["rows"]


def test_the_first_of_each_class_come_in_the_order_of_the_images():
    labels = np.array([3, 3, 1, 3, 1, 0, 2])
    assert list(first_of_classes(labels, labels >= 0)) == [0, 2, 5]
    assert list(first_of_classes(labels, np.array([0, 1, 0, 1, 1, 0, 1], bool))) == [1, 4, 6]


def test_three_right_and_three_wrong_images_are_shown_with_their_own_maps(workspace, found, run, test_set):
    places = [shown["image"] for shown in found["shown"]]
    predicted = run.model.predict(test_set[0][places][..., None], verbose=0).argmax(1)
    assert list(predicted == test_set[1][places]) == [True] * 3 + [False] * 3
    assert np.array_equal(workspace.read("attribution/images"), test_set[0][places])
    maps = gradient_saliency(run.model, test_set[0][places], predicted)
    np.testing.assert_allclose(workspace.read("attribution/gradient"), maps, rtol=1e-3, atol=1e-6)
    np.testing.assert_allclose(workspace.read("attribution/cascade_gradient")[0], maps[3], rtol=1e-3, atol=1e-6)


def test_estimates_are_of_the_studys_rows(found, rows):
    for method in METHODS:
        values = [row["alike"]["conv1"][method] for row in rows]
        interval = stats.t.interval(0.95, len(rows) - 1, np.mean(values), stats.sem(values))
        estimate = found["randomised"][method]
        assert (estimate["value"], estimate["n"]) == (pytest.approx(np.mean(values)), 10)
        assert (estimate["low"], estimate["high"]) == pytest.approx(interval)
        assert found["cascade"]["conv1"] == found["randomised"]
        pairs = [row["alike"]["another_seed"][method] for row in rows]
        assert found["another_seed"][method]["mean"] == pytest.approx(np.mean(pairs))


def test_a_gain_is_how_much_smaller_the_methods_area_is(found, rows):
    gains = [row["areas"]["edges"] - row["areas"]["grad_cam"] for row in rows]
    assert found["deletion"]["grad_cam_over_edges"]["value"] == pytest.approx(np.mean(gains))
    assert found["deletion"].keys() >= {
        f"{method}_over_{reference}" for method in METHODS for reference in ("random", "edges", "brightness")
    }


def test_areas_are_those_under_the_curves(rows):
    for row in rows:
        for name, curve in row["curves"].items():
            trapezoid = sum((a + b) / 2 for a, b in pairwise(curve)) / 20
            assert row["areas"][name] == pytest.approx(trapezoid, abs=1e-4)
        assert len({curve[0] for curve in row["curves"].values()}) == 1  # all begin with the images as they are
        assert np.ptp([curve[-1] for curve in row["curves"].values()]) < 1e-3  # and end with the same black ones
