"""The lab in Chromium: drawing, picking, photographs, edits, what can be kept, the tour, the landing page's strip."""

import html
import io
import itertools
import json
import re

import numpy as np
import pytest
from PIL import Image

from tutorial_keras import build_probe

pytestmark = pytest.mark.browser

PICTURE = """() => {
    const board = document.querySelector("#lab-pad canvas")
    const { data } = board.getContext("2d").getImageData(0, 0, 28, 28)
    return Array.from({ length: 784 }, (_, place) => data[4 * place])
}"""
MAPS = (
    """layer => [...document.querySelectorAll(`[data-layer=${layer}] canvas`)].map(board => board.toDataURL()).join()"""
)


@pytest.fixture
def lab(visit):
    """A function that opens the lab and waits until it runs."""

    def lab(fragment="", scheme="light", screen="desktop", tour="seen"):
        page, wrong, requests = visit("404.html", scheme, screen)
        wrong.clear()
        if tour:
            page.evaluate("tour => localStorage.setItem('lab-tour', tour)", tour)
        requests.clear()
        page.goto(page.url.replace("404.html", "lab/") + fragment)
        page.locator("#lab[data-ready]").wait_for(state="attached")
        return page, wrong, requests

    return lab


def picture(page):
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    return np.array(page.evaluate(PICTURE), np.uint8).reshape(28, 28)


