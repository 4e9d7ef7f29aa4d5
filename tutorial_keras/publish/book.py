"""The tutorial as one document to be printed: title page, contents, a chapter for each page, answers, references.

Its parts are the site's own sources, rendered by the same macros. What differs is what paper needs: one scheme, links
that lead to chapters, questions without forms.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import markdown

from .. import figures
from ..figures import find_figure
from . import exercise_forms
from .mathematics import formulas_to_mathml
from .site import Site

ANSWERS = "answers"
FONTS = Path(figures.__file__).parent / "fonts"
_ABSTRACT = re.compile(r'<h2 id="abstract">.*?</h2>(.*?)(?=<h2)', re.DOTALL)
_HEADING = re.compile(r'<h([12])(?: id="([^"]+)")?[^>]*>(.*?)</h\1>', re.DOTALL)


@dataclass(frozen=True)
class Chapter:
    """One page of the tutorial, rendered, with links and anchors that are unique in the book.

    Attributes:
        name: of its source, `filters`; also its anchor.
        title: its heading.
        content: its HTML.
    """

    name: str
    title: str
    content: str

    def sections(self) -> list[tuple[str, str]]:
        """Anchor and title of the headings of the second level."""
        found = (match.groups() for match in _HEADING.finditer(self.content))
        return [(anchor, title) for level, anchor, title in found if level == "2" and title != "Exercises"]


class PrintedSite(Site):
    """The site's macros, writing what can be printed."""

    def figure(self, name: str, page_url: str, narrow: bool = True) -> str:
        """The light picture and the caption; no links to other forms."""
        entry = find_figure(name)
        file = next(file for scheme, is_narrow, file in entry.files() if scheme == "light" and not is_narrow)
        width, height = self.size(entry, file)
        source = (self.workspace.build / "figures" / entry.name / file).as_uri()
        caption = markdown.markdown(self.plain(entry.caption)).removeprefix("<p>").removesuffix("</p>")
        return (
            f'<figure class="figure" id="figure-{name}"><img src="{source}" width="{width}" height="{height}" '
            f'alt="{html.escape(self.plain(entry.alt), quote=True)}"><figcaption>{caption}</figcaption></figure>'
        )

    def exercise_section(self, page_url: str) -> str:
        """The questions without forms; their answers stand at the end of the book."""
        page = posixpath.basename(page_url.rstrip("/"))
        return exercise_forms.printed_questions(self.exercises, page, f"#{ANSWERS}--{page}")


def write_book(site: PrintedSite, config, styles: Sequence[Path], pages: dict[str, int] | None = None) -> str:
    """The whole book as HTML.

    Args:
        site: the macros.
        config: of MkDocs: its Markdown extensions, its navigation, the site's name, author and address.
        styles: the style sheets, in their order.
        pages: the page numbers of anchors for the table of contents, once they are known.
    """
    chapters = [_chapter(site, config, name) for name in _chapter_names(config)]
    *chapters, references = chapters
    first, abstract = _without_abstract(chapters[0])
    chapters = [first, *chapters[1:], _answers(site, chapters), references]
    sheets = "".join(f'<link rel="stylesheet" href="{sheet.as_uri()}">' for sheet in styles)
    body = "".join(
        f'<article class="chapter" id="{chapter.name}" style="page: {chapter.name}">{chapter.content}</article>'
        for chapter in chapters
    )
    title = _title(site)
    return (
        f'<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>{title}</title>'
        f"{sheets}<style>{_fonts()}{_running_heads(chapters)}</style></head>"
        f'<body class="book md-typeset" data-md-color-scheme="default">{_title_page(site, config, title, abstract)}'
        f"{_contents(chapters, pages or {})}{body}</body></html>"
    )


def anchors(document: str) -> list[str]:
    """The anchors whose pages the table of contents gives."""
    return re.findall(r'<a href="#([^"]+)" class="contents-line', document)


def _chapter_names(config) -> list[str]:
    """The sources of the tutorial's pages in the order of the navigation, without the overview of exercises."""
    tutorial = next(entry["Tutorial"] for entry in config.nav if "Tutorial" in entry)
    names = [Path(source).stem for entry in tutorial for source in entry.values()]
    return [name for name in names if name != "exercises"]


def _chapter(site: PrintedSite, config, name: str) -> Chapter:
    source = site.source(name).read_text(encoding="utf-8")
    source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    source = re.sub(r"^\[Next: .*$", "", source, flags=re.MULTILINE)
    settings = {**config.mdx_configs, "toc": {"permalink": False}}
    text = site.render(source, f"tutorial/{name}/")
    page = markdown.markdown(text, extensions=config.markdown_extensions, extension_configs=settings)
    page = formulas_to_mathml(page).replace("<details", "<details open")
    return Chapter(name, site.title(name), _anchored(page, name, config))


