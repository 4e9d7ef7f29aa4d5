"""The tutorial's run, trained once and kept: in a clone in `build/run`, elsewhere in a cache."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .data import data_key
from .files import require_writable
from .keys import PACKAGE, code_key, combined_key
from .store import Store

if TYPE_CHECKING:
    from .run import Run


def run_key() -> str:
    """What the run is made from."""
    return combined_key(code_key("training:train"), data_key())


def make_run(store: Store, on_progress: Callable[[int, int], None] = lambda step, steps: None) -> bool:
    """Train into `run` of a store, unless the run there is fresh; say whether that took any work.

    Args:
        store: where the run is kept.
        on_progress: called with (steps done, steps in all).
    """

    def write(folder: Path) -> None:
        from .training import train

        on_progress(0, 1)
        train(on_progress=on_progress).save(folder)

    return store.make("run", run_key(), write)


def load_run() -> Run:
    """The tutorial's trained network, with all that its training left behind.

    In a clone of the repository this is the build's own run, in `build/run`. With the package alone, as in Colab, it is
    kept in `tutorial_keras` in your folder of caches. Where there is none yet, or one that other code has trained, the
    network is trained first: a quarter of a minute on a laptop, a minute on a slow machine.

    Returns:
        A `Run`.

    Raises:
        TutorialError: there is no run, and no place to keep one.
    """
    from .run import Run

    store = Store(_home())
    if not store.is_fresh("run", run_key()):
        require_writable(store.build)  # before the work, not after it
        print("Training the tutorial's network, once; it takes up to a minute.", flush=True)
        make_run(store)
    return Run.load(store.build / "run")


def _home() -> Path:
    """The folder of artefacts: the clone's, if this package lies in one, or else one among the user's caches."""
    if (PACKAGE.parent / "mkdocs.yml").is_file():
        return PACKAGE.parent / "build"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tutorial_keras"
