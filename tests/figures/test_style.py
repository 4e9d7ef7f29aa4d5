"""Colour: maps that survive in greyscale, and sheets measured in pixels."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from tutorial_keras.figures.sheet import MARGIN, Sheet, decimal, readable_on
from tutorial_keras.figures.style import DARK, KERNEL_MAP, LIGHT


def luminance(colours):
    """Relative luminance by the definition of sRGB, for colours (..., 3) from 0 to 1."""
    colours = np.asarray(colours)
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(first, second):
    low, high = sorted([luminance(to_rgb(first)), luminance(to_rgb(second))])
    return (high + 0.05) / (low + 0.05)


def test_the_kernels_map_only_gets_lighter_and_is_grey_at_zero():
    colours = KERNEL_MAP(np.linspace(0, 1, 256))[:, :3]
    assert (np.diff(luminance(colours)) > 0).all()
    middle = KERNEL_MAP(0.5)[:3]
    assert max(middle) - min(middle) < 0.06
    ends = colours[[0, -1]]
    assert ends[0].argmax() == 2 and ends[1].argmin() == 2  # blue below, amber above


@pytest.mark.parametrize(("theme", "direction"), [(LIGHT, -1), (DARK, 1)])
def test_activations_leave_the_papers_colour_and_only_move_away_from_it(theme, direction):
    colours = theme.activation_map(np.linspace(0, 1, 256))[:, :3]
    np.testing.assert_allclose(colours[0], to_rgb(theme.paper), atol=1 / 255)
    assert (direction * np.diff(luminance(colours)) > 0).all()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_and_curves_stand_out_from_the_paper(theme):
    assert contrast(theme.ink, theme.paper) > 7
    assert contrast(theme.muted, theme.paper) > 4.5
    assert contrast(theme.negative, theme.paper) > 3 and contrast(theme.positive, theme.paper) > 3


def test_images_lie_on_whole_device_pixels_and_are_not_smoothed():
    sheet = Sheet(LIGHT, 300, 200)
    axes = sheet.image(20, 30, np.arange(6).reshape(2, 3), 10, "gray", 0, 5)
    sheet.figure.set_dpi(200)
    box = axes.get_window_extent()
    # two device pixels for a CSS pixel, measured from below
    expected = [MARGIN + 20, MARGIN + 50, MARGIN + 200 - 50, MARGIN + 200 - 30]
    assert np.allclose([box.x0, box.x1, box.y0, box.y1], 2 * np.array(expected))
    assert axes.images[0].get_interpolation() == "nearest"


@pytest.mark.parametrize(
    ("value", "text"), [(-0.254, "−0.25"), (0.256, "0.26"), (-0.004, "0.00"), (0.004, "0.00"), (-12.5, "−12.50")]
)
def test_numbers_have_a_true_minus_and_never_a_negative_zero(value, text):
    assert decimal(value) == text


def test_text_on_any_kernel_or_activation_colour_has_the_contrast_that_wcag_asks_for():
    for colours in (KERNEL_MAP, LIGHT.activation_map, DARK.activation_map):
        for share in np.linspace(0, 1, 101):
            paper = luminance(colours(share)[:3])
            ink = luminance((0, 0, 0) if readable_on(colours(share)) == "#000000" else (1, 1, 1))
            assert (max(paper, ink) + 0.05) / (min(paper, ink) + 0.05) >= 4.5
