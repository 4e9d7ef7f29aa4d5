"""The lab's page: its controls do what they say, by mouse and by keyboard, and what it shows is what Keras computes."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tutorial_keras.measure.heat_maps import occlusion
from tutorial_keras.model import build_model, build_probe

pytestmark = pytest.mark.browser

WIDTHS = (390, 768, 1280, 1440)
NOTHING_MUTED = {"conv1": [], "conv2": []}


@pytest.fixture
def open_lab(visit):
    """A function that opens the lab at an address and waits for it; returns the page and what went wrong on it."""

    def open_lab(state="", scheme="light", screen="desktop"):
        page, wrong, _ = visit(f"lab/#{state}", scheme, screen)
        page.locator("#lab[data-ready]").wait_for()
        return page, wrong

    return open_lab


@pytest.fixture(scope="module")
def manifest(site):
    return json.loads((site / "lab" / "data" / "manifest.json").read_text())


@pytest.fixture(scope="module")
def keras_maps(run):
    """A function: pixels (28, 28), step or None for the end, muted channels → activations of all layers."""
    model = build_model()
    probe = build_probe(model, ["conv1", "conv2", "pool"])

    def maps(pixels, step=None, muted=NOTHING_MUTED):
        index = -1 if step is None else list(run.checkpoints.steps).index(step)
        model.set_weights([values[index] for values in run.checkpoints.weights.values()])
        for layer, channels in muted.items():
            kernel, bias = model.get_layer(layer).get_weights()
            kernel[..., channels], bias[channels] = 0, 0
            model.get_layer(layer).set_weights([kernel, bias])
        return {name: values.numpy()[0] for name, values in probe([pixels[None, ..., None].astype(np.float32)]).items()}

    return maps


def number(text):
    return float(text.replace("−", "-"))


def shown_value(page):
    return number(page.locator(".lab-value").inner_text())


def shown_sums(page):
    """The lines of the panel's addition: products, bias, sum, after ReLU."""
    return [number(text) for text in page.locator(".lab-convolution .lab-sum td").all_inner_texts()]


def shown_shares(page):
    return page.locator(".lab-share").all_inner_texts()


def percent(share):
    """As the page writes it."""
    value = 100 * share
    if value < 0.1:
        return "<0.1%"
    if value > 99.9:
        return ">99.9%"
    return f"{value:.1f}%" if value < 10 or value > 99 else f"{value:.0f}%"


def picture_of(page, layer, channel):
    return page.locator(f'[data-picture="{layer}"][data-channel="{channel}"]')


def colours_of(page, layer):
    return page.locator(f'[data-layer="{layer}"]  [data-picture] canvas').evaluate_all(
        "all => all.map(c => c.toDataURL())"
    )


def hash_of(page):
    page.wait_for_timeout(600)  # the address follows when the reader rests
    return page.evaluate("location.hash.slice(1)")


@pytest.mark.parametrize("layer", ["conv1", "conv2"])
def test_the_panel_adds_up_to_the_number_that_keras_has_in_the_map(open_lab, keras_maps, test_set, manifest, layer):
    index = manifest["images"]["items"][5]["index"]
    maps = keras_maps(test_set[0][index])
    page, wrong = open_lab(f"image={index}&layer={layer}&channel=2&pixel=14,13")
    for row, column in [(14, 13), (0, 0), (27, 12), (9, 20)]:
        page.evaluate(f"location.hash = 'image={index}&layer={layer}&channel=2&pixel={row},{column}'")
        page.get_by_text(f"row {row}, column {column}", exact=True).wait_for()
        products, bias, total, relu = shown_sums(page)
        assert relu == shown_value(page) == pytest.approx(maps[layer][row, column, 2], abs=6e-4)
        assert products + bias == pytest.approx(total, abs=1.1e-3)
        assert relu == max(0, total)
    if layer == "conv2":
        sums = [number(text) for text in page.locator(".lab-input-row .lab-number").all_inner_texts()]
        assert sum(sums) == pytest.approx(shown_sums(page)[0], abs=8 * 6e-4)
        enlarged = page.locator(".lab-input-row[aria-checked=true] .lab-number").inner_text()
        assert abs(number(enlarged)) == max(map(abs, sums))
    assert wrong == []


