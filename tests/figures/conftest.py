"""Drawing a registered figure from the project's own data, and reading it back."""

from __future__ import annotations

import pytest
from matplotlib.image import BboxImage

from tutorial_keras.figures import find_figure
from tutorial_keras.figures.style import THEMES, themed


@pytest.fixture(scope="session")
def draw(workspace):
    """A function: name of a figure, scheme, whether in the form for phones → the matplotlib figure."""

    def draw(name: str, scheme: str = "light", narrow: bool = False):
        entry = find_figure(name)
        data = {parameter: workspace.read(source) for parameter, source in entry.reads.items()}
        data |= entry.narrow if narrow else {}
        with themed(THEMES[scheme]):
            return entry.draw(THEMES[scheme], **data)

    return draw


def images(figure):
    """The tiles of a sheet, then the first image of each of the figure's axes, in the order they were drawn."""
    tiles = [artist for artist in figure.artists if isinstance(artist, BboxImage)]
    return [*tiles, *(axes.images[0] for axes in figure.axes if axes.images)]


def box(image):
    """Where an image lies in its figure, as shares of it."""
    return image.get_window_extent().transformed(image.get_figure().transFigure.inverted())


def words(artist):
    """Every text of a figure or of axes."""
    return [text.get_text() for text in artist.texts]


def number(text: str) -> float:
    """The number that a text shows."""
    return float(text.replace("−", "-").replace(",", ""))