def _anchored(page: str, name: str, config) -> str:
    """Make anchors unique in the book, and lead links to its chapters or else to the site."""
    names = _chapter_names(config)

    def lead(match: re.Match) -> str:
        path, _, anchor = html.unescape(match[1]).partition("#")
        if re.match(r"[a-z]+:", path):
            return match[0]
        if path.endswith((".md", ".ipynb")):
            target = posixpath.normpath(f"tutorial/{path.rpartition('.')[0]}")
        else:
            target = posixpath.normpath(f"tutorial/{name}/{path}") if path else f"tutorial/{name}"
        folder, _, chapter = target.partition("/")
        if folder == "tutorial" and chapter in names:
            return f'href="#{chapter}--{anchor}"' if anchor else f'href="#{chapter}"'
        if folder == "tutorial" and not path and anchor.startswith(ANSWERS):
            return f'href="#{anchor}"'
        return f'href="{config.site_url}{target}/{"#" if anchor else ""}{anchor}"'

    page = re.sub(r'(?<= )id="([^"]+)"', rf'id="{name}--\1"', page)
    page = re.sub(rf'href="#({ANSWERS}--[^"]+)"', r'data-answers="\1"', page)
    page = re.sub(r'href="([^"]*)"', lead, page)
    return page.replace('data-answers="', 'href="#')


def _without_abstract(chapter: Chapter) -> tuple[Chapter, str]:
    """The first chapter without its abstract, and the abstract, which stands on the title page."""
    pattern = re.compile(_ABSTRACT.pattern.replace('"abstract"', f'"{chapter.name}--abstract"'), re.DOTALL)
    abstract = pattern.search(chapter.content)[1]
    return Chapter(chapter.name, chapter.title, pattern.sub("", chapter.content)), abstract


def _answers(site: PrintedSite, chapters: Sequence[Chapter]) -> Chapter:
    parts = (
        f'<h2 id="{ANSWERS}--{chapter.name}">{chapter.title}</h2>'
        f"{exercise_forms.printed_answers(site.exercises, chapter.name)}"
        for chapter in chapters
    )
    return Chapter(ANSWERS, "Answers to the exercises", f"<h1>Answers to the exercises</h1>{''.join(parts)}")


def _title(site: Site) -> str:
    """The tutorial's title, as on the landing page."""
    lines = (site.docs / "index.md").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("# ")).removeprefix("# ")


def _title_page(site: PrintedSite, config, title: str, abstract: str) -> str:
    training = site.workspace.results["training"]
    return (
        f'<section class="title-page"><h1>{title}</h1><p class="author">{config.site_author}</p>'
        f'<div class="abstract"><h2>Abstract</h2>{abstract}</div>'
        f'<p class="imprint">The same, to read on a screen, with exercises that answer: '
        f'<a href="{config.site_url}">{config.site_url.removeprefix("https://").rstrip("/")}</a>. '
        f"All numbers and figures are those of one build: seed {training['seed']}, {training['epochs']} epochs, "
        f"run {site.workspace.run_key}.</p></section>"
    )


def _contents(chapters: Sequence[Chapter], pages: dict[str, int]) -> str:
    lines = []
    for chapter in chapters:
        lines.append(_line(chapter.name, chapter.title, "chapter", pages))
        if chapter.name != ANSWERS:
            lines += [_line(anchor, title, "section", pages) for anchor, title in chapter.sections()]
    return f'<nav class="contents"><h1>Contents</h1>{"".join(lines)}</nav>'


def _line(anchor: str, title: str, kind: str, pages: dict[str, int]) -> str:
    return (
        f'<a href="#{anchor}" class="contents-line contents-{kind}"><span>{title}</span>'
        f"<span>{pages.get(anchor, '')}</span></a>"
    )


def _fonts() -> str:
    """The site's typeface in two fixed weights: a variable font is printed as shapes, which few readers draw well."""
    faces = {"400": "200 500", "700": "501 800"}
    return "".join(
        f'@font-face {{ font-family: "Atkinson for print"; font-weight: {weights}; '
        f'src: url("{(FONTS / f"AtkinsonHyperlegibleNext-{name}.ttf").as_uri()}") }}'
        for name, weights in faces.items()
    )


def _running_heads(chapters: Sequence[Chapter]) -> str:
    return "".join(f'@page {chapter.name} {{ @top-left {{ content: "{chapter.title}" }} }}' for chapter in chapters)