def test_a_score_is_followed_down_to_nine_pixels_and_back_up(open_lab, run, keras_maps, test_set, manifest):
    index = manifest["images"]["items"][0]["index"]
    maps = keras_maps(test_set[0][index])
    page, wrong = open_lab(f"image={index}")
    page.locator("#lab-predictions").get_by_role("radio", name="Sneaker").click()
    kernel, bias = (run.checkpoints.weights[f"predictions/{name}"][-1] for name in ("kernel", "bias"))
    units = maps["pool"].reshape(-1) * kernel[:, 7]
    parts = [number(text) for text in page.locator(".lab-score td").all_inner_texts()[:2]]
    assert shown_value(page) == pytest.approx(units.sum() + bias[7], abs=2e-3)
    assert parts == pytest.approx([units[units > 0].sum(), units[units < 0].sum()], abs=2e-3)
    scores = maps["pool"].reshape(-1) @ kernel + bias
    written = page.locator(".lab-score + .lab-note").inner_text()
    assert f"e^{scores[7]:.2f} = ".replace("-", "−") in written and percent(maps["predictions"][7]) in written
    power, total = (float(text.replace(",", "")) for text in re.search(r"= (\S+), of (\S+):", written).groups())
    assert [power, total] == pytest.approx([np.exp(scores[7]), np.exp(scores).sum()], rel=2e-3)

    row, column, channel = np.unravel_index(units.argmax(), (14, 14, 16))
    page.locator(".lab-units .lab-link").first.click()
    assert page.locator(".lab-followed h3").inner_text() == f"pool, channel {channel}"
    page.get_by_role("button", name="Follow it into conv2").click()
    assert shown_value(page) == pytest.approx(maps["pool"][row, column, channel], abs=6e-4)
    strongest = page.locator(".lab-input-row[aria-checked=true] .lab-channel").inner_text()
    page.get_by_role("button", name="Follow the middle one").click()
    assert page.locator(".lab-followed h3").inner_text() == f"conv1, channel {strongest}"
    for _ in range(3):
        page.get_by_role("button", name="Back up").click()
    assert page.locator(".lab-followed h3").inner_text() == "Score of Sneaker"
    assert wrong == []


def test_keys_go_from_map_to_map_into_a_map_and_mute_it(open_lab, keras_maps, test_set, manifest):
    index = manifest["images"]["items"][0]["index"]
    page, wrong = open_lab(f"image={index}")
    picture_of(page, "conv1", 0).focus()
    keys = page.keyboard
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Enter", "ArrowDown", "ArrowDown", "ArrowLeft"):
        keys.press(key)
    assert page.locator(".lab-followed h3").inner_text() == "conv1, channel 3"
    assert page.locator(".lab-followed .lab-note").inner_text() == "row 16, column 13"
    field = page.locator("#lab-pad .lab-mark:visible").bounding_box()
    pad = page.locator("#lab-pad").bounding_box()
    assert field["width"] == pytest.approx(3 * pad["width"] / 28, abs=1)
    assert field["x"] - pad["x"] == pytest.approx(12 * pad["width"] / 28, abs=1)
    page.locator("p[aria-live]", has_text="conv1, channel 3, row 16, column 13: ").wait_for(state="attached")

    keys.press("Escape")
    assert page.locator(".lab-invitation").is_visible()
    keys.press("ArrowRight")
    keys.press("m")
    muted = keras_maps(test_set[0][index], muted={"conv1": [4], "conv2": []})
    assert shown_shares(page) == [percent(share) for share in muted["predictions"]]
    assert "muted" in page.evaluate("document.activeElement.getAttribute('aria-label')")
    untouched = keras_maps(test_set[0][index])["predictions"]
    assert page.locator(".lab-before:visible").count() == (untouched >= 0.005).sum() > 0

    # one stop of the Tab key for a layer, whichever map had the focus
    stops = page.locator('[data-layer="conv1"] [data-picture][tabindex="0"]')
    assert stops.count() == 1 and stops.get_attribute("data-channel") == "4"
    assert wrong == []


