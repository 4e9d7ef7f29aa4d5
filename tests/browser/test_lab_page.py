"""The lab's page as a whole: what it loads, and what it does when something is missing."""

import gzip
from urllib.parse import urlsplit

import pytest

from tutorial_keras.bench.browser import PREFIX

pytestmark = pytest.mark.browser

BUDGET = 450_000
READY = "#lab[data-ready]"


def test_what_the_lab_loads_before_checkpoints_keeps_to_its_budget(visit, site):
    """Compressed files count as they are, the others as gzip makes them: every host compresses text."""
    page, wrong, requests = visit("lab/")
    page.wait_for_selector(READY)
    assert wrong == []
    paths = {urlsplit(request).path.removeprefix(PREFIX) for request in requests if not request.startswith("blob:")}
    loaded = {path for path in paths if path.startswith(("lab/data/", "javascripts/", "stylesheets/lab"))}
    assert {"javascripts/vendor/tfjs/tfjs.js", "lab/data/manifest.json"} <= loaded
    sizes = {path: size_on_the_wire(site / path) for path in loaded}
    assert sum(sizes.values()) <= BUDGET, sizes
    assert sum("trained-" in path for path in loaded) == 1


def size_on_the_wire(path):
    content = path.read_bytes()
    return len(content) if path.suffix == ".gz" else len(gzip.compress(content, 9))
