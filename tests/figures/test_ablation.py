"""The figures of the section Ablation show what was measured, and nothing is hidden by the scale."""

import numpy as np
import pytest

from tutorial_keras.data import CLASS_NAMES

from .conftest import images, number, words


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
@pytest.mark.parametrize("narrow", [False, True])
def test_every_bar_is_a_drop_in_points_with_its_number_and_filled_if_it_is_sure(draw, workspace, layer, narrow):
    figure = draw(f"{layer}-ablation", narrow=narrow)
    axes = next(axes for axes in figure.axes if axes.patches)
    found = [workspace.read(f"ablation/{layer}_{how}") for how in ("zero", "mean")]
    drops, p_values = (np.concatenate([way[part] for way in found]) for part in (0, 1))
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(100 * drops)
    assert [number(text) for text in words(axes)] == pytest.approx(np.round(100 * drops, 2))
    paper = figure.get_facecolor()
    assert [bar.get_facecolor() != paper for bar in axes.patches] == (p_values < 0.05).tolist()
    low, high = axes.get_xlim()
    assert low <= 100 * drops.min() and high >= 100 * drops.max()


def test_the_kernels_beside_conv1s_bars_are_the_networks(draw, run):
    kernels = run.model.get_layer("conv1").get_weights()[0]
    shown = images(draw("conv1-ablation"))
    assert np.array_equal([image.get_array() for image in shown], np.moveaxis(kernels[:, :, 0], -1, 0))


def test_the_classes_table_prints_every_loss_on_one_scale_with_zero_in_the_middle(draw, workspace):
    figure = draw("ablation-by-class")
    tables = [axes for axes in figure.axes if axes.texts]
    for axes, layer in zip(tables, ("conv1", "conv2"), strict=True):
        drops = 100 * workspace.read(f"ablation/{layer}_by_class")
        np.testing.assert_allclose(axes.images[0].get_array(), drops)
        assert [number(text) for text in words(axes)] == pytest.approx(drops.round(1).ravel(), abs=0.051)
        low, high = axes.images[0].get_clim()
        assert low == -high and high >= abs(drops).max()
    assert tables[0].images[0].get_clim() == tables[1].images[0].get_clim()
    assert set(CLASS_NAMES) <= set(words(figure))


def test_the_pairs_stand_below_the_diagonal_and_the_sums_of_their_parts_above(draw, workspace):
    axes = next(axes for axes in draw("ablation-pairs").axes if axes.texts)
    shown, single = axes.images[0].get_array(), 100 * workspace.read("ablation/conv1_mean")[0]
    np.testing.assert_allclose(np.diag(shown), single)
    for first in range(8):
        for second in range(first + 1, 8):
            assert shown[first, second] == pytest.approx(single[first] + single[second])
    printed = {tuple(map(int, text.get_position()))[::-1]: number(text.get_text()) for text in axes.texts}
    assert printed == {place: pytest.approx(round(drop, 1), abs=0.051) for place, drop in np.ndenumerate(shown)}


def test_every_channel_of_every_network_is_a_dot(draw, workspace):
    axes = draw("ablation-networks").axes[0]
    bands = [
        workspace.read(f"ablation/{layer}_{how}_networks") for layer in ("conv1", "conv2") for how in ("zero", "mean")
    ]
    dots = [line.get_xdata() for line in axes.lines if line.get_marker() in "oD"]
    expected = [100 * line for drops in bands for line in drops]
    assert len(dots) == len(expected) == 4 * len(bands[0])
    for found, drops in zip(dots, expected, strict=True):
        np.testing.assert_allclose(found, drops)
    low, high = axes.get_xlim()
    assert low <= min(map(min, expected)) and high >= max(map(max, expected))
    for drops, text in zip(bands, words(axes), strict=True):
        assert f"{(drops >= 0.005).mean():.1%} cost" in text
