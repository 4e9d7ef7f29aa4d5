"""A figure in a notebook has its words, its size and a form for the dark scheme."""

import base64
import io

import numpy as np
import pytest
from matplotlib.text import Text
from PIL import Image

from tutorial_keras import TutorialError, show
from tutorial_keras.figures.feature_maps import map_sheet
from tutorial_keras.figures.show import DARK_PICTURE
from tutorial_keras.figures.style import THEMES

DATA = {"image": np.zeros((28, 28)), "maps": np.ones((28, 28, 2)), "zoom": 2, "columns": 2}


def test_it_shows_both_schemes_with_words_and_size(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **options: shown.append((bundle, options)))
    assert show(map_sheet, "Two bright squares.", **DATA) is None
    ((bundle, options),) = shown
    assert options["raw"] and bundle["text/plain"] == "Two bright squares."
    facts = options["metadata"]["image/png"]
    assert facts["alt"] == "Two bright squares."
    for mime, theme in (("image/png", THEMES["light"]), (DARK_PICTURE, THEMES["dark"])):
        picture = Image.open(io.BytesIO(base64.b64decode(bundle[mime])))
        assert picture.size == (2 * facts["width"], 2 * facts["height"])
        assert "#{:02x}{:02x}{:02x}".format(*picture.convert("RGB").getpixel((0, 0))) == theme.paper


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("map_sheet", "words"), "received str; expected a function that draws a figure"),
        ((map_sheet, ""), "received alt=''; expected a sentence"),
        ((map_sheet, None), "received alt=None; expected a sentence"),
    ],
)
def test_bad_input_is_refused_in_one_line(words, message):
    with pytest.raises(TutorialError, match=message):
        show(*words, **DATA)


def test_maps_bear_their_channel_numbers_or_the_names_they_are_given():
    def words(**names):
        return [text.get_text() for text in map_sheet(THEMES["light"], **DATA, **names).findobj(Text)]

    assert {"channel 0", "channel 1"} <= set(words())
    assert {"before", "after"} <= set(words(names=["before", "after"])) and "channel 0" not in words(names=["a", "b"])
