"""Which artefact is made from which, and how each is brought up to date.

    data → run → measures → results.json → figures

What is laid around them, notebooks and pages, is made in `publish`. Every artefact has a key that covers what it is
made from: the code behind it, the keys of the artefacts it reads, the versions of the libraries. It is made again when
its stored key differs, and stored with its key only after it is whole, so a stopped build goes on where it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import numpy as np

from .data import data_key
from .errors import TutorialError
from .files import atomic_file
from .kept_run import make_run, run_key
from .keys import code_key, combined_key, file_key
from .measure import MODULES
from .parallel import apart, side_by_side
from .results import look_up
from .store import Store
from .studies import RESULTS

SHUFFLED_SEED = 0
"""Decides which image gets whose label, and that network's training."""

Report = Callable[[str, float], None]
"""Called with the name of an artefact and how much of it is done, 0 to 1."""


def silent(name: str, share: float) -> None:
    """A `Report` that shows nothing."""


class Workspace(Store):
    """The artefacts of one clone of the project, and how each is made.

    Attributes:
        root: the folder of the project.
        build: its folder of artefacts, `root/build`.
    """

    def __init__(self, root: Path | str = "."):
        self.root = Path(root).resolve()
        super().__init__(self.root / "build")

    # ---- the run

    @cached_property
    def run_key(self) -> str:
        """What the run is made from."""
        return run_key()

    def make_run(self, report: Report = silent) -> bool:
        """Train, unless `build/run` is fresh."""
        return make_run(self, lambda step, steps: report("run", step / steps))

    def load_run(self):
        """The run in `build/run`, a `training.Run`."""
        return self._load("run")

    def load_shuffled_run(self):
        """The run in `build/shuffled-run`."""
        return self._load("shuffled-run")

    def _load(self, name: str):
        from .training import Run

        return Run.load(self.build / name)

    # ---- the run on shuffled labels

    @cached_property
    def shuffled_key(self) -> str:
        """What the run on shuffled labels is made from."""
        return combined_key(code_key("studies.runs:shuffled_run"), SHUFFLED_SEED, data_key())

    def make_shuffled_run(self) -> bool:
        """Train the network whose labels say nothing about the images, unless `build/shuffled-run` is fresh."""

        def write(folder: Path) -> None:
            from .studies.runs import shuffled_run

            # the function itself, not what studies have kept of it: a build reads nothing of theirs
            shuffled_run.__wrapped__(SHUFFLED_SEED).save(folder)

        return self.make("shuffled-run", self.shuffled_key, write)

    # ---- measures

    @cached_property
    def measure_keys(self) -> dict[str, str]:
        """The key of each module's measure. The run must be up to date."""
        # history.json holds how long the training took, which the key of the run does not know
        history = {"training": file_key(self.build / "run" / "history.json")}
        return {
            module: combined_key(
                code_key(f"measure.{module}:measure"),
                self.run_key,
                history.get(module),
                file_key(*(RESULTS / f"{study}.json" for study in studies)),
            )
            for module, studies in MODULES.items()
        }

    def make_measures(self, report: Report = silent) -> bool:
        """Measure what is not fresh, then collect all numbers in `build/results.json`."""
        stale = self._stale_measures()
        if stale:
            subject = self._subject()
            for place, module in enumerate(stale):
                report("measures", place / len(stale))
                self.make(f"measures/{module}", self.measure_keys[module], _measuring(module, subject))
            report("measures", 1)
        key = combined_key(self.measure_keys)
        return self.make("results.json", key, self._write_results, folder=False) or bool(stale)

    def _subject(self):
        from .data import load_data
        from .measure import Subject

        return Subject(self.load_run(), *load_data())

    def _write_results(self, path: Path) -> None:
        numbers = {
            module: json.loads((self.build / "measures" / module / "numbers.json").read_text()) for module in MODULES
        }
        path.write_text(json.dumps(numbers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @cached_property
    def results(self) -> dict:
        """All numbers, by module."""
        return json.loads((self.build / "results.json").read_text(encoding="utf-8"))

    def read(self, source: str):
        """An array, `module/array`, or a number, `module.number`, of the measures."""
        module, slash, array = source.partition("/")
        if not slash:
            return look_up(self.results, source)
        with np.load(self.build / "measures" / module / "arrays.npz") as archive:
            return archive[array]

    # ---- run and measures

    def compute(self, report: Report = silent) -> None:
        """Bring the run and the measures up to date, in a process that gives TensorFlow's memory back."""
        if not self.is_fresh("run", self.run_key) or self._stale_measures() or not self._has_results():
            apart(_compute, self.root, report=report)

    def _stale_measures(self) -> list[str]:
        return [module for module in MODULES if not self.is_fresh(f"measures/{module}", self.measure_keys[module])]

    def _has_results(self) -> bool:
        return self.is_fresh("results.json", combined_key(self.measure_keys))

    # ---- figures

    def figure_key(self, entry) -> str:
        """What a figure is made from: its code, the style, and the measures it reads."""
        modules = sorted({source.replace("/", ".").split(".")[0] for source in entry.reads.values()})
        return combined_key(
            code_key(f"figures.{entry.section}:{entry.draw.__name__}", "figures.render:render"),
            entry.kind,
            entry.reads,
            entry.narrow,
            [self.measure_keys[module] for module in modules],
        )

    def make_figures(self, report: Report = silent) -> None:
        """Draw every figure that is not fresh; remove those that are no longer registered."""
        from .figures import all_figures

        entries = all_figures()
        stale = [e for e in entries.values() if not self.is_fresh(f"figures/{e.name}", self.figure_key(e))]
        if stale:
            self.draw_figures(stale, report)
        for folder in (self.build / "figures").iterdir():
            if folder.is_dir() and folder.name not in entries:
                self.forget(f"figures/{folder.name}")
                shutil.rmtree(folder)

    def draw_figures(self, entries: list, report: Report = silent, out: Path | None = None) -> None:
        """Draw figures in all their forms, several at once.

        Args:
            entries: which.
            report: told of the progress.
            out: a folder for `NAME-light.svg`, `NAME-dark.svg`, `NAME-light-narrow.svg`, …, or `.png`; by default they
                become artefacts, `build/figures/NAME/light.svg`, ….
        """
        longest_first = sorted(entries, key=lambda entry: entry.kind)  # pixels before curves
        keys = [None if out else self.figure_key(entry) for entry in longest_first]
        tasks = [(self.root, entry.name, key, out) for entry, key in zip(longest_first, keys, strict=True)]
        side_by_side(_draw_figure, tasks, lambda share: report("figures", share))

    def make_figure(self, entry, key: str) -> None:
        """Draw one figure in all its forms, as an artefact."""

        def write(folder: Path) -> None:
            for scheme, narrow, file in entry.files():
                self.draw(entry, scheme, narrow, folder / file)

        self.make(f"figures/{entry.name}", key, write, again=True)

    def draw(self, entry, scheme: str, narrow: bool, path: Path) -> None:
        """Draw one form of one figure into a file."""
        from .figures.render import render
        from .figures.style import THEMES

        data = {parameter: self.read(source) for parameter, source in entry.reads.items()}
        render(entry.draw, THEMES[scheme], {**data, **(entry.narrow if narrow else {})}, path)


def _compute(root: Path, report: Report) -> None:
    """Train and measure."""
    workspace = Workspace(root)
    workspace.make_run(report)
    workspace.make_measures(report)


def _draw_figure(root: Path, name: str, key: str | None, out: Path | None) -> None:
    """Draw one figure: an artefact with that key, or files in a folder `out`. This imports no TensorFlow."""
    from .figures import find_figure

    workspace, entry = Workspace(root), find_figure(name)
    if out is None:
        workspace.make_figure(entry, key)
        return
    for scheme, narrow, file in entry.files():
        with atomic_file(out / f"{name}-{file}") as path:
            workspace.draw(entry, scheme, narrow, path)


def _measuring(module: str, subject) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        import importlib

        measured = importlib.import_module(f".measure.{module}", __package__).measure(subject)
        (folder / "numbers.json").write_text(json.dumps(measured.numbers, ensure_ascii=False), encoding="utf-8")
        np.savez_compressed(folder / "arrays.npz", **measured.arrays)

    return write


def require_project(root: Path) -> None:
    """Make sure that `root` is a clone of the project, which has the site's sources."""
    if not (root / "mkdocs.yml").is_file():
        raise TutorialError(f"no mkdocs.yml in {root}; run this in the folder of the cloned repository")
