"""Benchmarks that anyone can run: `python -m tutorial_keras bench NAME`.

A benchmark is a module of this package whose name stands in `BENCHES`. It has

    add_options(parser)           its own options, for argparse
    measure(arguments, report)    runs it and returns what it found, as JSON
    lines(found)                  the same in lines for a terminal

and imports what is slow to import only inside them. `run` lays the command, the machine and the versions around what
it found and writes that as JSON; with `--keep` into `results/`, from where the page Reproduce shows it.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

from ..files import write_text
from .machine import machine, versions

BENCHES = {
    "train": "training: stock Keras, this project, PyTorch, and the time of the matrix multiplications alone",
    "build": "building: from nothing, with nothing to do, after small edits; memory; start-up times",
    "pages": "pages: bytes over the wire, and Lighthouse's scores if it is installed",
    "lab": "the lab: from a stroke of the pen to the maps, in Chromium",
}
"""Name of the module → what it measures, for the help."""

NOT_OPTIONS = ("command", "function", "name", "keep")
RESULTS = Path(__file__).parent / "results"


def find_bench(name: str) -> ModuleType:
    """The module of a benchmark of that name."""
    return importlib.import_module(f".{name}", __name__)


def run(name: str, arguments, root: Path, report) -> tuple[dict, Path]:
    """Run one benchmark and write what it found.

    Args:
        name: one of `BENCHES`.
        arguments: its parsed options, and `keep`.
        root: the folder of the project.
        report: called with (name, share done).

    Returns:
        What was written, and where to.
    """
    report(name, 0)
    options = {key: value for key, value in vars(arguments).items() if key not in NOT_OPTIONS}
    found = find_bench(name).measure(arguments, lambda share: report(name, share))
    result = {"bench": name, "options": options, "machine": machine(), "versions": versions(), **found}
    target = RESULTS / f"{name}.json" if arguments.keep else root / "build" / "bench" / f"{name}.json"
    write_text(target, json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    report(name, 1)
    return result, target


def kept_results() -> dict[str, dict]:
    """What `--keep` has kept, by the name of the benchmark."""
    files = {name: RESULTS / f"{name}.json" for name in BENCHES}
    return {name: json.loads(file.read_text(encoding="utf-8")) for name, file in files.items() if file.exists()}
