"""Citations: `cite("lecun1998")` in a page links to the entry of `docs/references.toml` on the page References."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ..errors import TutorialError


def load_references(file: Path) -> dict[str, dict]:
    """Read the list of references: key → `authors`, `year`, `title`, `where`, `url`, `short`."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def cite(references: dict[str, dict], key: str, page: str) -> str:
    """A link to a reference, named by author and year.

    Args:
        references: as `load_references` returns them.
        key: which one.
        page: the relative address of the page References.

    Raises:
        TutorialError: no such key.
    """
    entry = _find(references, key)
    return f'<a class="citation" href="{page}#{key}">{entry["short"]}</a>'


def format_reference(references: dict[str, dict], key: str) -> str:
    """One entry of the list, as HTML with an anchor."""
    entry = _find(references, key)
    url = entry["url"]
    shown = url.removeprefix("https://").rstrip("/")
    return (
        f'<li id="{key}">{entry["authors"]} ({entry["year"]}). <cite>{entry["title"]}</cite>. {entry["where"]} '
        f'<a href="{url}">{shown}</a></li>'
    )


def _find(references: dict[str, dict], key: str) -> dict:
    if key not in references:
        raise TutorialError(f"no reference {key!r}; there are {', '.join(references)}")
    return references[key]
