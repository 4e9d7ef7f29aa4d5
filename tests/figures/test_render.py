"""From a drawing to a file: smaller, and to the eye the same."""

import io

import numpy as np
import pytest
from PIL import Image

from tutorial_keras.figures import all_figures
from tutorial_keras.figures.render import minified
from tutorial_keras.figures.style import THEMES

PIXELS = [name for name, entry in all_figures().items() if entry.kind == "png"]


@pytest.mark.parametrize("scheme", THEMES)
@pytest.mark.parametrize("name", PIXELS)
def test_saving_changes_no_pixel_visibly_and_the_paper_not_at_all(workspace, draw, name, scheme):
    pixels = io.BytesIO()
    draw(name, scheme, False).savefig(pixels, format="png", dpi=200)
    with Image.open(pixels) as picture:
        drawn = np.asarray(picture.convert("RGB")).astype(int)
    with Image.open(workspace.build / "figures" / name / f"{scheme}.png") as picture:
        kept = np.asarray(picture.convert("RGB")).astype(int)
    error = np.abs(kept - drawn).max(2)  # of 255
    assert error.max() <= 12 and np.mean(error > 4) <= 0.01  # the few are edges of letters and dots
    np.testing.assert_array_equal(kept[0, 0], drawn[0, 0])  # the corner is paper, which must not show on the page


def test_a_picture_with_few_colours_is_saved_with_a_palette(workspace):
    with Image.open(workspace.build / "figures" / "feature-maps-by-class" / "light.png") as picture:
        assert picture.mode == "P"


def test_a_minified_drawing_has_the_same_elements_and_coordinates():
    drawn = (
        '<?xml version="1.0"?>\n<!-- a comment -->\n<svg width="1.123456pt">\n <metadata>\n  <x/>\n </metadata>\n'
        '  <path d="M 1.005001 -20.999999 \nL 3.10 7" transform="scale(0.015625)"/>\n'
        '  <use x="12.3456" y="0.001"/>\n</svg>'
    )
    assert minified(drawn) == (
        '<?xml version="1.0"?>\n<svg width="1.123456pt">\n'
        '<path d="M 1.01 -21 L 3.1 7" transform="scale(0.015625)"/>\n<use x="12.35" y="0"/>\n</svg>'
    )
