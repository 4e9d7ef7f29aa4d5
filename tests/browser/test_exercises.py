"""Exercises in Chromium: every answer gets its own explanation, by keyboard too, and progress is kept and forgotten."""

import re
import tomllib

import pytest

from ..conftest import ROOT

pytestmark = pytest.mark.browser

PAGES = list(tomllib.loads((ROOT / "docs" / "exercises.toml").read_text(encoding="utf-8")))
KEPT = "JSON.parse(localStorage.getItem('tutorial-exercises') ?? '{}')"
MALFORMED = {
    "": "Type a number first.",
    "   ": "Type a number first.",
    "twelve": "Received “twelve”; expected a number, such as 12 or 0.5.",
    "1.2.3": "Received “1.2.3”; expected a number, such as 12 or 0.5.",
    "1e999": "Received “1e999”; expected a number, such as 12 or 0.5.",
    "<b>1</b>": "Received “<b>1</b>”; expected a number, such as 12 or 0.5.",
}


def says(form):
    return form.locator(".exercise-feedback").inner_text()


def plain(words):
    return re.sub(r"\s+", " ", words).strip()


TRY_ALL = """malformed => [...document.querySelectorAll("form.exercise")].flatMap(form => {
    const field = form.querySelector("input[type=text]"), boxes = [...form.querySelectorAll("[type=radio]")];
    const plain = element => element.textContent.replace(/\\s+/g, " ").trim();
    const box = form.querySelector(".exercise-feedback");
    const check = (given, answer) => {
        answer();
        (field ?? boxes[0]).dispatchEvent(new Event("input", {bubbles: true}));
        const before = plain(box);
        form.querySelector("button").click();
        return {key: form.id, given, before, said: plain(box), state: form.dataset.state};
    };
    const type = text => check(text, () => field.value = text);
    const tries = field ? malformed.map(text => ({...type(text), right: null, why: null})) : [
        {...check(null, () => {}), right: null, why: null}];
    [...form.querySelectorAll(".exercise-answers li")].forEach((row, place) => {
        const found = field ? type(row.dataset.number) : check(place, () => boxes[place].checked = true);
        tries.push({...found, right: row.dataset.right, why: plain(row.querySelector("span"))});
    });
    if (field) tries.push({...type("-123456.5"), right: "false", why: plain(form.querySelector(".exercise-hint"))});
    return tries;
})"""


@pytest.mark.parametrize("name", PAGES)
def test_every_answer_to_every_question_gets_its_own_explanation(visit, name):
    """Right, wrong and malformed ones, in the page itself: one call instead of thousands."""
    page, wrong, _ = visit(f"tutorial/{name}/")
    tries = page.evaluate(TRY_ALL, list(MALFORMED))
    assert {row["key"] for row in tries if row["right"] == "true"} == {
        form.get_attribute("id") for form in page.locator("form.exercise").all()
    }
    for row in tries:
        assert row["before"] == "", row  # what was said to the answer before is gone
        if row["right"] is None:
            expected, state = MALFORMED.get(row["given"], "Choose one of the answers first."), "malformed"
        elif row["right"] == "true":
            expected, state = f"Right. {row['why']}", "right"
        else:
            expected, state = f"Not so. {row['why']}", "wrong"
        assert (row["said"], row["state"]) == (expected, state), row
    assert wrong == []


def test_numbers_are_read_as_people_write_them(visit):
    page, _, _ = visit("tutorial/exercises/")
    numbers = {"0.8": 0.8, "0,8": 0.8, " 1,168 ": 1168, "1 168": 1168, "−.5": -0.5, "1e3": 1000}
    none = dict.fromkeys(["12,", "0x10", "1,16,8", "Infinity", "--1", "NaN", "1e999", "-1e999", "44 %"])
    read = """async texts => {
        const {parseNumber} = await import("/neural_network/javascripts/exercises.js");
        return Object.fromEntries(texts.map(text => [text, parseNumber(text)]));
    }"""
    assert page.evaluate(read, [*numbers, *none]) == {**numbers, **none}


def test_a_percentage_is_taken_only_where_one_is_asked_for(visit):
    page, _, _ = visit("tutorial/filters/")
    form = page.locator("#exercise-nearly-half")
    form.locator("input").fill("44 %")
    form.locator("button").click()
    assert says(form).startswith("Right.")
    page, _, _ = visit("tutorial/dataset/")
    form = page.locator("#exercise-always-coat")
    form.locator("input").fill("1000%")
    form.locator("button").click()
    assert says(form) == "Received “1000%”; expected a number, such as 12 or 0.5."


