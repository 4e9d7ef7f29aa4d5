"""The lab's page as a whole: what it loads, and what it does when something is missing."""

import gzip
from urllib.parse import urlsplit

import pytest

from tutorial_keras.bench.lab import MAPS, WITHOUT_WASM, draw, lines, one_round, summary
from tutorial_keras.bench.serve import PREFIX

pytestmark = pytest.mark.browser

BUDGET = 450_000
READY = "#lab[data-ready]"
STATUS = "#lab-status"


@pytest.fixture
def lab(visit, address):
    """A function that opens the lab after some preparation of its page; returns it and what went wrong on it."""

    def lab(prepare=lambda page: None, until=READY, hash_=""):
        page, wrong, requests = visit("404.html")
        prepare(page)
        del wrong[:], requests[:]
        page.goto(f"{address}lab/{hash_}", wait_until="load")
        page.wait_for_selector(until)
        return page, wrong, requests

    return lab


def paths(requests):
    return {urlsplit(request).path.removeprefix(PREFIX) for request in requests if not request.startswith("blob:")}


def test_what_the_lab_loads_before_checkpoints_keeps_to_its_budget(lab, site):
    """Compressed files count as they are, the others as gzip makes them: every host compresses text."""
    page, wrong, requests = lab()
    page.wait_for_timeout(500)
    assert wrong == []
    loaded = {path for path in paths(requests) if path.startswith(("lab/", "javascripts/", "stylesheets/lab"))}
    assert {"javascripts/vendor/tfjs/tfjs.js", "lab/data/manifest.json", "lab/"} <= loaded
    sizes = {path: size_on_the_wire(site / path) for path in loaded}
    assert sum(sizes.values()) <= BUDGET, sizes
    assert sum("trained-" in path for path in loaded) == 1


def size_on_the_wire(path):
    content = (path / "index.html" if path.is_dir() else path).read_bytes()
    return len(content) if path.suffix == ".gz" else len(gzip.compress(content, 9))


def test_a_page_without_the_lab_loads_nothing_of_it(visit):
    page, _, requests = visit("tutorial/filters/")
    page.wait_for_load_state("networkidle")
    assert not [path for path in paths(requests) if path.startswith(("lab/", "javascripts/lab", "javascripts/vendor"))]


@pytest.mark.parametrize("file", ["manifest.json", "images.bin.gz", "trained-4690.bin.gz"])
@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_without_its_data_the_lab_says_so_in_a_sentence_and_shows_the_figures(lab, file, how):
    answer = {"status": 404} if how == "missing" else {"body": b"\x1f\x8b, and nothing of it is true"}
    page, wrong, _ = lab(
        lambda page: page.route(f"**/lab/data/{file}", lambda r: r.fulfill(**answer)), "#lab[data-failed]"
    )
    sentence = page.locator(STATUS).inner_text()
    assert file in sentence and sentence.count(".") <= 2 + file.count(".") and "Error" not in sentence
    assert page.locator("#lab figure img:visible, .lab-still figure img:visible").count() >= 3
    assert not [line for line in wrong if line.startswith("error")]


@pytest.mark.parametrize("file", ["lab/heat.js", "tfjs/tfjs.js"])
def test_without_its_program_the_page_shows_the_figures(lab, file):
    page, _, _ = lab(lambda page: page.route(f"**/{file}", lambda route: route.abort()), "#lab[data-failed]")
    assert "reload" in page.locator(STATUS).inner_text()
    assert page.locator("#lab figure img:visible").count() >= 3


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_checkpoint_that_does_not_arrive_leaves_the_page_as_it_was(lab, how):
    answer = {"status": 404} if how == "missing" else {"body": b"no weights"}
    page, wrong, _ = lab(lambda page: page.route("**/lab/data/trained-0.bin.gz", lambda route: route.fulfill(**answer)))
    before = page.evaluate(MAPS)
    page.get_by_role("button", name="Untrained").click()
    page.wait_for_function(f"document.querySelector('{STATUS}').textContent.includes('trained-0.bin.gz')")
    assert page.evaluate(MAPS) == before
    assert page.get_by_role("button", name="Trained", exact=True).get_attribute("aria-pressed") == "true"
    draw(page, 20)
    page.wait_for_timeout(200)
    assert page.evaluate(MAPS) != before
    page.unroute("**/lab/data/trained-0.bin.gz")
    drawn = page.evaluate(MAPS)
    page.get_by_role("button", name="Untrained").click()
    page.wait_for_function(f"(drawn) => {MAPS} !== drawn", arg=drawn)
    assert not [line for line in wrong if line.startswith("error")]


