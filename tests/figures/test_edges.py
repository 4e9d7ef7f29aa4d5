"""The figures that test the claim about edges show the networks' own kernels and shares, each in its place."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from tutorial_keras.figures.style import THEMES
from tutorial_keras.measure.filters import collect_kernels, edge_share
from tutorial_keras.studies import study_results

from .conftest import images, words


@pytest.fixture(scope="module")
def networks():
    return collect_kernels(study_results("kernels")["rows"])


@pytest.mark.parametrize("narrow", [False, True])
def test_the_quiz_shows_real_rows_and_does_not_tell_them_apart_by_size(draw, workspace, networks, narrow):
    figure = draw("which-rows-learned", narrow=narrow)
    shown = images(figure)
    assert len(shown) == 48
    answer = workspace.results["filters"]["quiz"]["answer"]
    for row, letter in enumerate("ABCDEF"):
        assert letter in words(figure)
        kernels = np.stack([image.get_array() for image in shown[8 * row : 8 * row + 8]], axis=-1)
        homes = networks["after" if letter in answer else "before"]
        assert any(np.array_equal(kernels, home) for home in homes)
        for image in shown[8 * row : 8 * row + 8]:
            assert image.get_clim() == (-abs(image.get_array()).max(), abs(image.get_array()).max())


def lines(axes, label):
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return line


@pytest.mark.parametrize("scheme", THEMES)
def test_the_triangle_has_every_kernel_where_its_shares_put_it(draw, networks, scheme):
    axes = draw("energy-triangle", scheme).axes[0]
    for label, name in (("untrained", "before"), ("trained", "after")):
        x, y = lines(axes, label).get_data()
        assert len(x) == 80
        shares = [edge_share(networks[name][seed, :, :, number]) for seed in range(10) for number in range(8)]
        np.testing.assert_allclose(y / (np.sqrt(3) / 2), shares, atol=1e-9)  # the height is the share of edge
        average = [abs(networks[name][seed, :, :, n].sum()) / 3 for seed in range(10) for n in range(8)]
        length = np.sqrt((networks[name] ** 2).sum((1, 2))).ravel()
        np.testing.assert_allclose(x - np.array(shares) / 2, (average / length) ** 2, atol=1e-9)
    assert lines(axes, "untrained").get_markerfacecolor() == "none"  # told apart in greyscale too
    assert to_hex(lines(axes, "trained").get_markerfacecolor()) == THEMES[scheme].positive


def test_one_random_dot_in_twenty_lies_above_the_line(draw, workspace):
    axes = draw("energy-triangle").axes[0]
    (line,) = [line for line in axes.lines if len(line.get_xdata()) == 2]
    strong = workspace.results["filters"]["edges"]["strong_from"] * np.sqrt(3) / 2
    assert list(line.get_ydata()) == pytest.approx([strong, strong])
    dots = lines(axes, "random").get_ydata()
    assert np.mean(dots > strong) == pytest.approx(0.05, abs=0.025)


def test_slopes_run_from_before_to_after_and_rising_ones_are_solid(draw, networks):
    figure = draw("edge-share-slopes")
    for axes, name in zip(figure.axes, ("after", "shuffled"), strict=True):
        thin = [line for line in axes.lines if line.get_marker() == "o"]
        expected = [[edge_share(networks[kind][seed]) for kind in ("before", name)] for seed in range(10)]
        np.testing.assert_allclose([line.get_ydata() for line in thin], expected, atol=1e-12)
        assert all((line.get_linestyle() == "-") == (np.diff(line.get_ydata())[0] > 0) for line in thin)
        (mean,) = [line for line in axes.lines if line.get_marker() == "s"]
        np.testing.assert_allclose(mean.get_ydata(), np.mean(expected, axis=0))
        assert f"{mean.get_ydata()[1]:.2f}" in words(axes)
        assert axes.get_ylim() == (0, 1)
