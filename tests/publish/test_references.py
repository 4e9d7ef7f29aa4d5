"""References: every entry complete, every citation a link."""

import re

import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.publish.references import cite, format_reference, load_references

from ..conftest import ROOT

ONE = {
    "ant2020": {
        "authors": "Ant, A. & Bee, B.",
        "year": 2020,
        "title": "On hills",
        "where": "Hills 1, 2-3.",
        "url": "https://example.org/hills/",
        "short": "Ant & Bee 2020",
    }
}


def test_a_citation_links_to_its_entry():
    assert cite(ONE, "ant2020", "../references/") == (
        '<a class="citation" href="../references/#ant2020">Ant & Bee 2020</a>'
    )
    entry = format_reference(ONE, "ant2020")
    assert (
        entry.startswith('<li id="ant2020">') and '<a href="https://example.org/hills/">example.org/hills</a>' in entry
    )


@pytest.mark.parametrize("write", [lambda key: cite(ONE, key, ""), lambda key: format_reference(ONE, key)])
def test_an_unknown_reference_is_answered_with_all_there_are(write):
    with pytest.raises(TutorialError, match="no reference 'bee2021'; there are ant2020"):
        write("bee2021")


def test_every_reference_of_the_tutorial_is_complete_and_cited():
    references = load_references(ROOT / "docs" / "references.toml")
    assert len(references) >= 10
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    for key, entry in references.items():
        assert {"authors", "year", "title", "where", "url", "short"} <= entry.keys(), key
        assert set(re.findall(r"\d{4}", entry["short"])) <= {str(entry["year"])}, key
        assert entry["url"].startswith("https://"), key
        assert re.search(rf"""cite\(["']{key}["']\)""", pages), f"{key} is never cited"