def corner(page):
    """The pad's upper left corner, and how wide one of its pixels is."""
    pad = page.locator("#lab-pad")
    pad.evaluate("pad => pad.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = pad.bounding_box()
    return box["x"], box["y"], box["width"] / 28


def draw(page, *points):
    """A stroke through points (x, y) in pixels of the picture."""
    left, top, unit = corner(page)
    page.mouse.move(left + points[0][0] * unit, top + points[0][1] * unit)
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(left + x * unit, top + y * unit, steps=4)
    page.mouse.up()


def button(page, name):
    return page.locator("#lab").get_by_role("button", name=name, exact=True)


def download(page, name):
    with page.expect_download() as waiting:
        button(page, name).click()
    return waiting.value.path().read_bytes()


def test_drawing_moves_maps_and_bars_and_undo_brings_everything_back(lab):
    page, wrong, _ = lab("#image=0")
    before, maps = picture(page), [page.evaluate(MAPS, layer) for layer in ("conv1", "conv2", "pool")]
    draw(page, (4, 4), (22, 4))
    drawn = picture(page)
    assert (drawn[3:5, 6:20] == 255).all() and (drawn >= before).all()
    assert all(page.evaluate(MAPS, layer) != old for layer, old in zip(("conv1", "conv2", "pool"), maps, strict=True))
    draw(page, (4, 10), (22, 10))
    twice = picture(page)
    page.keyboard.press("Control+z")
    np.testing.assert_array_equal(picture(page), drawn)
    button(page, "Redo").click()
    np.testing.assert_array_equal(picture(page), twice)
    button(page, "Undo").click()
    button(page, "Undo").click()
    np.testing.assert_array_equal(picture(page), before)
    assert page.evaluate(MAPS, "conv1") == maps[0]
    assert button(page, "Undo").get_attribute("aria-disabled") == "true"
    page.keyboard.press("Control+z")
    np.testing.assert_array_equal(picture(page), before)
    button(page, "Clear").click()
    assert not picture(page).any()
    assert wrong == []


def test_maps_follow_before_the_stroke_ends_and_a_finger_draws(lab):
    page, wrong, _ = lab("#image=0", screen="phone")
    left, top, unit = corner(page)
    maps = page.evaluate(MAPS, "conv1")
    touch = """({ type, x, y }) => {
        const finger = { pointerId: 5, pointerType: "touch", isPrimary: true, button: 0, clientX: x, clientY: y }
        document.querySelector("#lab-pad").dispatchEvent(new PointerEvent(type, { ...finger, bubbles: true }))
    }"""
    page.evaluate("Element.prototype.setPointerCapture = () => {}")  # there is no real finger to capture
    for kind, x in (("pointerdown", 4), ("pointermove", 12), ("pointermove", 20)):
        page.evaluate(touch, {"type": kind, "x": left + x * unit, "y": top + 5 * unit})
    assert (picture(page)[4:6, 5:19] == 255).all()
    assert page.evaluate(MAPS, "conv1") != maps
    page.evaluate(touch, {"type": "pointerup", "x": left, "y": top})
    button(page, "Undo").click()
    assert page.evaluate(MAPS, "conv1") == maps
    assert wrong == []


def test_the_eraser_and_the_brush_size_do_what_they_say(lab):
    page, wrong, _ = lab("#image=0")
    button(page, "Clear").click()
    page.get_by_label("Brush").fill("6")
    draw(page, (14, 14), (14, 14.2))
    thick = picture(page)
    assert 20 < (thick > 127).sum() < 36  # a disc six wide has 28 pixels
    page.get_by_text("Eraser", exact=True).click()
    page.get_by_label("Brush").fill("2")
    draw(page, (14, 14), (14, 14.2))
    assert picture(page)[13:15, 13:15].max() < 128 and (picture(page) <= thick).all()
    assert wrong == []


def test_the_keyboard_draws_and_says_where_it_is(lab):
    page, wrong, _ = lab("#image=0")
    button(page, "Clear").click()
    pad = page.locator("#lab-pad")
    page.keyboard.press("Shift+Tab")
    for _ in range(20):
        if pad.evaluate("pad => pad === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    assert page.locator(".lab-brush").is_visible()
    page.keyboard.press("Space")
    assert picture(page)[14, 14] == 255
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    assert (picture(page)[14, 14:20] == 255).all() and not picture(page)[14, 22:].any()
    assert "Row 14, column 19: 255 of 255" in pad.inner_text()
    page.keyboard.press("e")
    page.keyboard.press("Space")
    assert picture(page)[14, 19] == 0
    page.keyboard.press("Control+z")
    assert picture(page)[14, 19] == 255
    assert wrong == []


def test_every_class_and_the_mistakes_can_be_picked(lab, test_set, run):
    page, wrong, _ = lab()
    images, labels = test_set
    groups = page.get_by_label("Test images", exact=True).and_(page.locator("select"))
    names = groups.locator("option").all_inner_texts()
    assert len(names) == 12
    for place in (0, 1, 6, 10, 11):
        groups.select_option(index=place)
        thumbnails = page.locator(".lab-thumbnail")
        assert thumbnails.count() >= 3
        for thumbnail in (thumbnails.first, thumbnails.last):
            thumbnail.click()
            name = thumbnail.get_attribute("aria-label")
            index = int(name.split("test image ")[1].split(",")[0])
            np.testing.assert_array_equal(picture(page), images[index])
            if 1 <= place <= 10:
                assert labels[index] == place - 1
            answer = run.model.predict(images[index][None, ..., None], verbose=0).argmax()
            assert ("gets wrong" in name) == (answer != labels[index])
            if place == 11:
                assert answer != labels[index]
    thumbnails.first.focus()
    page.keyboard.press("ArrowRight")
    assert thumbnails.nth(1).get_attribute("aria-checked") == "true"
    assert wrong == []


def test_edits_act_on_the_picture_and_can_be_taken_back_together(lab, test_set):
    page, wrong, _ = lab("#image=0")
    page.get_by_text("Move, turn, blur").click()
    page.get_by_label("Move right").fill("3")
    moved = np.zeros((28, 28), np.uint8)
    moved[:, 3:] = test_set[0][0][:, :-3]
    np.testing.assert_array_equal(picture(page), moved)
    page.get_by_label("Black patch").fill("9")
    moved[10:19, 10:19] = 0
    np.testing.assert_array_equal(picture(page), moved)
    page.get_by_label("Noise", exact=True).fill("40")
    noisy = picture(page)
    assert 10 < (noisy.astype(float) - moved).std() < 40
    button(page, "Other noise").click()
    assert (picture(page) != noisy).any()
    button(page, "Undo all edits").click()
    np.testing.assert_array_equal(picture(page), test_set[0][0])
    page.locator(".lab-thumbnail").nth(2).click()
    page.get_by_label("Move right").fill("0")
    page.get_by_label("Move down").fill("1")
    assert not picture(page)[0].any()
    assert wrong == []


# ---- photographs


def photograph(image, kind):
    """A test image as a photograph would show it: dark on a light wall, larger, not in the middle."""
    garment = Image.fromarray(255 - image).resize((280, 280), Image.Resampling.BICUBIC)
    photo = Image.new("L", (500, 420), 250)
    photo.paste(garment, (150, 60))
    buffer = io.BytesIO()
    photo.convert("RGB").save(buffer, kind, quality=92)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_photograph_becomes_a_picture_of_the_data_with_its_steps_shown(lab, test_set, kind):
    page, wrong, requests = lab("#image=1")
    requests.clear()
    content = photograph(test_set[0][0], kind)
    page.locator("#lab-file").set_input_files({"name": "boot", "mimeType": f"image/{kind.lower()}", "buffer": content})
    page.locator(".lab-steps li").first.wait_for()
    assert page.locator(".lab-steps li canvas").count() == 6
    assert np.corrcoef(picture(page).ravel(), test_set[0][0].ravel())[0, 1] > 0.95
    assert page.locator(".lab-winner").inner_text().startswith("Ankle boot")
    assert [
        url
        for url in requests
        if not url.startswith(("blob:", "data:")) and not url.endswith(("logo.svg", "lab/photo.js"))
    ] == []
    button(page, "Undo").click()
    np.testing.assert_array_equal(picture(page), test_set[0][1])
    assert wrong == []


def test_a_dropped_photograph_is_taken(lab, test_set):
    page, wrong, _ = lab("#image=1")
    content = list(photograph(test_set[0][0], "PNG"))
    drop = page.evaluate_handle(
        """content => {
            const drop = new DataTransfer()
            drop.items.add(new File([Uint8Array.from(content)], "boot.png", { type: "image/png" }))
            return drop
        }""",
        content,
    )
    page.dispatch_event("#lab-pad", "dragover", {"dataTransfer": drop})
    page.dispatch_event("#lab-pad", "drop", {"dataTransfer": drop})
    page.locator(".lab-steps li").first.wait_for()
    assert np.corrcoef(picture(page).ravel(), test_set[0][0].ravel())[0, 1] > 0.95
    assert wrong == []


def test_files_that_are_no_pictures_get_one_sentence_and_the_page_stays_usable(lab, test_set):
    page, wrong, _ = lab("#image=0")
    broken = photograph(test_set[0][0], "PNG")[:60]
    even = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(even, "PNG")
    for content in (b"not a picture", b"", broken, even.getvalue()):
        button(page, "Clear").click()
        page.locator("#lab-file").set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": content})
        page.locator("#lab-status:not(:empty)").wait_for()
        sentence = page.locator("#lab-status").inner_text()
        assert page.locator(".lab-complaint").inner_text() == sentence
        assert page.locator("#lab-status").bounding_box()["y"] > 0  # wherever the page is scrolled to
        assert sentence.endswith(".") and sentence.count(". ") == 0, sentence
        assert not picture(page).any()
        draw(page, (5, 5), (20, 20))
        assert picture(page).any()
    page.locator("#lab-file").set_input_files(
        {"name": "boot.png", "mimeType": "image/png", "buffer": photograph(test_set[0][0], "PNG")}
    )
    page.locator(".lab-steps li").first.wait_for()
    assert page.locator("#lab-status").inner_text() == "" and not page.locator(".lab-complaint").is_visible()
    button(page, "Clear").click()
    assert not page.locator(".lab-steps").is_visible()
    assert wrong == []


# ---- what can be kept


def test_a_part_of_the_program_that_does_not_arrive_is_one_sentence(lab, test_set):
    page, wrong, _ = lab("#image=0")
    for name in ("archive", "sheet", "photo"):
        page.route(f"**/lab/{name}.js", lambda route: route.abort())
    file = {"name": "boot.png", "mimeType": "image/png", "buffer": photograph(test_set[0][0], "PNG")}
    for act in (
        lambda: button(page, "NumPy").click(),
        lambda: button(page, "PNG").click(),
        lambda: page.locator("#lab-file").set_input_files(file),
    ):
        act()
        page.get_by_text("did not arrive").wait_for()
        button(page, "Close").click()
        assert page.locator("#lab-status").inner_text() == ""
    assert not [line for line in wrong if line.startswith("error")]


def test_downloads_hold_what_keras_computes(lab, run):
    page, wrong, _ = lab("#image=0")
    draw(page, (3, 3), (25, 9), (8, 24))
    drawn = picture(page)
    with np.load(io.BytesIO(download(page, "NumPy"))) as arrays:
        kept = {name: arrays[name] for name in arrays}
    np.testing.assert_array_equal(kept["input"], drawn)
    expected = build_probe(run.model, ["conv1", "conv2", "pool"]).predict(drawn[None, ..., None], verbose=0)
    for name in ("conv1", "conv2", "pool"):
        assert kept[name].shape == expected[name].shape[1:]
        np.testing.assert_allclose(kept[name], expected[name][0], atol=1e-4)
    np.testing.assert_allclose(kept["probabilities"], expected["predictions"][0], atol=1e-4)

    text = json.loads(download(page, "JSON"))
    assert sorted(text) == sorted(kept)
    for name, values in kept.items():
        assert text[name]["shape"] == list(values.shape)
        np.testing.assert_array_equal(np.array(text[name]["data"], values.dtype), values.ravel())

    sheet = Image.open(io.BytesIO(download(page, "PNG"))).convert("L")
    assert sheet.width > 1200 and sheet.height > 1200
    shown = np.asarray(sheet.crop((48, 128, 48 + 224, 128 + 224)).resize((28, 28), Image.Resampling.BOX), float)
    assert np.corrcoef(shown.ravel(), drawn.ravel())[0, 1] > 0.98
    assert wrong == []


def test_a_copied_link_opens_the_same_view(lab, address):
    page, wrong, _ = lab("#image=0&layer=conv2&channel=5&pixel=12,14")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    draw(page, (3, 3), (25, 9))
    drawn, maps = picture(page), page.evaluate(MAPS, "conv2")
    button(page, "Copy link").click()
    button(page, "Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(address + "lab/#image=0&pixels=")
    other, wrong_there, _ = lab(link.removeprefix(address + "lab/"))
    np.testing.assert_array_equal(picture(other), drawn)
    assert other.evaluate(MAPS, "conv2") == maps
    assert wrong == [] and wrong_there == []


def test_without_a_clipboard_the_link_is_shown_to_be_copied(lab):
    page, wrong, _ = lab("#image=0")
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('denied')))")
    button(page, "Copy link").click()
    field = page.get_by_label("Link to this view")
    assert field.input_value().endswith("lab/#image=0")
    assert field.evaluate("field => field === document.activeElement && field.selectionEnd > field.selectionStart")
    assert wrong == []


# ---- the tour


def test_the_tour_goes_by_keyboard_through_six_steps_and_is_remembered(lab):
    page, wrong, _ = lab(tour=None, screen="phone")
    card = page.locator(".lab-tour-card")
    assert page.get_by_text("New here?").is_visible() and not card.is_visible()
    start = button(page, "Take the tour")
    start.focus()
    page.keyboard.press("Enter")
    titles = []
    for step in range(1, 7):
        assert f"{step} of 6" in card.inner_text()
        titles.append(card.get_by_role("heading").inner_text())
        assert card.get_by_role("heading").evaluate("heading => heading === document.activeElement")
        assert page.locator(".lab-pointed").count() == 1
        page.wait_for_timeout(700)  # until it has scrolled
        box, pointed = card.bounding_box(), page.locator(".lab-pointed").bounding_box()
        assert max(0, pointed["y"]) < 844 - 60 and (box["y"] >= pointed["y"] + 100 or pointed["y"] >= box["y"])
        assert page.locator(".lab-pane").is_visible() == (step in (3, 6))
        picture_box = page.locator("#lab-pad").bounding_box()
        assert box["y"] >= picture_box["y"] + 0.8 * picture_box["height"]
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0 and box["y"] + box["height"] <= 844
        page.keyboard.press("Tab")
        if step == 1:
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Tab")  # past Back
            page.keyboard.press("Enter")
    assert len(set(titles)) == 6
    assert not card.is_visible() and page.locator(".lab-pointed").count() == 0
    assert start.evaluate("start => start === document.activeElement")
    page.reload()
    page.locator("#lab[data-ready]").wait_for(state="attached")
    assert not page.get_by_text("New here?").is_visible() and start.is_visible()
    assert wrong == []


def test_the_tour_can_be_left_and_declined(lab):
    page, wrong, _ = lab(tour=None)
    button(page, "Take the tour").click()
    button(page, "Next").click()
    button(page, "Back").click()
    assert "1 of 6" in page.locator(".lab-tour-card").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator(".lab-tour-card").is_visible()
    page.evaluate("localStorage.clear()")
    page.reload()
    button(page, "No, thanks").click()
    assert not page.get_by_text("New here?").is_visible()
    page.reload()
    page.locator("#lab[data-ready]").wait_for(state="attached")
    assert not page.get_by_text("New here?").is_visible()
    assert wrong == []


# ---- links from the pages


def test_the_lab_takes_every_link_of_the_tutorial_as_it_is(lab, site):
    pages = [
        path
        for path in sorted(site.glob("tutorial/*/index.html"))
        if path.parent.name not in ("references", "exercises")
    ]
    found = {path: re.findall(r'class="to-lab"><a href="[^"#]*(#[^"]*)"', path.read_text("utf-8")) for path in pages}
    assert len(pages) >= 14 and all(found.values())
    page, wrong, _ = lab()
    page.evaluate("void (navigator.clipboard.writeText = async text => { window.copied = text })")
    for fragment in map(html.unescape, itertools.chain(*found.values())):
        page.evaluate("fragment => { location.hash = fragment }", fragment)
        button(page, re.compile("Copy link|Link copied")).click()
        taken = page.evaluate("new URL(window.copied).hash")
        assert sorted(taken[1:].split("&")) == sorted(fragment[1:].split("&"))
        assert page.locator("#lab-status").inner_text() == "", fragment
        if "pixel=" in fragment:  # a number worth following, in an open pane
            assert float(page.locator(".lab-value").inner_text()) > 0.3, fragment
    assert wrong == []


@pytest.mark.parametrize(("part", "what"), [("photo", "label[for=lab-file]"), ("edits", "#lab-edit-right")])
def test_an_address_can_point_out_a_part_of_the_page(lab, part, what):
    page, wrong, _ = lab(f"#image=0&at={part}")
    page.wait_for_function(
        """what => {
            const box = document.querySelector(what).getBoundingClientRect()
            return box.height && box.bottom < innerHeight
        }""",
        arg=what,
    )
    button(page, "Clear").click()
    page.wait_for_timeout(600)
    assert "at=" not in page.evaluate("location.hash")
    assert wrong == []


# ---- the strip


def of_the_lab(requests):
    return [url for url in requests if "/javascripts/lab/" in url or "/lab/" in url or "tfjs" in url or "strip" in url]


def test_the_strip_loads_when_it_is_seen_and_draws(visit):
    page, wrong, requests = visit("404.html", screen="phone")
    wrong.clear()
    requests.clear()
    page.set_viewport_size({"width": 390, "height": 500})
    page.goto(page.url.replace("404.html", ""))
    page.wait_for_timeout(500)
    assert of_the_lab(requests) == []
    strip = page.locator("#strip")
    strip.scroll_into_view_if_needed()
    page.locator("#strip[data-ready]").wait_for()
    assert of_the_lab(requests)
    assert "Ankle boot" in strip.inner_text()
    maps = "[...document.querySelectorAll('.strip-grid canvas')].map(board => board.toDataURL()).join()"
    before = page.evaluate(maps)
    pad = page.locator(".strip-pad")
    pad.evaluate("pad => pad.scrollIntoView({block: 'center'})")  # not under the header
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 40, steps=5)
    page.mouse.up()
    page.wait_for_timeout(100)
    assert page.evaluate(maps) != before
    assert re.search("#image=0&pixels=.", strip.get_by_role("link", name="Open in the lab").get_attribute("href"))
    strip.get_by_role("button", name="Trouser").click()
    assert "Trouser" in strip.inner_text()
    strip.get_by_role("link", name="Open in the lab").click()
    page.locator("#lab[data-ready]").wait_for(state="attached")
    assert page.locator(".lab-winner").inner_text().startswith("Trouser")
    assert "labelled Trouser" in page.locator("#lab-tools").inner_text()
    assert wrong == []


def test_other_pages_load_nothing_of_the_lab(visit, address):
    page, _, requests = visit("tutorial/filters/")
    for path in ("tutorial/feature-maps/", "claims/", "reproduce/"):
        page.goto(address + path)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert of_the_lab(requests) == []


def test_a_missing_file_of_the_strip_leaves_one_sentence(visit):
    page, wrong, _ = visit("404.html")
    wrong.clear()
    page.route("**/lab/data/manifest.json", lambda route: route.fulfill(status=404))
    page.goto(page.url.replace("404.html", ""))
    page.locator("#strip").scroll_into_view_if_needed()
    page.locator("#strip[data-failed]").wait_for()
    assert page.locator("#strip").inner_text().count("manifest.json") == 1
    assert not [line for line in wrong if line.startswith("error")]


def test_without_javascript_nothing_of_the_strip_is_seen(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert not page.locator("#strip").is_visible()
    context.close()
