"""Chromium opens every page, in both schemes, on a wide screen and on a phone."""

import re

import pytest

from tutorial_keras.bench.serve import PREFIX, served
from tutorial_keras.chromium import SCROLL

from .conftest import SCREENS

pytestmark = pytest.mark.browser

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

WATCH_SHIFTS = """
    shift = 0
    new PerformanceObserver(list => list.getEntries().forEach(entry => shift += entry.hadRecentInput ? 0 : entry.value))
        .observe({ type: "layout-shift", buffered: true })
"""
"""Adds up how far what is in view moves by itself, https://web.dev/articles/cls: never less than the score there."""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_loads_whole_fits_and_keeps_still(visit, site, address, scheme, screen):
    page, wrong, requests = visit("", scheme, screen)
    paths = sorted(path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("*.html"))
    paths.remove("404.html")
    assert len(paths) >= 11
    page.add_init_script(WATCH_SHIFTS)
    for path in paths:
        wrong.append(f"--- {path}")
        page.goto(address + path, wait_until="load")
        wrong += [f"no picture {source}" for source in page.evaluate(SCROLL)]
        if (excess := page.evaluate(OVERFLOW)) > 0:
            wrong.append(f"{excess} pixels too wide")
        if (shift := page.evaluate("shift")) > 0.02:
            wrong.append(f"shifts by {shift:.3f}")
    assert [line for line in wrong if not line.startswith("---")] == [], wrong

    other = {"light": "dark", "dark": "light"}[scheme]
    pictures = [request for request in requests if f"{PREFIX}figures/" in request]
    assert not [picture for picture in pictures if f"-{other}" in picture]
    narrow = [picture for picture in pictures if f"-{scheme}-narrow." in picture]
    assert len(pictures) > len(narrow) and bool(narrow) == (screen == "phone")


def pictures(folder):
    """Bytes of a page's figures in the light scheme; what else a page has takes less than 200 kB."""
    names = re.findall(r'src="\.\./\.\./(figures/[\w-]+-light\.\w+)"', (folder / "index.html").read_text())
    return sum((folder.parents[1] / name).stat().st_size for name in names)


def test_a_first_visit_to_a_page_of_the_tutorial_takes_at_most_350_kilobytes(browser, site):
    """With all its figures, on a wide screen in the light scheme, which weighs most."""
    width, height = SCREENS["desktop"]
    pages = [folder for folder in sorted((site / "tutorial").iterdir()) if pictures(folder) > 100_000]
    assert len(pages) > 3
    with served(site) as (address, sent):
        for folder in pages:
            visitor = browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=2)
            page = visitor.new_page()
            sent.clear()
            page.goto(f"{address}tutorial/{folder.name}/", wait_until="load")
            assert page.evaluate(SCROLL) == []
            visitor.close()
            assert 80_000 < sent.total() <= 350_000, folder.name


def test_a_dark_first_visit_fetches_no_light_picture_even_when_scripts_come_late(visit, address):
    """The scheme must be known before the first picture is, not when the theme's script has arrived."""
    page, wrong, requests = visit("404.html", "dark")

    def late(route):
        page.wait_for_timeout(1000)
        route.continue_()

    page.evaluate("localStorage.clear()")
    page.route("**/assets/javascripts/bundle*.js", late)
    page.goto(address, wait_until="load")
    page.locator("figure img:visible").first.wait_for()
    assert [request for request in requests if "-dark" in request]
    assert not [request for request in requests if f"{PREFIX}figures/" in request and "-light" in request]
    assert wrong == []


def test_the_page_for_unknown_addresses_works_from_anywhere(visit, address):
    """GitHub Pages answers every unknown address with this file."""
    page, wrong, _ = visit("404.html")
    assert wrong == []
    page.locator(".md-header a.md-logo").click()
    page.wait_for_url(lambda url: url.rstrip("/") == address.rstrip("/"))


def test_the_first_screen_shows_the_picture_and_where_to_start(visit):
    for screen, (_, height) in SCREENS.items():
        page, _, _ = visit("", screen=screen)
        picture = page.locator("figure img:visible").first.bounding_box()
        start = page.get_by_role("link", name="Start the tutorial").bounding_box()
        heading = page.locator("h1").first.bounding_box()
        assert picture["y"] < heading["y"], screen
        assert picture["y"] < height and start["y"] + start["height"] <= height, screen


def test_search_finds_a_page(visit, address):
    page, wrong, _ = visit()
    page.locator("label.md-search__icon:visible, .md-search__input:visible").first.click()
    page.locator(".md-search__input").press_sequentially("receptive field", delay=20)
    found = page.locator(f".md-search-result__link[href^='{address}tutorial/architecture/']").first
    found.wait_for(state="visible")
    found.click()
    page.wait_for_url("**/tutorial/architecture/**")
    assert "receptive field" in page.locator("article").inner_text().lower()
    assert wrong == []


def test_the_search_index_is_fetched_only_when_someone_is_about_to_search(visit):
    page, wrong, requests = visit("tutorial/ethics/")
    page.wait_for_load_state("networkidle")
    assert not [request for request in requests if "search_index" in request]
    with page.expect_response("**/search/search_index.json"):
        page.keyboard.press("/")
    assert wrong == []


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_switch_goes_through_both_schemes_and_the_figures_follow(visit, system):
    page, wrong, _ = visit("tutorial/filters/", system)
    seen = set()
    for _ in range(4):
        scheme = page.locator("body").get_attribute("data-md-color-scheme")
        source = page.locator("figure img:visible").first.evaluate("image => image.currentSrc || image.src")
        assert ("-dark." in source) == (scheme == "slate")
        seen.add(scheme)
        page.locator("label[for^=__palette]:visible").first.click()
    assert seen == {"default", "slate"}
    assert wrong == []


def test_the_chosen_scheme_is_kept_on_the_next_page(visit, address):
    page, _, _ = visit("tutorial/filters/", "light")
    for _ in range(3):
        if page.locator("body").get_attribute("data-md-color-scheme") == "slate":
            break
        page.locator("label[for^=__palette]:visible").first.click()
    page.goto(address + "tutorial/dataset/")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_figure_opens_large_in_the_scheme_of_the_page(visit, scheme):
    page, wrong, _ = visit("tutorial/filters/", scheme)
    assert page.locator("script[src*=glightbox]").count() == 0  # it is fetched by the first click
    page.locator("figure img:visible").first.click()
    large = page.locator(".glightbox-container .current img")
    large.wait_for(state="visible")
    assert f"-{scheme}." in large.get_attribute("src")
    assert large.evaluate("image => image.naturalWidth") > 0
    page.keyboard.press("Escape")
    page.locator(".glightbox-container").wait_for(state="detached")
    assert wrong == []


def test_previous_and_next_lead_through_the_tutorial(visit):
    page, _, _ = visit("tutorial/introduction/")
    titles = []
    for _ in range(9):
        titles.append(page.locator("h1").first.inner_text())
        page.locator(".md-footer__link--next").click()
        page.wait_for_load_state()
    assert len(set(titles)) == 9


def test_code_can_be_copied(visit):
    page, wrong, _ = visit("reproduce/")
    assert page.locator(".md-code__button, .md-clipboard").count() >= 1
    assert wrong == []
