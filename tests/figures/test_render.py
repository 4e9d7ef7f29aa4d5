"""From a drawing to a file: smaller, and to the eye the same."""

import io

import numpy as np
import pytest
from PIL import Image

from tutorial_keras.figures import all_figures
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
    assert np.abs(kept - drawn).max() <= 4  # of 255
    np.testing.assert_array_equal(kept[0, 0], drawn[0, 0])  # the corner is paper, which must not show on the page


def test_a_picture_with_few_colours_is_saved_with_a_palette(workspace):
    with Image.open(workspace.build / "figures" / "feature-maps-by-class" / "light.png") as picture:
        assert picture.mode == "P"
