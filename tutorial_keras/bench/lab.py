"""How fast the lab follows a pen, in Chromium without a GPU: WebAssembly, and plain JavaScript where there is none.

A pen is drawn over the pad of the real page. `stroke` is the time from each of its moves until the browser has painted
the frame with all the maps in it; `forward` is one image through the network, alone.
"""

from __future__ import annotations

import importlib.util
import math
import statistics
from collections.abc import Callable

from ..chromium import FLAGS, find_chromium
from ..errors import TutorialError
from ..options import positive
from .serve import served

BACKENDS = {"wasm": "WebAssembly", "cpu": "plain JavaScript"}
GOALS = {"median": 16, "p95": 33}
"""Milliseconds from stroke to maps that the lab is to keep to with WebAssembly on two cores."""
WITHOUT_WASM = "delete globalThis.WebAssembly"

WATCH = """() => {
    const times = (globalThis.times = { stroke: [] })
    const afterPainting = (started) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => times.stroke.push(performance.now() - started)
        port2.postMessage(0)
    }
    addEventListener("pointermove", (event) => {
        if (!event.buttons) return
        const started = performance.now()
        requestAnimationFrame(() => afterPainting(started)) // a message waits until the frame is painted
    }, { capture: true })
}"""
FORWARD = """async ([base, count]) => {
    const { Network } = await import(`${base}javascripts/lab/network.js`)
    const { openData } = await import(`${base}javascripts/lab/data.js`)
    const data = await openData(`${base}lab/data/`)
    const network = await Network.load(data)
    network.setWeights(await data.weightsOf("trained"))
    const pixels = data.image(data.manifest.images.items[0].index)
    const times = []
    for (let turn = 0; turn < count + 20; turn++) {
        const started = performance.now()
        network.forward(pixels)
        times.push(performance.now() - started)
    }
    return times.slice(20) // the first ones compile
}"""
MAPS = "[...document.querySelectorAll('#lab [data-picture=conv2] canvas')].map((canvas) => canvas.toDataURL()).join()"


def add_options(parser) -> None:
    """The options of `bench lab`."""
    parser.add_argument("--moves", type=positive, default=300, metavar="N", help="moves of the pen (default 300)")


def measure(arguments, report: Callable[[float], None]) -> dict:
    """Draw with each backend in every round, on the site in `site`.

    Raises:
        TutorialError: no site, no Chromium, or no Playwright.
    """
    from ..pipeline import Workspace

    site = Workspace(".").root / "site"
    if not (site / "lab" / "index.html").is_file():
        raise TutorialError(f"no lab in {site}; make it by python -m tutorial_keras build")
    program = find_chromium()
    if program is None or importlib.util.find_spec("playwright") is None:
        missing = "Chromium on the PATH" if program is None else "playwright (pip install -r requirements-dev.txt)"
        raise TutorialError(f"bench lab found no {missing}")
    from playwright.sync_api import sync_playwright

    times: dict[str, dict[str, list[float]]] = {backend: {} for backend in BACKENDS}
    with served(site) as (address, _), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        for turn in range(arguments.repeats):
            for place, backend in enumerate(BACKENDS):
                report((turn + place / len(BACKENDS)) / arguments.repeats)
                for name, values in one_round(browser, address, backend, arguments.moves).items():
                    times[backend].setdefault(name, []).extend(values)
        version = browser.version
        browser.close()
    backends = {backend: {name: summary(values) for name, values in kinds.items()} for backend, kinds in times.items()}
    return {"browser": f"Chromium {version}", "goals": GOALS, "backends": backends}


def one_round(browser, address: str, backend: str, moves: int) -> dict[str, list[float]]:
    """Open the lab, draw, then run the network alone: milliseconds of each move and of each run.

    Raises:
        TutorialError: the page did not start with that backend, or its maps did not follow the pen.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    if backend == "cpu":
        page.add_init_script(WITHOUT_WASM)
    page.goto(f"{address}lab/")
    page.wait_for_selector(f'#lab[data-ready="{backend}"]')
    page.evaluate(WATCH)
    before = page.evaluate(MAPS)
    draw(page, moves)
    page.wait_for_timeout(200)  # the last frames
    if page.evaluate(MAPS) == before:
        raise TutorialError("the lab's maps did not follow the pen; expected other maps after drawing")
    found = page.evaluate("times")
    found["forward"] = page.evaluate(FORWARD, [address, moves])
    context.close()
    return found


def draw(page, moves: int) -> None:
    """Draw circles of changing size on the pad, one move at a time."""
    page.locator("#lab-pad").scroll_into_view_if_needed()
    box = page.locator("#lab-pad canvas").first.bounding_box()
    middle, side = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), box["width"]
    for move in range(moves + 1):
        radius, angle = side * (0.1 + 0.3 * move / moves), 0.35 * move
        page.mouse.move(middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))
        if move == 0:
            page.mouse.down()
    page.mouse.up()


def summary(values: list[float]) -> dict[str, float]:
    """How many values there are, their median and 95th percentile, rounded to hundredths of a millisecond."""
    p95 = statistics.quantiles(values, n=20, method="inclusive")[-1]
    return {"count": len(values), "median": round(statistics.median(values), 2), "p95": round(p95, 2)}


def lines(found: dict) -> list[str]:
    """A line a backend and kind."""
    said = [f"{found['browser']}, milliseconds"]
    for backend, kinds in found["backends"].items():
        for name, values in kinds.items():
            said.append(f"{BACKENDS[backend]:18} {name:8} median {values['median']:6.2f}   p95 {values['p95']:6.2f}")
    return said
