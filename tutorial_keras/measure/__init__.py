"""Measures: what a run and the images say, in numbers. One module an idea; nothing here draws.

Each module has pure functions, arrays in and numbers out, each with its source, and one function `measure` that
applies them to the tutorial's run. The numbers of all modules together are `results.json`, from which the site
takes every number in its text; the arrays are what the figures draw.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


@dataclass
class Measured:
    """What a module's `measure` found.

    Attributes:
        numbers: for the text: JSON values, nested by name.
        arrays: for the figures: name → array.
    """

    numbers: dict
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


class Subject:
    """What is measured: one run, the images, and the network's answers to them, each worked out once.

    Attributes:
        run: a `training.Run`.
        train, test: images (n, 28, 28) and labels (n,), as `load_data` gives them.
    """

    def __init__(self, run, train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]):
        self.run, self.train, self.test = run, train, test

    @cached_property
    def test_probabilities(self) -> np.ndarray:
        """Class probabilities of every test image, (10000, 10)."""
        return self.run.model.predict(self.test[0][..., None], batch_size=500, verbose=0)

    @property
    def hero(self) -> np.ndarray:
        """The image the tutorial follows through the network, (28, 28): the first test image, an ankle boot."""
        return self.test[0][0]

    @cached_property
    def one_per_class(self) -> np.ndarray:
        """The first test image of each class in label order, (10, 28, 28)."""
        images, labels = self.test
        return images[[int(np.argmax(labels == label)) for label in range(labels.max() + 1)]]

    def activations(self, images: np.ndarray) -> dict[str, np.ndarray]:
        """What each layer answers to raw images (n, 28, 28): `conv1`, `conv2`, `pool`, `predictions` → (n, *shape)."""
        return {name: np.asarray(values) for name, values in self._probe([images[..., None]]).items()}

    @cached_property
    def _probe(self):
        from ..model import build_probe

        return build_probe(self.run.model, ("conv1", "conv2", "pool"))


def untrained(run):
    """The network of a `training.Run` as it was before its first step: another model, with the weights of that moment.

    It is the control for whatever the trained network shows.
    """
    from ..model import build_model

    settings = run.settings
    return run.checkpoints.restore(build_model(settings.filters, settings.scale, settings.pooling), 0)


MODULES = {
    "dataset": (),
    "architecture": (),
    "training": ("settings", "seeds"),
    "checkpoints": (),
    "learning": ("learning", "longer", "settling"),
    "filters": ("kernels",),
    "feature_maps": ("maps",),
    "patches": (),
    "receptive_field": ("receptive-fields",),
    "representation": ("probes",),
    "architectures": ("filters", "architectures"),
    "ablation": ("ablation",),
    "attribution": ("attribution",),
    "errors": (),
    "data_quality": ("duplicates", "labels", "recalls"),
    "shortcut": ("shortcut", "marked-channels"),
}
"""The modules whose `measure` makes up `results.json`, each under its own name → the studies whose results it reads."""
