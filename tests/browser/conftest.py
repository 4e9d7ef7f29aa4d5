"""What the tests in the browser share: Chromium, and the built site on a server, below a prefix as on GitHub Pages."""

import os
from urllib.parse import urlsplit

import pytest

from tutorial_keras.bench.serve import served
from tutorial_keras.chromium import FLAGS, find_chromium

SCREENS = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.fixture(scope="package")
def address(site):
    """The address of the served site."""
    with served(site) as (address, _):
        yield address


@pytest.fixture(scope="package")  # not longer: Playwright keeps an event loop, which others could not start then
def browser():
    program = find_chromium()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on a machine that tests every change")
        pytest.skip("no chromium and no google-chrome on the PATH")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """A function that opens a page; returns it with the list of everything that went wrong on it, and all requests."""
    contexts = []

    def visit(path="", scheme="light", screen="desktop"):
        width, height = SCREENS[screen]
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page, wrong, requests = context.new_page(), [], []

        def answered(response):
            if response.status >= 400:
                wrong.append(f"{response.status} {response.url}")

        def asked(request):
            requests.append(request.url)
            parts = urlsplit(request.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(address).netloc:
                wrong.append(f"foreign {request.url}")

        def failed(request):
            # a page that is left stops its own downloads
            if "ERR_ABORTED" not in (request.failure or ""):
                wrong.append(f"failed {request.url}: {request.failure}")

        page.on("console", lambda message: message.type == "error" and wrong.append(f"console {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error {error}"))
        page.on("response", answered)
        page.on("request", asked)
        page.on("requestfailed", failed)
        page.goto(address + path, wait_until="load")
        return page, wrong, requests

    yield visit
    for context in contexts:
        context.close()