def test_a_reader_without_a_mouse_can_answer_check_and_reset(visit):
    page, wrong, _ = visit("tutorial/filters/")
    press = page.keyboard.press
    page.locator("#exercise-even-ground input").first.focus()
    press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "1"
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    press("Enter")
    assert says(page.locator("#exercise-even-ground")).startswith("Right.")
    press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Answers"
    press("Enter")
    assert page.locator("#exercise-even-ground details").get_attribute("open") is not None
    press("Tab")
    page.keyboard.type("50")
    press("Enter")  # in a field, Enter checks
    assert says(page.locator("#exercise-nearly-half")).startswith("Not so. Edge and not edge")
    page.locator(".exercise-reset").focus()
    press("Space")
    assert page.locator(".exercises-progress").inner_text().startswith("0 of 4 solved.")
    assert page.evaluate("document.activeElement.name") == "exercise-even-ground"
    assert wrong == []


def test_every_control_has_a_name_and_every_answer_is_announced(visit):
    page, _, _ = visit("tutorial/filters/")
    for form in page.locator("form.exercise").all():
        legend = form.locator("fieldset > legend").inner_text()
        assert len(legend) > 20
        assert form.get_by_role("group", name=re.compile(re.escape(plain(legend)[3:40]))).count() == 1
        assert form.locator("input").count() == form.locator("label input").count()
        assert form.get_by_role("status").get_attribute("aria-live") == "polite"


def test_progress_is_kept_on_the_next_visit_counted_and_forgotten_page_by_page_or_at_once(visit, address):
    page, wrong, _ = visit("tutorial/filters/")
    page.locator("#exercise-even-ground input").nth(1).check()
    page.locator("#exercise-even-ground button").click()
    page.locator("#exercise-nearly-half input").fill("50")
    page.locator("#exercise-nearly-half button").click()
    page.goto(address + "tutorial/architecture/")
    page.locator("#exercise-third-layer input").fill("7")
    page.locator("#exercise-third-layer button").click()
    assert page.locator(".exercises-progress span").inner_text() == "1 of 3 solved."

    page.goto(address + "tutorial/filters/")
    assert page.locator(".exercises-progress span").inner_text() == "1 of 4 solved."
    assert page.locator("#exercise-even-ground input").nth(1).is_checked()
    assert says(page.locator("#exercise-even-ground")).startswith("Right.")
    assert page.locator("#exercise-nearly-half input").input_value() == "50"

    page.goto(address + "tutorial/exercises/")
    assert page.locator("[data-exercises=filters]").inner_text() == "1 of 4 solved"
    assert page.locator("[data-exercises=architecture]").inner_text() == "1 of 3 solved"

    page.goto(address + "tutorial/filters/")
    page.get_by_role("button", name="Reset this page").click()
    assert list(page.evaluate(KEPT)) == ["architecture/third-layer"]
    assert page.locator("#exercise-nearly-half input").input_value() == ""
    page.goto(address + "tutorial/exercises/")
    page.get_by_role("button", name="Reset all pages").click()
    assert page.evaluate(KEPT) == {}
    assert page.locator("[data-exercises=architecture]").inner_text() == "0 of 3 solved"
    assert page.locator(".exercises-all [role=status]").inner_text() == "All answers are forgotten."
    assert wrong == []


@pytest.mark.parametrize(
    "found", ["no JSON", "[1, 2]", "null", '{"filters/even-ground": 3}', '{"filters/even-ground": {"given": "9"}}']
)
def test_a_damaged_memory_counts_as_empty(visit, address, found):
    page, wrong, _ = visit("tutorial/exercises/")
    page.evaluate("found => localStorage.setItem('tutorial-exercises', found)", found)
    page.goto(address + "tutorial/filters/")
    assert page.locator(".exercises-progress span").inner_text() == "0 of 4 solved."
    page.locator("#exercise-even-ground input").nth(1).check()
    page.locator("#exercise-even-ground button").click()
    assert page.locator(".exercises-progress span").inner_text() == "1 of 4 solved."
    assert wrong == []


def test_a_browser_that_keeps_nothing_still_answers(visit, address):
    page, wrong, _ = visit("404.html")
    page.add_init_script(
        "for (const name of ['getItem', 'setItem']) Storage.prototype[name] = key => "
        "{ if (key === 'tutorial-exercises') throw new DOMException('denied', 'SecurityError'); return null }"
    )
    page.goto(address + "tutorial/filters/")
    page.locator("#exercise-even-ground input").nth(1).check()
    page.locator("#exercise-even-ground button").click()
    assert says(page.locator("#exercise-even-ground")).startswith("Right.")
    assert page.locator(".exercises-progress span").inner_text() == "1 of 4 solved. This browser does not keep it."
    assert wrong == []


def test_without_scripts_the_questions_can_be_read_and_the_answers_fold_out(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "tutorial/filters/")
    form = page.locator("#exercise-nearly-half")
    assert not form.get_by_role("button", name="Check").is_visible()
    form.locator("input").press("Enter")
    assert page.url == address + "tutorial/filters/"
    form.locator("summary").click()
    assert "44, right." in form.locator("details").inner_text()
    context.close()


def test_the_script_is_loaded_only_where_there_are_exercises(visit):
    for path, expected in (
        ("", False),
        ("claims/", False),
        ("tutorial/references/", False),
        ("tutorial/filters/", True),
    ):
        _, _, requests = visit(path)
        assert any("exercises.js" in request for request in requests) == expected, path
