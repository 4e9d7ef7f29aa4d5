"""What a page may say in double braces, and how a figure stands in a page.

    {{ n("training.test_accuracy", ".1%") }}   a number of the results
    {{ figure("conv1-filters") }}              a figure with caption, in both schemes
    {{ cite("lecun1998") }}                    a link to a reference
    {{ verdict("edge-detectors") }}            what became of a claim; more of this kind in `ledger`
    {{ lab("image=0&scale=each", "Look") }}    a link into the lab; more of this kind in `lab_links`
    {{ exercises() }}                          the page's questions, see `exercise_forms`

An unknown name in any of them fails the build.
"""

from __future__ import annotations

import html
import posixpath
from functools import cached_property
from pathlib import Path

import jinja2
import markdown
from PIL import Image

from ..claims import load_claims
from ..errors import TutorialError
from ..figures import SCHEMES, all_figures, find_figure
from ..pipeline import Workspace
from ..results import look_up
from . import exercise_forms, reproduce
from .exercises import Exercises, load_exercises
from .lab_links import PAGE as LAB_PAGE
from .lab_links import LabLinks
from .ledger import PAGE as LEDGER_PAGE
from .ledger import Ledger
from .numbers import format_number
from .references import cite, format_reference, load_references

FIGURE_FOLDER = "figures"
PDF = "tutorial.pdf"


