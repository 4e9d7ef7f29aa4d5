"""Training runs that several studies look at. Each is kept, so that the second study does not train again."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..data import load_data
from ..files import atomic_folder
from ..keys import PACKAGE, code_key, combined_key
from ..measure.planting import plant
from ..training import CHOSEN, Run, train, train_with


def kept(make: Callable[..., Run]) -> Callable[..., Run]:
    """Keep what `make` returns in `build/studies/runs`, by its code and arguments; outside a clone, keep nothing."""

    @functools.wraps(make)
    def run(*arguments) -> Run:
        if not (PACKAGE.parent / "mkdocs.yml").is_file():
            return make(*arguments)
        key = combined_key(code_key(f"studies.runs:{make.__name__}"), arguments)
        folder = PACKAGE.parent / "build" / "studies" / "runs" / key
        if not folder.is_dir():
            with atomic_folder(folder) as temporary:
                make(*arguments).save(temporary)
        return Run.load(folder)

    return run


@kept
def tutorial_run(seed: int) -> Run:
    """The tutorial's network, trained with another seed."""
    return train(seed=seed)


@kept
def shuffled_run(seed: int) -> Run:
    """The same network and the same images, but every image has the label of a random other one.

    The labels say nothing about the images, so what this network has in common with the tutorial's it did not get
    from the classes (Zhang et al. 2017, https://arxiv.org/abs/1611.03530). The rate is lower than the tutorial's. At
    that one nearly all of conv2 dies on such labels, and a dead network is no fair comparison.
    """
    images, labels = load_data()[0]
    shuffled = labels[np.random.default_rng(seed).permutation(len(labels))]
    return train_with(replace(CHOSEN, seed=seed, peak_rate=1e-3), images, shuffled)


@kept
def longer_run(seed: int) -> Run:
    """The tutorial's network, its recipe stretched over 30 epochs: the learning rate ends at 0 here too."""
    return train(epochs=30, seed=seed)


@kept
def shortcut_run(share: float, seed: int) -> Run:
    """The same network, trained on images of which a tenth bear a mark; `share` of the marked ones are shirts."""
    images, labels = load_data()[0]
    return train_with(replace(CHOSEN, seed=seed), plant(images, labels, share, seed), labels)