def test_pointing_follows_and_leaving_returns_to_what_is_held(open_lab):
    page, wrong = open_lab()
    box = picture_of(page, "conv2", 5).bounding_box()
    cell = box["width"] / 28
    page.mouse.move(box["x"] + 12.5 * cell, box["y"] + 7.5 * cell)
    place = page.locator(".lab-followed .lab-note")
    assert place.inner_text() == "row 7, column 12"
    assert picture_of(page, "conv1", 6).locator(".lab-mark:visible").count() == 1
    page.mouse.click(box["x"] + 12.5 * cell, box["y"] + 7.5 * cell)
    page.mouse.move(box["x"] + 20.5 * cell, box["y"] + 7.5 * cell)
    assert place.inner_text() == "row 7, column 20"
    page.mouse.move(2, 2)
    assert place.inner_text() == "row 7, column 12"
    assert wrong == []


def test_under_a_moving_pointer_no_map_moves_and_a_click_holds(open_lab):
    page, wrong = open_lab("layer=conv2&channel=2&pixel=9,9")
    for width, height, channel in [(768, 1024, 12), (390, 844, 5)]:
        page.set_viewport_size({"width": width, "height": height})
        picture = picture_of(page, "conv2", channel)
        sheet = page.locator("#lab-panes")
        picture.evaluate("e => scrollTo(0, scrollY + e.getBoundingClientRect().top - 280)")
        box, edge = picture.bounding_box(), sheet.bounding_box()["y"]
        for share in (0.2, 0.5, 0.8):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
            page.wait_for_timeout(30)
            assert (picture.bounding_box(), sheet.bounding_box()["y"]) == (box, edge)
        page.mouse.down()
        page.mouse.up()
        page.mouse.move(2, 2)
        assert page.locator(".lab-followed h3").inner_text() == f"conv2, channel {channel}"
    assert wrong == []


def test_the_focus_stays_in_the_panel_while_a_number_is_followed(open_lab):
    page, wrong = open_lab()
    has_focus = "e => e === document.activeElement"

    def press(name, lands):
        page.get_by_role("button", name=name).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        assert page.locator(lands).evaluate(has_focus), name

    press("Follow the strongest of conv2", ".lab-followed h3")
    press("Follow the middle one", ".lab-followed h3")
    press("Back up", ".lab-followed h3")
    press("Let go of this number", ".lab-invitation")
    page.evaluate("location.hash = 'layer=predictions'")
    press(re.compile("^channel"), ".lab-followed h3")
    press("Follow it into conv2", ".lab-followed h3")
    page.evaluate("location.hash = 'show=channels&mute=conv1:3'")
    press("Put everything back", ".lab-outcome-box p")
    page.locator("#lab-tools").get_by_role("button", name="Clear").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    assert "pixels" not in hash_of(page)
    assert wrong == []


def test_a_class_is_chosen_by_arrow_keys_and_let_go_by_escape(open_lab):
    page, wrong = open_lab()
    classes = page.locator("#lab-predictions").get_by_role("radio")
    classes.nth(9).focus()
    for key in ("ArrowUp", "Enter"):
        page.keyboard.press(key)
        assert page.locator(".lab-followed h3").inner_text() == "Score of Bag"
    page.keyboard.press("Escape")
    assert page.locator(".lab-invitation").is_visible()
    assert classes.nth(9).evaluate("e => e === document.activeElement && e.tabIndex === 0")
    classes.nth(8).click()
    classes.nth(8).click()
    assert page.locator(".lab-invitation").is_visible()
    assert wrong == []


