"""Visualizing what convolutional neural networks learn: feature maps and filters.

The public names, each imported only when it is first used, so that `import tutorial_keras` does not wait
for TensorFlow:

- `load_data`, `CLASS_NAMES`: Fashion-MNIST, embedded
- `build_model`, `build_probe`: the network, and a Functional model that shows its inside
- `train`, `Run`: training, and what it leaves behind
- `load_run`: the tutorial's own run, trained once and kept
- `show`: a figure in a notebook, with words for who cannot see it
- `TutorialError`: bad input, in one line
"""

import importlib
import os
import sys

_TOO_LATE = "tensorflow" in sys.modules and "TF_ENABLE_ONEDNN_OPTS" not in os.environ
"""Whether someone has imported TensorFlow already, without having decided about oneDNN: `quiet` warns of it."""

# Both must be set before TensorFlow is imported, and never override what the user has set.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # off by default on CPUs with AVX2 only; three times faster on

_HOMES = {
    "load_data": "data",
    "CLASS_NAMES": "data",
    "build_model": "model",
    "build_probe": "model",
    "train": "training",
    "Run": "training",
    "load_run": "kept_run",
    "show": "figures.show",
    "TutorialError": "errors",
}
__all__ = [
    "CLASS_NAMES",
    "Run",
    "TutorialError",
    "build_model",
    "build_probe",
    "load_data",
    "load_run",
    "show",
    "train",
]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f".{_HOMES[name]}", __name__), name)
