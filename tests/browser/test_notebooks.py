"""Every notebook's page in Chromium, in both schemes: nothing fails, text can be read, pictures fit the scheme."""

import pytest

from tutorial_keras.bench.serve import PREFIX

from ..conftest import ROOT

pytestmark = pytest.mark.browser

NAMES = sorted(path.stem for path in (ROOT / "docs" / "notebooks").glob("*.ipynb"))

# the contrast of each visible piece of text with what is painted behind it, as WCAG defines it
CONTRASTS = """() => {
    const pen = Object.assign(document.createElement("canvas"), {width: 1, height: 1}).getContext("2d");
    const over = (colour, behind) => {
        pen.fillStyle = `rgb(${behind.join()})`;
        pen.fillRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const ground = element => element
        ? over(getComputedStyle(element).backgroundColor, ground(element.parentElement)) : [255, 255, 255];
    const luminance = colour => colour.map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const words = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT), found = [];
    while (words.nextNode()) {
        const text = words.currentNode.textContent.trim(), element = words.currentNode.parentElement;
        if (!text || !element.checkVisibility({opacityProperty: true})) continue;
        const behind = ground(element);
        const pair = [behind, over(getComputedStyle(element).color, behind)].map(luminance).sort((a, b) => b - a);
        found.push([(pair[0] + 0.05) / (pair[1] + 0.05), text.slice(0, 40)]);
    }
    return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_notebooks_page_can_be_read(visit, name, scheme):
    page, wrong, requests = visit(f"notebooks/{name}/", scheme)
    for fold in page.locator("article details").all():
        fold.evaluate("fold => fold.open = true")
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 100
    assert [row for row in contrasts if row[0] < 4.5] == []

    pictures = page.locator("article figure img:visible")
    other = {"light": "only-dark", "dark": "only-light"}[scheme]
    assert pictures.count() >= 1
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())
        assert other not in picture.get_attribute("class")
    hidden = {image.get_attribute("src").rpartition("/")[2] for image in page.locator(f"article img.{other}").all()}
    assert not hidden & {request.rpartition("/")[2] for request in requests}
    assert wrong == []


def test_the_notebook_is_a_click_away_and_no_page_asks_colab_for_anything(visit):
    page, wrong, requests = visit(f"notebooks/{NAMES[0]}/")
    for button, name in (("Download", f"{NAMES[0]}.ipynb"), ("Download with outputs", f"{NAMES[0]}-executed.ipynb")):
        with page.expect_download() as download:
            page.get_by_role("link", name=button, exact=True).click()
        assert download.value.suggested_filename == name
    assert page.get_by_role("link", name="Open in Colab").get_attribute("href").startswith("https://colab.research.")
    assert all(PREFIX in request for request in requests) and wrong == []


WIDER_THAN_ITS_BOX = """selector => [...document.querySelectorAll(selector)]
    .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.textContent.slice(0, 60))"""


@pytest.mark.parametrize("name", NAMES)
def test_code_fits_a_desktop_and_what_a_check_says_a_phone(visit, name):
    page, _, _ = visit(f"notebooks/{name}/")
    assert page.locator(".jp-Cell .highlight code").count() > 5
    assert page.evaluate(WIDER_THAN_ITS_BOX, ".jp-Cell .highlight code, .jp-OutputArea-output pre") == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.locator(".jp-OutputArea-executeResult pre").count() >= 3
    assert page.evaluate(WIDER_THAN_ITS_BOX, ".jp-OutputArea-executeResult pre") == []
