"""The page Reproduce shows kept results of benchmarks as they are, with their machine."""

from tutorial_keras.bench import train
from tutorial_keras.bench.build import compared
from tutorial_keras.bench.compare import spread
from tutorial_keras.publish import reproduce
from tutorial_keras.publish.site import Site

from ..conftest import ROOT

MACHINE = {"processor": "Test 9000", "extensions": ["avx2"], "cores": 2}
ROW = {"desktop light cold": 200_000, "phone dark cold": 250_000, "desktop light warm": 0}
SCORES = {
    "performance": spread([96, 97, 99]),
    "accessibility": spread([98]),
    "best-practices": spread([99]),
    "seo": spread([96]),
}
STEPS = [("from nothing", {"seconds": 200.0, "bytes": 1.5e9, "drawn": 57}), ("all figures", {"seconds": 15.0})]
KEPT = {
    "train": {
        "options": {"epochs": 5, "images": 60000, "repeats": 2},
        "machine": MACHINE,
        "versions": {"tensorflow": "2.21.0", "torch": "not installed"},
        **train.compared(
            {train.STOCK: [30.0, 40.0], train.OURS: [10.0, 10.0]}, {train.STOCK: [0.9, 0.9], train.OURS: [0.91, 0.91]}
        ),
    },
    "build": {"machine": MACHINE, **compared(STEPS)},
    "pages": {"lighthouse": "12.8", "pages": {"": {**ROW, "lighthouse": {"scores": SCORES, "layout_shift": 0.012}}}},
}


def test_kept_results_stand_in_tables(workspace, monkeypatch):
    monkeypatch.setattr(reproduce, "kept_results", lambda: KEPT)
    page = Site(workspace, ROOT / "docs").render((ROOT / "docs" / "reproduce.md").read_text(), "reproduce/")
    lines = page.splitlines()
    assert "| stock Keras | 35.0\u00a0(30.0–40.0) | 3.50\u00a0(3.00–4.00) | 90.00% |" in lines
    assert "| from nothing | 200.00 |  | 1500 | 57 |" in lines
    assert "| all figures | 15.00 | 7.5% |  |  |" in lines
    assert "| home | 250 | 97\u00a0(96–99) | 96 | 0.012 |" in lines
    assert page.count("Test 9000 with avx2") == 2


def test_without_kept_results_there_is_no_table(workspace, monkeypatch):
    monkeypatch.setattr(reproduce, "kept_results", dict)
    page = Site(workspace, ROOT / "docs").render((ROOT / "docs" / "reproduce.md").read_text(), "reproduce/")
    assert "times this project" not in page and "layout shift" not in page
