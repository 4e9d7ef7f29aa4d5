"""Figures: arrays in, a matplotlib `Figure` out. One module a section, one function a figure; nothing here computes.

Each function is registered with its name, what it reads, a caption and an alternative text. Both texts are
templates like the pages: `{{ n("training.test_accuracy", ".1%") }}` puts in a number from the results.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ..errors import TutorialError

SCHEMES = ("light", "dark")
SECTIONS = (
    "dataset",
    "architecture",
    "receptive_field",
    "training",
    "learning",
    "settling",
    "filters",
    "edges",
    "feature_maps",
    "map_content",
    "patches",
    "representation",
    "architectures",
    "ablation",
    "attribution",
    "deletion",
    "errors",
    "data_quality",
    "shortcut",
)
"""The modules of figures, in the order of the tutorial."""


@dataclass(frozen=True)
class FigureEntry:
    """A registered figure.

    Attributes:
        name: as on the command line and in the pages.
        section: the module it stands in.
        draw: takes a `style.Theme` and, by name, what `reads` lists; returns a `matplotlib.figure.Figure`.
        kind: `svg` for curves and diagrams, `png` for pixels.
        reads: parameter → `module/array` for an array or `module.number` for a number of the results.
        caption: what to look for. A template.
        alt: what is there, for who cannot see it. A template.
        narrow: further arguments of `draw` with which it fits a phone; empty if it has no narrow form.
    """

    name: str
    section: str
    draw: Callable
    kind: str
    reads: dict[str, str]
    caption: str
    alt: str
    narrow: dict = field(default_factory=dict)

    def files(self) -> list[tuple[str, bool, str]]:
        """The pictures of this figure: (scheme, whether narrow, file name)."""
        forms = [("", False), ("-narrow", True)] if self.narrow else [("", False)]
        return [(scheme, narrow, f"{scheme}{form}.{self.kind}") for scheme in SCHEMES for form, narrow in forms]


_REGISTRY: dict[str, FigureEntry] = {}


def figure(
    name: str, *, kind: str, reads: dict[str, str], caption: str, alt: str, narrow: dict | None = None
) -> Callable:
    """Register the function below as the figure `name`. The arguments are those of `FigureEntry`."""

    def register(draw: Callable) -> Callable:
        if name in _REGISTRY and _REGISTRY[name].draw.__module__ != draw.__module__:
            raise ValueError(f"two figures are named {name!r}")
        _REGISTRY[name] = FigureEntry(
            name, draw.__module__.split(".")[-1], draw, kind, reads, caption, alt, narrow or {}
        )
        return draw

    return register


@cache
def figure_sections() -> dict[str, str]:
    """The section of every figure by the figure's name, in the order of the tutorial, as `all_figures` has them.

    Read from the source text: to list figures takes no matplotlib.
    """
    found = {}
    for section in SECTIONS:
        tree = ast.parse((Path(__file__).parent / f"{section}.py").read_text(encoding="utf-8"))
        for node in tree.body:
            for call in getattr(node, "decorator_list", []):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == figure.__name__:
                    found[ast.literal_eval(call.args[0])] = section
    return found


def all_figures() -> dict[str, FigureEntry]:
    """Every figure by name, in the order of the tutorial."""
    for section in SECTIONS:
        importlib.import_module(f".{section}", __name__)
    return dict(_REGISTRY)


def find_figure(name: str) -> FigureEntry:
    """The figure of that name.

    Raises:
        TutorialError: there is none; the message lists those there are.
    """
    names = figure_sections()
    if name not in names:
        raise TutorialError(f"no figure named {name!r}; there are {', '.join(names)}")
    importlib.import_module(f".{names[name]}", __name__)
    return _REGISTRY[name]
