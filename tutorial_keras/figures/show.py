"""A figure in a notebook: crisp, in both schemes, and with words for who cannot see it."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from ..errors import TutorialError
from .render import render
from .style import THEMES

DARK_PICTURE = "application/x-dark-png"
"""Beside `image/png`, in the same output: the picture for a page in the dark scheme. Jupyter passes over it."""


def show(draw: Callable, alt: str, **data: object) -> None:
    """Draw a figure of the tutorial with your own arrays and show it below the notebook's cell.

    Args:
        draw: a function of `tutorial_keras.figures` that takes a theme first, as `map_sheet`.
        alt: what is there, in words: read aloud to who cannot see the picture, and shown where pictures are not.
        data: the other arguments of `draw`, by name.

    Raises:
        TutorialError: something else than such a function, or no words.
    """
    if not callable(draw):
        raise TutorialError(f"received {type(draw).__name__}; expected a function that draws a figure")
    if not isinstance(alt, str) or not alt.strip():
        raise TutorialError(f"received alt={alt!r}; expected a sentence that says what is in the picture")
    from IPython.display import display

    with tempfile.TemporaryDirectory() as folder:
        paths = {scheme: Path(folder) / f"{scheme}.png" for scheme in THEMES}
        for scheme, path in paths.items():
            render(draw, THEMES[scheme], data, path)
        pictures = {scheme: base64.b64encode(path.read_bytes()).decode() for scheme, path in paths.items()}
        with Image.open(paths["light"]) as picture:
            width, height = (side // 2 for side in picture.size)  # two device pixels for one CSS pixel
    facts = {"alt": alt, "width": width, "height": height}
    display(
        {"image/png": pictures["light"], DARK_PICTURE: pictures["dark"], "text/plain": alt},
        metadata={"image/png": facts},
        raw=True,
    )