@pytest.mark.parametrize("size", [(1440, 900), (1366, 768), (1280, 720)])
def test_picture_and_predictions_fit_on_a_laptop_together(open_lab, size):
    page, wrong = open_lab()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    last = page.locator("#lab-predictions").get_by_role("radio").last.bounding_box()
    assert last["y"] + last["height"] <= size[1]
    assert wrong == []


@pytest.mark.parametrize("size", [(1440, 900), (768, 1024), (390, 844)])
@pytest.mark.parametrize("layer", ["conv1", "pool"])
def test_what_is_followed_can_be_seen(open_lab, size, layer):
    page, wrong = open_lab()
    page.set_viewport_size({"width": size[0], "height": size[1]})

    def seen(channel):
        page.wait_for_timeout(100)
        page.wait_for_function("y => scrollY === (y.last ?? 0) || !(y.last = scrollY)", arg={})
        return picture_of(page, layer, channel).evaluate(
            """picture => [0.02, 0.98].every(share => {
                const { left, top, width, height } = picture.getBoundingClientRect()
                return picture.contains(document.elementFromPoint(left + share * width, top + share * height))
            })"""
        )

    address = page.url
    page.goto("about:blank")
    page.goto(f"{address.split('#')[0]}#layer={layer}&channel=3&pixel=9,9")
    page.locator("#lab[data-ready]").wait_for()
    assert seen(3)
    page.get_by_role("button", name="Let go of this number").click()
    picture_of(page, layer, 7).click()
    page.wait_for_timeout(600)
    assert seen(7)
    assert wrong == []


def test_the_slider_walks_through_the_training(open_lab, keras_maps, test_set, manifest):
    index = manifest["images"]["items"][0]["index"]
    page, wrong = open_lab(f"image={index}&layer=conv2&channel=1&pixel=14,14")
    slider = page.get_by_label("Checkpoint of the training")
    trained = colours_of(page, "conv1"), colours_of(page, "conv2")
    slider.focus()
    page.keyboard.press("Home")
    untrained = page.get_by_role("button", name="Untrained")
    page.wait_for_function(
        "before => document.querySelector('[data-layer=conv1] .lab-map canvas').toDataURL() !== before",
        arg=trained[0][0],
    )
    assert untrained.get_attribute("aria-pressed") == "true"
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.lab-moment').textContent.startsWith('step 4,')")
    maps = keras_maps(test_set[0][index], step=4)
    expected = maps["conv2"][14, 14, 1]
    page.wait_for_function(
        "value => Math.abs(document.querySelector('.lab-value').textContent.replace('−', '-') - value) < 6e-4",
        arg=float(expected),
    )
    assert not set(colours_of(page, "conv2")) & set(trained[1])
    assert "step=4" in hash_of(page)
    checkpoint = manifest["networks"]["trained"]["checkpoints"][3]
    assert (
        f"loss {checkpoint['loss']:.2f}, accuracy {checkpoint['accuracy']:.1%}"
        in page.locator(".lab-moment").inner_text()
    )

    before = colours_of(page, "conv2")[0]
    page.get_by_role("button", name="Shuffled labels").click()
    page.wait_for_function(
        "old => document.querySelector('[data-layer=conv2] .lab-map canvas').toDataURL() !== old",
        arg=before,
    )
    assert "network=shuffled" in hash_of(page)
    shuffled, words = manifest["networks"]["shuffled"], page.locator(".lab-moment").inner_text()
    assert f"rate of {shuffled['rate']}, not {shuffled['trained_rate']}" in words
    assert f"accuracy {shuffled['accuracy']:.1%}" in words
    page.get_by_role("button", name="Trained", exact=True).click()
    page.wait_for_function(
        "old => document.querySelector('[data-layer=conv1] .lab-map canvas').toDataURL() === old", arg=trained[0][0]
    )
    assert wrong == []


def test_playing_ends_at_the_end_of_training(open_lab):
    page, wrong = open_lab("step=2814")
    page.get_by_role("button", name="Play the training").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.get_by_role("button", name="Play the training").wait_for()
    assert page.locator(".lab-moment").inner_text().startswith("step 4,690")
    assert wrong == []


