"""The tutorial as a PDF, printed by the Chromium that is at hand; without one there is none, and the site says so."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from pathlib import Path

from ..chromium import FLAGS, PROGRAMS, find_chromium
from ..errors import TutorialError
from ..figures import all_figures
from ..keys import code_key, combined_key, file_key
from ..pipeline import Report, Workspace, silent
from .site import PDF

_FLAGS = ["--headless", "--no-pdf-header-footer", "--generate-pdf-document-outline", *FLAGS]
_DATE = "D:20260101000000Z"  # one and the same, so that the same content gives the same file


class PrinterError(TutorialError):
    """The browser that should print did not."""


def make_pdf(workspace: Workspace, report: Report = silent) -> str:
    """Bring `build/tutorial.pdf` up to date; measures, figures and lab must be.

    Returns:
        Where it is, or why there is none.
    """
    key = _key(workspace)
    if not workspace.is_fresh(PDF, key):
        printer = find_chromium()
        if printer is None:
            _remove(workspace)
            return f"none: expected one of {', '.join(PROGRAMS)} to print it"
        report("pdf", 0)
        try:
            workspace.make(PDF, key, lambda path: print_tutorial(workspace, printer, path, report), folder=False)
        except PrinterError as error:
            _remove(workspace)
            report("pdf", 1)
            return f"none: {error}"
        report("pdf", 1)
    return str(workspace.build / PDF)


def remove_stale_pdf(workspace: Workspace) -> None:
    """Remove `build/tutorial.pdf` unless it says what the site says."""
    if not workspace.is_fresh(PDF, _key(workspace)):
        _remove(workspace)


def print_tutorial(workspace: Workspace, printer: str, path: Path, report: Report = silent) -> None:
    """Write the tutorial as a PDF.

    Args:
        workspace: where the artefacts are.
        printer: a Chromium.
        path: where the PDF goes.
        report: is told when the first of the two passes is done.

    Raises:
        PrinterError: the printer failed.
        TutorialError: a page says something that it cannot.
    """
    from mkdocs.config import load_config

    from .book import PrintedSite, anchors, write_book

    config = load_config(str(workspace.root / "mkdocs.yml"))
    site = PrintedSite(workspace, Path(config.docs_dir))
    styles = _style_sheets(config)
    # in `build`, since a packaged Chromium may not see the system's temporary folder
    with tempfile.TemporaryDirectory(prefix=".making-", dir=workspace.build) as folder:
        book, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        book.write_text(write_book(site, config, styles), encoding="utf-8")
        _print(printer, book, printed)
        report("pdf", 0.5)
        # a second pass: only now is it known which page each chapter is on
        pages = _page_numbers(printed, anchors(book.read_text(encoding="utf-8")))
        book.write_text(write_book(site, config, styles, pages), encoding="utf-8")
        _print(printer, book, printed)
        _finish(printed, path, config.site_author)


def _key(workspace: Workspace) -> str:
    root, docs = workspace.root, workspace.root / "docs"
    sources = [
        docs / "index.md",
        root / "mkdocs.yml",
        *sorted(docs.glob("tutorial/*.md")),
        *sorted(docs.glob("*.toml")),
    ]
    sheets = sorted(docs.glob("stylesheets/*.css"))
    figures = sorted(workspace.build.glob("figures/*/light.*"))
    words = [(entry.name, entry.caption, entry.alt) for entry in all_figures().values()]
    return combined_key(
        words,
        file_key(*sources, *sheets, workspace.build / "results.json", *figures),
        workspace.run_key,
        code_key("publish.pdf:print_tutorial", "publish.book:write_book", "publish.book:anchors"),
    )


def _remove(workspace: Workspace) -> None:
    """A PDF of other numbers than the site's is worse than none."""
    workspace.forget(PDF)
    (workspace.build / PDF).unlink(missing_ok=True)


def _style_sheets(config) -> list[Path]:
    theme = next(Path(folder) for folder in config.theme.dirs if (Path(folder) / "assets" / "stylesheets").is_dir())
    of_theme = sorted((theme / "assets" / "stylesheets").glob("*.min.css"))  # main, then palette
    return [*of_theme, *(Path(config.docs_dir) / str(sheet) for sheet in config.extra_css)]


def _print(printer: str, book: Path, pdf: Path) -> None:
    words = [printer, *_FLAGS, f"--user-data-dir={pdf.parent / 'profile'}", f"--print-to-pdf={pdf}", book.as_uri()]
    pdf.unlink(missing_ok=True)
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=180)
    except subprocess.TimeoutExpired:
        raise PrinterError(f"{printer} did not print the tutorial within three minutes") from None
    except OSError as error:
        raise PrinterError(f"cannot run {printer}: {error.strerror}") from None
    if done.returncode or not pdf.is_file():
        said = (done.stderr.strip().splitlines() or ["nothing"])[-1]
        raise PrinterError(f"{printer} could not print the tutorial; it said: {said[:200]}")


def _page_numbers(pdf: Path, wanted: list[str]) -> dict[str, int]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it remarks on how Chromium counts objects
    reader = PdfReader(pdf)
    places = {name.lstrip("/"): place for name, place in reader.named_destinations.items()}
    return {name: reader.get_destination_page_number(places[name]) + 1 for name in wanted if name in places}


def _finish(pdf: Path, path: Path, author: str) -> None:
    """Add the author, and take out what differs from one printing to the next."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=pdf)
    writer.add_metadata({"/Author": author, "/CreationDate": _DATE, "/ModDate": _DATE})
    writer.write(path)
