"""The built pages: every number of their source in its place, every link answered, nothing from another host."""

import html
import re
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tutorial_keras.figures import all_figures
from tutorial_keras.publish.site import Site

from ..conftest import ROOT

PREFIX = "/neural_network/"  # where GitHub Pages puts the site
FETCHED = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "manifest"}


class Page(HTMLParser):
    """What a page links to, fetches and says.

    Attributes:
        anchors: every `id` and `name`; links: what `<a>` leads to; fetched: what the browser loads by itself.
        everything: the source. text: all words, without those of scripts; prose: also without those of code.
    """

    def __init__(self, source: str):
        super().__init__()
        self.anchors, self.links, self.fetched = set(), [], []
        self.everything = source
        self.text = self.prose = ""
        self._open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if tag == "link" and FETCHED & set(found.get("rel", "").split()):
            self.fetched.append(found["href"])
        if tag != "a" and found.get("src"):
            self.fetched.append(found["src"])
        self.fetched += [part.split()[0] for part in (found.get("srcset") or "").split(",") if part.strip()]
        if tag in ("script", "style", "code", "pre"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data):
        if not {"script", "style"} & set(self._open):
            self.text += data
            if not self._open:
                self.prose += data


@pytest.fixture(scope="session")
def pages(site):
    """Every page by its address below the prefix."""
    files = sorted(site.rglob("*.html"))
    assert len(files) >= 12
    return {path.relative_to(site).as_posix(): Page(path.read_text(encoding="utf-8")) for path in files}


def plain_number(results, path, form):
    """A number of the results as the text should show it, worked out apart from the package."""
    for name in path.split("."):
        results = results[int(name)] if isinstance(results, list) else results[name]
    if form == "none" and results == 0:
        return "none"
    if form in ("words", "none"):
        words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
        return words[results] if results <= 10 else str(results)
    if form == "points":
        return f"{results * 100:.2f} percentage points".replace("-", "−")
    text = f"{results:{form}}"
    return text if isinstance(results, str) else text.replace("-", "−")


def test_every_number_that_a_source_asks_for_stands_in_its_page(pages, workspace, monkeypatch):
    site = Site(workspace, ROOT / "docs")
    asked: list[tuple[str, str]] = []
    number = site.number
    monkeypatch.setattr(site, "number", lambda path, form="": asked.append((path, form)) or number(path, form))
    found = {}
    for source in sorted((ROOT / "docs").rglob("*.md")):
        name = source.relative_to(ROOT / "docs").with_suffix("").as_posix()
        address = "" if name == "index" else f"{name}/"
        asked.clear()
        site.render(source.read_text(encoding="utf-8"), address)  # a text with branches asks only for what it says
        found[name] = {path for path, _ in asked}
        for path, form in asked:
            text = html.unescape(pages[f"{address}index.html"].everything).lower()  # "Five" may open a sentence
            assert plain_number(workspace.results, path, form).removesuffix(" percentage points").lower() in text, (
                name,
                path,
            )
    assert "training.test_accuracy" in found["tutorial/training"]
    assert "architecture.parameters.total" in found["tutorial/architecture"] | found["index"]
    assert sum(len(paths) for paths in found.values()) > 300


def test_every_figure_stands_in_a_page_and_on_the_page_reproduce(pages):
    for name in all_figures():
        homes = [address for address, page in pages.items() if f"figure-{name}" in page.anchors]
        assert homes, f"{name} is on no page"
        assert name in pages["reproduce/index.html"].anchors
        assert f"python -m tutorial_keras figures {name}" in pages["reproduce/index.html"].text


def test_no_template_is_left_over(pages):
    for address, page in pages.items():
        assert not re.search(r"\{\{|\{%", page.prose), address
        assert r"\(" not in page.prose and "arithmatex" not in page.text, address


def test_nothing_is_fetched_from_another_host(pages, site):
    for address, page in pages.items():
        foreign = [target for target in page.fetched if urlsplit(target).netloc]
        assert not foreign, (address, foreign)
    for sheet in site.rglob("*.css"):
        foreign = re.findall(r"""(?:url\(|@import\s)\s*["']?(?:https?:)?//[^)"']+""", sheet.read_text(encoding="utf-8"))
        assert not foreign, (sheet.name, foreign)


def test_every_link_and_every_anchor_within_the_site_leads_somewhere(pages, site):
    @cache
    def answer(path):
        """The page or file below the site that the server would answer with."""
        file = site / path
        if file.is_dir():
            path, file = f"{path}/index.html".lstrip("/"), file / "index.html"
        return path if file.is_file() else None

    broken = []
    for address, page in pages.items():
        here = PREFIX + address.removesuffix("index.html")
        for target in {*page.links, *page.fetched}:
            if urlsplit(target).scheme or urlsplit(target).netloc:
                continue
            there = urlsplit(urljoin(here, target))
            path = unquote(there.path)
            found = answer(path.removeprefix(PREFIX).rstrip("/")) if f"{path}/".startswith(PREFIX) else None
            if path.rstrip("/") == PREFIX.rstrip("/"):
                found = "index.html"
            # behind the lab's # stands a state, not an anchor: tests/publish/test_lab_links.py
            anchor = there.fragment and found != "lab/index.html"
            if found is None or (anchor and found in pages and unquote(there.fragment) not in pages[found].anchors):
                broken.append((address, target))
    assert not broken


def test_every_page_says_what_it_is_to_those_who_share_it(pages, site):
    descriptions = []
    for address in pages:
        if address == "404.html":
            continue
        head = (site / address).read_text(encoding="utf-8").split("</head>")[0]
        for name in ("og:title", "og:description", "og:image"):
            assert re.search(rf'<meta property="{name}" content="[^"]+"', head), (address, name)
        assert re.search(r'<link rel="canonical" href="https://praneeth04-ai429\.github\.io/neural_network/', head), (
            address
        )
        descriptions.append(re.search(r'<meta name="description" content="([^"]+)"', head).group(1))
    assert len(descriptions) >= 11