def test_a_kernel_can_be_replaced_typed_over_and_put_back(open_lab, run, test_set, manifest):
    index = manifest["images"]["items"][8]["index"]
    pixels, bias = test_set[0][index] / 255, run.checkpoints.weights["conv1/bias"][-1]
    page, wrong = open_lab(f"image={index}&layer=conv1&channel=6&pixel=15,12")
    before = shown_shares(page)
    page.get_by_role("button", name="Edit kernel 6", include_hidden=True).click(force=True)
    page.get_by_role("button", name="Identity").click()
    page.get_by_role("tab", name="Follow a number").click()
    assert shown_value(page) == pytest.approx(max(0, pixels[15, 12] + bias[6]), abs=6e-4)

    page.get_by_role("tab", name="Intervene").click()
    field = page.get_by_label("Weight in row 1, column 2")
    field.fill("-0.5")
    page.get_by_role("tab", name="Follow a number").click()
    assert shown_value(page) == pytest.approx(max(0, pixels[15, 12] - 0.5 * pixels[15, 13] + bias[6]), abs=6e-4)
    assert "kernel=6:0,0,0,0,1,-0.5,0,0,0" in hash_of(page)

    page.get_by_role("tab", name="Intervene").click()
    field.fill("")
    assert field.get_attribute("aria-invalid") == "true"
    assert "100" in page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    page.get_by_label("Weight in row 1, column 1").focus()
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("-0.5", "false")
    page.get_by_role("button", name="Put everything back").click()
    assert shown_shares(page) == before
    assert "kernel" not in hash_of(page)
    assert wrong == []


def test_an_address_restores_the_view(open_lab, keras_maps, test_set, manifest):
    item = next(item for item in manifest["images"]["items"] if item["wrong"])
    state = (
        f"image={item['index']}&step=938&layer=conv2&channel=5&pixel=12,14&class=9&mute=conv1:2.3,conv2:7&scale=each"
    )
    page, wrong = open_lab(state)
    maps = keras_maps(test_set[0][item["index"]], 938, {"conv1": [2, 3], "conv2": [7]})
    page.wait_for_function("document.querySelector('.lab-moment').textContent.startsWith('step 938')")
    page.wait_for_function(
        "value => Math.abs(document.querySelector('.lab-value').textContent.replace('−', '-') - value) < 6e-4",
        arg=float(maps["conv2"][12, 14, 5]),
    )
    assert shown_shares(page) == [percent(share) for share in maps["predictions"]]
    assert page.get_by_label("Each map on its own scale").is_checked()
    assert picture_of(page, "conv2", 7).get_attribute("aria-label").endswith("muted")
    assert (
        page.locator("#lab-predictions").get_by_role("radio", name="Ankle boot").get_attribute("aria-checked") == "true"
    )
    assert hash_of(page) == state

    page.locator("#lab-tools").get_by_role("button", name="Clear").click()
    drawn = hash_of(page)
    assert "pixels=" in drawn and "image=" not in drawn
    page.reload()
    page.locator("#lab[data-ready]").wait_for()
    assert hash_of(page) == drawn
    assert wrong == []


def test_what_an_address_says_wrongly_is_left_out_in_one_sentence(open_lab):
    nonsense = "image=99999&layer=conv1&channel=12&pixel=3,4&class=11&colour=red&pixels=AAA&__proto__=1&constructor=1"
    page, wrong = open_lab(f"{nonsense}&mute=conv2:3")
    said = page.locator("#lab-status").inner_text()
    for part in ("image=99999", "layer=conv1", "class=11", "colour=red", "pixels=AAA", "__proto__=1", "constructor=1"):
        assert part in said
    assert picture_of(page, "conv2", 3).get_attribute("aria-label").endswith("muted")
    assert wrong == []


