"""A page sent to the printer from the browser: the light scheme, and nothing that only a screen needs."""

import pytest

pytestmark = pytest.mark.browser

LIGHTNESS = """selector => {
    const pen = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
    pen.fillStyle = getComputedStyle(document.querySelector(selector)).color;
    pen.fillRect(0, 0, 1, 1);
    return Math.max(...pen.getImageData(0, 0, 1, 1).data.slice(0, 3));
}"""


@pytest.mark.parametrize("path", ["tutorial/dataset/", "notebooks/convolution/"])
def test_a_dark_page_is_printed_in_the_light_scheme_without_navigation(visit, path):
    page, wrong, _ = visit(path, "dark")
    assert page.evaluate(LIGHTNESS, "article p") > 200
    page.emulate_media(media="print", color_scheme="dark")
    for text in ("article p", "article h2", "article pre code"):
        assert page.evaluate(LIGHTNESS, text) < 100, text
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for name in (".md-header", ".md-tabs", ".md-sidebar", ".md-footer", ".md-button", ".headerlink", ".only-dark"):
        assert not any(found.is_visible() for found in page.locator(name).all()), name
    assert page.locator(".only-light").first.is_visible()
    assert wrong == []


def test_questions_are_printed_without_their_buttons(visit):
    page, _, _ = visit("tutorial/filters/")
    page.emulate_media(media="print")
    assert page.locator("#exercise-even-ground legend").is_visible()
    assert not page.locator(".exercise-buttons button:visible, .exercise-reset:visible").count()