def test_without_webassembly_the_lab_works_all_the_same(lab):
    page, wrong, requests = lab(lambda page: page.add_init_script(WITHOUT_WASM), '#lab[data-ready="cpu"]')
    before = page.evaluate(MAPS)
    draw(page, 20)
    page.wait_for_timeout(200)
    assert page.evaluate(MAPS) != before
    assert wrong == []
    assert not [path for path in paths(requests) if "wasm" in path]


@pytest.mark.parametrize("path", ["lab/", ""])
def test_without_javascript_there_are_figures_and_a_sentence(browser, address, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    assert page.locator("figure img:visible").count() >= 1
    if path:
        assert "JavaScript" in page.locator(".lab-still").inner_text()
        assert not page.locator("#lab-maps canvas").count()
    context.close()


STROKES = """async (count) => {
    const pad = document.querySelector("#lab-pad")
    pad.setPointerCapture = () => {} // there is no real pointer to capture
    const box = pad.getBoundingClientRect()
    const { port1, port2 } = new MessageChannel()
    const clear = [...document.querySelectorAll("#lab-tools button")].find((button) => button.textContent === "Clear")
    const point = (type, turn, buttons) => pad.dispatchEvent(new PointerEvent(type, {
        bubbles: true, pointerId: 7, isPrimary: true, button: 0, buttons,
        clientX: box.left + box.width * (0.5 + 0.4 * Math.cos(turn)),
        clientY: box.top + box.height * (0.5 + 0.4 * Math.sin(1.3 * turn)),
    }))
    for (let turn = 0; turn < count; turn++) {
        if (turn % 50 === 0) clear.click()
        point("pointerdown", turn, 1)
        point("pointermove", turn + 0.4, 1)
        point("pointerup", turn + 0.4, 0)
        await new Promise((done) => {
            port1.onmessage = done
            port2.postMessage(0)
        })
    }
}"""


def test_memory_stays_flat_over_two_thousand_strokes(lab, address):
    page, wrong, _ = lab()
    tools = page.context.new_cdp_session(page)

    def used():
        for _ in range(2):  # what the first round finalizes, the second frees
            tools.send("HeapProfiler.collectGarbage")
        code = "import(`${base}javascripts/vendor/tfjs/tfjs.js`).then(({ memory }) => memory().numTensors)"
        tensors = page.evaluate(f"(base) => {code}", address)
        nodes = tools.send("Memory.getDOMCounters")["nodes"]
        return tools.send("Runtime.getHeapUsage")["usedSize"], tensors, nodes

    before = page.evaluate(MAPS)
    # until the history of what can be undone is full, and the browser has compiled what runs often
    page.evaluate(STROKES, 1300)
    assert page.evaluate(MAPS) != before
    early, late = used(), (page.evaluate(STROKES, 2000), used())[1]
    assert late[0] - early[0] < 500_000  # a third of what a picture kept at every stroke would take
    assert late[1] == early[1]
    assert late[2] - early[2] < 100
    assert wrong == []


def test_the_benchmark_times_every_move_of_the_pen_and_every_run(browser, address):
    times = one_round(browser, address, "wasm", 12)
    assert len(times["stroke"]) == 12 and len(times["forward"]) == 12
    assert all(0 < time < 5000 for kind in times.values() for time in kind)
    found = {"browser": "Chromium 1", "backends": {"wasm": {name: summary(values) for name, values in times.items()}}}
    assert len(lines(found)) == 3


def test_the_summary_of_times_is_their_median_and_95th_percentile():
    assert summary([*range(101)]) == {"count": 101, "median": 50, "p95": 95}