def test_a_link_that_edits_a_kernel_opens_that_kernel_above_the_rest(open_lab):
    page, wrong = open_lab("kernel=5:0,0,0,0,1,0,0,0,0&show=channels")
    assert page.get_by_role("radio", name="Kernel 5").get_attribute("aria-checked") == "true"
    headings = page.locator("#lab-pane-channels h3")
    assert headings.first.inner_text() == "Edit a kernel of conv1"
    page.evaluate("location.hash = 'show=channels'")
    page.wait_for_function("document.querySelector('#lab-pane-channels h3').textContent === 'Mute channels'")
    assert wrong == []


def test_on_scales_of_their_own_maps_say_their_highest_values(open_lab, keras_maps, test_set, manifest):
    index = manifest["images"]["items"][0]["index"]
    page, wrong = open_lab(f"image={index}&scale=each")
    for layer in ("conv1", "pool"):
        shown = [number(text) for text in page.locator(f'[data-layer="{layer}"] .lab-end').all_inner_texts()]
        assert shown == pytest.approx(keras_maps(test_set[0][index])[layer].max((0, 1)), abs=6e-3)
    page.get_by_label("Each map on its own scale").uncheck()
    assert not page.locator(".lab-end:visible").count()
    assert wrong == []


def test_the_bar_of_a_heat_map_has_numbers_and_the_colours_in_use(open_lab, run, test_set, manifest):
    index = manifest["images"]["items"][0]["index"]
    page, wrong = open_lab(f"image={index}&show=heat&class=9")
    ends = page.locator(".lab-heat .lab-ends")
    page.wait_for_function("!document.querySelector('.lab-heat[data-old]')")
    drops = occlusion(run.model, test_set[0][index][None], 9)[0]
    least, zero, most = ends.first.locator("span").all_inner_texts()
    assert zero == "0" and number(most) == -number(least) == pytest.approx(np.abs(drops).max(), rel=0.06)
    assert ends.last.locator("span").first.inner_text() == "0"
    bars = page.locator(".lab-heat .lab-bar")
    colours = "all => all.map(bar => bar.style.backgroundImage)"
    plain = bars.evaluate_all(colours)
    page.get_by_label("Lay them over the picture").check()
    assert not set(plain) & set(bars.evaluate_all(colours))
    assert wrong == []


def test_heat_maps_follow_the_class_and_the_picture(open_lab):
    page, wrong = open_lab("show=heat")
    canvases = page.locator(".lab-heat .lab-picture canvas:last-child")
    settled = "!document.querySelector('.lab-heat[data-old]')"

    def both():
        page.wait_for_timeout(200)
        page.wait_for_function(settled)
        return canvases.evaluate_all("all => all.map(c => c.toDataURL())")

    first = both()
    page.get_by_label("Class of the heat maps").select_option("Bag")
    bag = both()
    page.locator("#lab-tools").get_by_role("button", name="Clear").click()
    blank = both()
    for which in range(2):
        assert len({first[which], bag[which]}) == 2
    assert blank[0] != bag[0]
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pane_fits_every_screen(open_lab, scheme):
    page, wrong = open_lab("", scheme)
    too_wide = "e => e.scrollWidth - e.clientWidth"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        for state in (
            "layer=conv2&channel=5&pixel=12,14",
            "layer=predictions",
            "layer=pool",
            "show=channels&mute=conv1:3",
            "show=heat",
        ):
            page.evaluate(f"location.hash = '{state}'")
            page.wait_for_timeout(150)
            for part in ("html", ".lab-pane"):
                assert page.locator(part).evaluate(too_wide) <= 0, (width, state)
        side = picture_of(page, "conv1", 0).bounding_box()["width"]
        assert side % 28 == 0
    assert wrong == []


def test_switching_the_scheme_recolours_the_maps(open_lab):
    page, wrong = open_lab("", "light")
    light = colours_of(page, "conv1")
    for _ in range(3):
        page.locator("label[for^=__palette]:visible").first.click()
        if page.locator("body").get_attribute("data-md-color-scheme") == "slate":
            break
    page.wait_for_timeout(50)
    assert not set(colours_of(page, "conv1")) & set(light)
    assert wrong == []