class Site:
    """The numbers, figures and references that pages can name.

    Args:
        workspace: where the artefacts are; they must be up to date.
        docs: the folder of the site's sources.
    """

    def __init__(self, workspace: Workspace, docs):
        self.workspace, self.docs = workspace, docs
        self.references = load_references(docs / "references.toml")
        self.environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True)

    @cached_property
    def ledger(self) -> Ledger:
        """The claims, held against the results."""
        return Ledger(load_claims(self.docs / "claims.toml"), self.workspace.results)

    @cached_property
    def lab(self) -> LabLinks:
        """What the lab has, to be linked to."""
        return LabLinks(self.workspace.build / "lab")

    @cached_property
    def figures(self):
        """Every registered figure by name."""
        return all_figures()

    def number(self, path: str, form: str = "") -> str:
        """The macro `n`: one number of the results, formatted."""
        return format_number(look_up(self.workspace.results, path), form)

    def figure(self, name: str, page_url: str, narrow: bool = True) -> str:
        """The macro `figure`: both schemes' pictures, of which the browser fetches one, and the caption.

        Args:
            name: of the figure.
            page_url: the address of the page, from the site's root.
            narrow: whether phones get the figure's narrow form, if it has one.
        """
        entry = find_figure(name)
        alt = html.escape(self.plain(entry.alt), quote=True)
        pictures = "".join(self._picture(entry, scheme, alt, page_url, narrow) for scheme in SCHEMES)
        caption = markdown.markdown(self.plain(entry.caption)).removeprefix("<p>").removesuffix("</p>")
        source = _relative("reproduce/", page_url) + f"#{name}"
        return (
            f'<figure class="figure" id="figure-{name}">{pictures}<figcaption>{caption} '
            f'<a class="figure-source" href="{source}" title="How to redraw this figure">redraw</a>'
            "</figcaption></figure>"
        )

    def _picture(self, entry, scheme: str, alt: str, page_url: str, narrow: bool) -> str:
        """One scheme's picture, in the form that fits the screen, linked to itself for the lightbox."""
        files = {is_narrow: file for its_scheme, is_narrow, file in entry.files() if its_scheme == scheme}

        def attributes(is_narrow: bool) -> tuple[str, str]:
            width, height = self.size(entry, files[is_narrow])
            address = _relative(f"{FIGURE_FOLDER}/{entry.name}-{files[is_narrow]}", page_url)
            return address, f'width="{width}" height="{height}"'

        address, size = attributes(False)
        source = ""
        if narrow and True in files:
            narrow_address, narrow_size = attributes(True)
            source = f'<source media="(max-width: 600px)" srcset="{narrow_address}" {narrow_size}>'
        return (
            f'<a class="glightbox only-{scheme}" href="{address}" data-type="image" data-gallery="{scheme}" '
            f'data-alt="{alt}"><picture>'
            f'{source}<img class="off-glb" src="{address}" alt="{alt}" {size} loading="lazy" decoding="async">'
            "</picture></a>"
        )

    def size(self, entry, file: str) -> tuple[int, int]:
        """Width and height of one file of a figure in CSS pixels."""
        path = self.workspace.build / "figures" / entry.name / file
        if entry.kind == "png":
            with Image.open(path) as picture:
                return picture.width // 2, picture.height // 2
        with path.open(encoding="utf-8") as lines:
            head = next(line for line in lines if line.startswith("<svg"))
        width, height = (float(head.split(f' {side}="')[1].split("pt")[0]) for side in ("width", "height"))
        return round(width / 0.72), round(height / 0.72)

    def plain(self, template: str) -> str:
        """A caption or alternative text with its numbers put in."""
        return self.environment.from_string(template).render(n=self.number)

    @cached_property
    def exercises(self) -> Exercises:
        """The questions of the tutorial's pages."""
        names = {
            "n": self.number,
            "estimate": lambda path, form: self.ledger.estimate(path, form),
            "holds": lambda key, place: self.ledger.holds(key, place),
            "results": self.workspace.results,
        }
        pages = load_exercises(self.docs / "exercises.toml")
        if unknown := [page for page in pages if not self.source(page).is_file()]:
            raise TutorialError(f"exercises.toml: received {', '.join(unknown)}; expected pages of docs/tutorial")
        return Exercises(pages, self.environment, names, self.workspace.results)

    def exercise_section(self, page_url: str) -> str:
        """The macro `exercises`: the questions of the page at that address."""
        page = posixpath.basename(page_url.rstrip("/"))
        return exercise_forms.section(self.exercises, page, lambda target: _relative(target, page_url))

    def source(self, page: str) -> Path:
        """The source of a page of the tutorial."""
        return self.docs / "tutorial" / f"{page}.md"

    def title(self, page: str) -> str:
        """The title of a page of the tutorial."""
        lines = self.source(page).read_text(encoding="utf-8").splitlines()
        return next(line for line in lines if line.startswith("# ")).removeprefix("# ")

    def render(self, source: str, page_url: str) -> str:
        """Put numbers, figures and citations into a page's Markdown.

        Args:
            source: the Markdown.
            page_url: the page's address from the site's root.

        Raises:
            TutorialError: a name that does not exist, or a template that cannot be read.
        """
        home = _relative(LEDGER_PAGE, page_url)
        names = {
            "n": self.number,
            "verdict": lambda key: self.ledger.verdict(key, home),
            "claim": lambda key: self.ledger.box(key, home),
            "holds": lambda key, place: self.ledger.holds(key, place),  # read only by pages that speak of claims
            "estimate": lambda path, form: self.ledger.estimate(path, form),
            "ledger_summary": lambda: self.ledger.summary(),
            "ledger_rows": lambda: self.ledger.rows(lambda page: page_address(page, page_url)),
            "ledger_facts": lambda: self.ledger.facts(),
            "figure": lambda name, narrow=True: self.figure(name, page_url, narrow),
            "lab": lambda state, words: self.lab.link(state, words, _relative(LAB_PAGE, page_url)),
            "lab_image": lambda name, place=0, wrong=False: self.lab.image(name, place, wrong),
            "lab_picture": lambda *made, **how: self.lab.picture(*made, **how),
            "cite": lambda key: cite(self.references, key, _relative("tutorial/references/", page_url)),
            "reference": lambda key: format_reference(self.references, key),
            "references": self.references,
            "pdf": PDF if (self.workspace.build / PDF).is_file() else "",
            "results": self.workspace.results,
            "exercises": lambda: self.exercise_section(page_url),
            "exercise_rows": lambda: exercise_forms.rows(self.exercises, self.title),
            **(reproduce.facts(self.workspace, self.docs) if page_url == "reproduce/" else {}),
        }
        try:
            return self.environment.from_string(source).render(names)
        except TutorialError:
            raise
        except Exception as error:  # a page may contain any expression, and so any mistake
            raise TutorialError(f"{type(error).__name__}: {error}") from None


def _relative(target: str, page_url: str) -> str:
    """The address of `target` as seen from a page, both from the site's root."""
    path = posixpath.relpath(target, page_url or ".")
    return path + "/" if target.endswith("/") else path


def page_address(source: str, page_url: str) -> str:
    """The address of `tutorial/filters.md#anchor` as seen from a page."""
    path, hash_, anchor = source.partition("#")
    return _relative(path.removesuffix(".md") + "/", page_url) + hash_ + anchor
