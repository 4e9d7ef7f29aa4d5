"""The printed tutorial: every chapter is in it, the contents give the right pages, no link points at this machine."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from mkdocs.config import load_config

from tutorial_keras.chromium import find_chromium
from tutorial_keras.errors import TutorialError
from tutorial_keras.figures import all_figures
from tutorial_keras.pipeline import Workspace
from tutorial_keras.publish import pdf
from tutorial_keras.publish.book import PrintedSite, write_book

from ..conftest import ROOT

TITLES = [
    re.search(r"^# (.*)$", (ROOT / "docs" / "tutorial" / f"{name}.md").read_text(encoding="utf-8"), re.MULTILINE)[1]
    for name in re.findall(r"tutorial/([\w-]+)\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    if name != "exercises"
]


@pytest.fixture(scope="module")
def reader(workspace):
    if find_chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on a machine that tests every change")
        pytest.skip("no Chromium to print with")
    pypdf = pytest.importorskip("pypdf")
    path = pdf.make_pdf(workspace)
    return pypdf.PdfReader(path)


@pytest.fixture(scope="module")
def texts(reader, workspace):
    """What stands on each page, read by another program than the one that made the outline."""
    pdfium = pytest.importorskip("pypdfium2")
    with pdfium.PdfDocument(workspace.build / pdf.PDF) as document:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


@pytest.fixture(scope="module")
def book(workspace):
    config = load_config(str(ROOT / "mkdocs.yml"))
    return write_book(PrintedSite(workspace, ROOT / "docs"), config, [])


def test_each_chapter_begins_a_page_and_stands_in_the_outline_and_in_the_contents(reader, texts):
    chapters = [*TITLES[:-1], "Answers to the exercises", TITLES[-1]]
    assert len(chapters) == 16 and len(texts) > 60
    pages = {
        entry.title: reader.get_destination_page_number(entry)
        for entry in reader.outline
        if not isinstance(entry, list)
    }
    assert [title for title in pages if title in chapters] == chapters
    assert len({pages[title] for title in chapters}) == len(chapters)
    # by pypdf, which is slower but keeps these words together
    contents = " ".join(page.extract_text() for page in reader.pages[1 : pages[chapters[0]]])
    contents = re.sub(r"\s+", " ", contents)
    for title in chapters:
        assert re.sub(r"\s+", "", title) in re.sub(r"\s+", "", texts[pages[title]])[: 2 * len(title) + 20]
        assert f"{title} {pages[title] + 1}" in contents, title


def test_the_title_page_has_title_author_and_abstract(texts, workspace):
    assert "Visualizing what convolutional" in texts[0] and "Praneeth Kumar Chapalabandla" in texts[0]
    assert "Abstract" in texts[0] and f"{workspace.results['training']['test_accuracy']:.1%}" in texts[0]
    assert workspace.run_key in texts[0]


def test_every_page_is_a4_with_something_on_it_and_all_fonts_are_embedded(reader, texts):
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {(595, 842)}
    assert not [number for number, text in enumerate(texts, start=1) if len(text) < 60]
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            fonts[str(font.get("/BaseFont"))] = font
    assert any("AtkinsonHyperlegibleNext-Regular" in name for name in fonts)
    for name, font in fonts.items():
        if font["/Subtype"] == "/Type3":  # its shapes are in the file by definition
            continue
        descendant = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert any(key.startswith("/FontFile") for key in descendant["/FontDescriptor"]), name


def test_a_table_stands_below_what_introduces_it(texts):
    (page,) = [text for text in texts if "the same training gave" in text]
    assert re.search(r"the same training gave seed test accuracy 0 \d", page)


def test_links_lead_into_the_book_or_to_the_web_and_never_to_this_machine(reader, workspace):
    leads = []
    for page in reader.pages:
        for note in page.get("/Annots") or []:
            note = note.get_object()
            leads.append(str(note.get("/A", {}).get("/URI", note.get("/Dest"))))
    inside = {lead for lead in leads if lead.startswith("/")}
    assert len(inside) > 60 and inside <= set(reader.named_destinations)
    assert {lead.split(":")[0] for lead in set(leads) - inside} == {"https"}
    assert str(ROOT).encode() not in (workspace.build / pdf.PDF).read_bytes()


def test_figures_stand_whole_on_a_page_in_the_light_scheme(book, workspace):
    figures = re.findall(r'<figure class="figure" id="[^"]+"><img src="([^"]+)"', book)
    assert len(figures) > 50 and all("/light." in source for source in figures)
    assert "lazy" not in book and "glightbox" not in book
    assert all(Path(source.removeprefix("file://")).is_file() for source in figures)


def test_anchors_are_unique_and_questions_come_with_their_answers_at_the_end(book):
    anchors = re.findall(r' id="([^"]+)"', book)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'href="#([^"]+)"', book)) <= set(anchors)
    assert not re.search(r'href="(?!#|https?://)', book)
    questions, answers = book.split('id="answers"')
    asked = "From one epoch to the next, test accuracy stays as it is"
    assert asked in questions and "A sure error is dear" not in questions
    assert "A sure error is dear" in answers
    assert "<form" not in book and "<input" not in book


def test_without_chromium_there_is_no_pdf_and_one_sentence_says_so(monkeypatch, tmp_path):
    workspace = Workspace(tmp_path)
    monkeypatch.setattr(pdf, "_key", lambda workspace: "new")
    monkeypatch.setattr(pdf, "find_chromium", lambda: None)
    workspace.make(pdf.PDF, "old", lambda path: path.write_text("other numbers"), folder=False)
    said = pdf.make_pdf(workspace)
    assert said == "none: expected one of chromium, google-chrome, chromium-browser to print it"
    assert not (workspace.build / pdf.PDF).exists()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo first >&2; echo no display >&2; exit 3", "could not print the tutorial; it said: no display"),
        ("exit 0", "could not print the tutorial; it said: nothing"),
    ],
)
def test_a_printer_that_fails_leaves_no_pdf_and_says_why(monkeypatch, tmp_path, script, words):
    printer = tmp_path / "chromium"
    printer.write_text(f"#!/bin/sh\n{script}\n")
    printer.chmod(0o755)
    monkeypatch.setattr(pdf, "_key", lambda workspace: "new")
    monkeypatch.setattr(pdf, "find_chromium", lambda: str(printer))
    monkeypatch.setattr(
        pdf, "print_tutorial", lambda workspace, printer, path, report: pdf._print(printer, tmp_path / "a.html", path)
    )
    workspace = Workspace(tmp_path)
    assert pdf.make_pdf(workspace) == f"none: {printer} {words}"
    assert not (workspace.build / pdf.PDF).exists() and not list(workspace.build.glob(".making-*"))


def test_a_mistake_in_a_page_is_no_matter_of_the_printer(monkeypatch, tmp_path):
    def print_tutorial(*words):
        raise TutorialError("no number 'nowhere'")

    monkeypatch.setattr(pdf, "_key", lambda workspace: "new")
    monkeypatch.setattr(pdf, "find_chromium", lambda: "chromium")
    monkeypatch.setattr(pdf, "print_tutorial", print_tutorial)
    with pytest.raises(TutorialError, match="no number 'nowhere'"):
        pdf.make_pdf(Workspace(tmp_path))


def test_another_caption_or_alternative_text_makes_the_pdf_stale(monkeypatch, workspace):
    key = pdf._key(workspace)
    assert pdf._key(Workspace(workspace.root)) == key
    for changed in ("caption", "alt"):
        entries = all_figures()
        name = next(iter(entries))
        entries[name] = replace(entries[name], **{changed: "other words"})
        monkeypatch.setattr(pdf, "all_figures", lambda entries=entries: entries)
        assert pdf._key(workspace) != key


def test_a_pdf_of_other_numbers_goes_when_none_is_printed(monkeypatch, tmp_path):
    workspace = Workspace(tmp_path)
    monkeypatch.setattr(pdf, "_key", lambda workspace: "new")
    for key, stays in (("new", True), ("old", False)):
        workspace.make(pdf.PDF, key, lambda path: path.write_text("numbers"), folder=False)
        pdf.remove_stale_pdf(workspace)
        assert (workspace.build / pdf.PDF).exists() == stays
