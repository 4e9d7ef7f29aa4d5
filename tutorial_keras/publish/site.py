"""What a page may say in double braces, and how a figure stands in a page.

    {{ n("training.test_accuracy", ".1%") }}   a number of the results
    {{ figure("conv1-filters") }}              a figure with caption, in both schemes
    {{ cite("lecun1998") }}                    a link to a reference

An unknown name in any of them fails the build.
"""

from __future__ import annotations

import html
import posixpath
from functools import cached_property

import jinja2
import markdown
from PIL import Image

from ..errors import TutorialError
from ..figures import all_figures, find_figure
from ..pipeline import SCHEMES, Workspace
from .numbers import format_number, look_up
from .references import cite, format_reference, load_references

FIGURE_FOLDER = "figures"


class Site:
    """The numbers, figures and references that pages can name.

    Args:
        workspace: where the artefacts are; they must be up to date.
        docs: the folder of the site's sources.
    """

    def __init__(self, workspace: Workspace, docs):
        self.workspace = workspace
        self.references = load_references(docs / "references.toml")
        self.environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
        self.cited: dict[str, None] = {}

    @cached_property
    def figures(self):
        """Every registered figure by name."""
        return all_figures()

    def number(self, path: str, form: str = "") -> str:
        """The macro `n`: one number of the results, formatted."""
        return format_number(look_up(self.workspace.results, path), form)

    def figure(self, name: str, page_url: str, first: bool = False) -> str:
        """The macro `figure`: both schemes' pictures, of which the browser fetches one, and the caption.

        Args:
            name: of the figure.
            page_url: the address of the page, from the site's root.
            first: whether it is seen at once, so that the browser should not wait with it.
        """
        entry = find_figure(name)
        width, height = self.size(entry)
        alt = html.escape(self.plain(entry.alt), quote=True)
        pictures = "".join(
            f'<img class="only-{scheme}" src="{_relative(f"{FIGURE_FOLDER}/{name}-{scheme}.{entry.kind}", page_url)}" '
            f'alt="{alt}" width="{width}" height="{height}" data-gallery="{scheme}" '
            f'{"" if first and scheme == "light" else "loading=lazy "}decoding="async">'
            for scheme in SCHEMES
        )
        caption = markdown.markdown(self.plain(entry.caption)).removeprefix("<p>").removesuffix("</p>")
        source = _relative("reproduce/", page_url) + f"#{name}"
        return (
            f'<figure class="figure" id="figure-{name}" style="--figure-width: {width}px">{pictures}'
            f"<figcaption>{caption} "
            f'<a class="figure-source" href="{source}" title="How to redraw this figure">redraw</a>'
            "</figcaption></figure>"
        )

    def size(self, entry) -> tuple[int, int]:
        """Width and height of a figure in CSS pixels."""
        path = self.workspace.build / "figures" / entry.name / f"light.{entry.kind}"
        if entry.kind == "png":
            with Image.open(path) as picture:
                return picture.width // 2, picture.height // 2
        with path.open(encoding="utf-8") as file:
            head = next(line for line in file if line.startswith("<svg"))
        width, height = (float(head.split(f' {side}="')[1].split("pt")[0]) for side in ("width", "height"))
        return round(width / 0.72), round(height / 0.72)

    def plain(self, template: str) -> str:
        """A caption or alternative text with its numbers put in."""
        return self.environment.from_string(template).render(n=self.number)

    def render(self, source: str, page_url: str, **more) -> str:
        """Put numbers, figures and citations into a page's Markdown.

        Args:
            source: the Markdown.
            page_url: the page's address from the site's root.
            more: further names for the page to use.

        Raises:
            TutorialError: a name that does not exist, or a template that cannot be read.
        """
        names = {
            "n": self.number,
            "figure": lambda name, first=False: self.figure(name, page_url, first),
            "cite": lambda key: self._cite(key, page_url),
            "reference": lambda key: format_reference(self.references, key),
            "references": self.references,
            "results": self.workspace.results,
            "figures": self.figures,
            **more,
        }
        try:
            return self.environment.from_string(source).render(names)
        except jinja2.TemplateError as error:
            raise TutorialError(f"{error}") from None

    def _cite(self, key: str, page_url: str) -> str:
        self.cited[key] = None
        return cite(self.references, key, _relative("tutorial/references/", page_url))


def _relative(target: str, page_url: str) -> str:
    """The address of `target` as seen from a page, both from the site's root."""
    path = posixpath.relpath(target, page_url or ".")
    return path + "/" if target.endswith("/") else path
