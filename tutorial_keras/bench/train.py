"""How fast training is beside its peers: the same network, batch, epochs, optimizer, loss, precision and threads.

Every training is a process of its own; only the training in it is timed, from the untrained network to the last step,
with whatever compilation that takes. All compute on the processor, even where there is a GPU, on all cores: TensorFlow
takes as many by itself, PyTorch is told how many there are.

The bound is the time that the network's matrix multiplications alone would take, forward and backward, at the rate at
which the machine multiplies large square matrices.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from ..options import positive, whole_number
from ..parallel import cores
from .compare import child, in_words, interleaved, ratio, spread

PEERS = Path(__file__).parent / "peers"
OURS = "this project"
STOCK = "stock Keras"
BOUND = "matrix multiplications"
NO_GPU = {"CUDA_VISIBLE_DEVICES": "-1"}


def add_options(parser) -> None:
    """The options of `bench train`."""
    parser.add_argument("--epochs", type=positive, default=5, metavar="N", help="passes over the images (default 5)")
    parser.add_argument(
        "--images", type=whole_number(64, 60_000), default=60_000, metavar="N", help="how many images (default all)"
    )


def cases(data: Path, epochs: int) -> dict[str, tuple[list[str], dict[str, str | None]]]:
    """The programs to compare: name → words and environment. A value of None unsets a variable."""
    python, more = sys.executable, [str(data), str(epochs)]
    stock = [python, str(PEERS / "stock_keras.py"), *more]
    found = {
        STOCK: (stock, {"TF_ENABLE_ONEDNN_OPTS": None}),
        "stock Keras, oneDNN off": (stock, {"TF_ENABLE_ONEDNN_OPTS": "0"}),
        "stock Keras, oneDNN on": (stock, {"TF_ENABLE_ONEDNN_OPTS": "1"}),
        OURS: ([python, "-m", "tutorial_keras.bench.peers.this_project", *more], {"TF_ENABLE_ONEDNN_OPTS": None}),
    }
    if importlib.util.find_spec("torch"):
        torch, threads = [python, str(PEERS / "pytorch.py"), *more], {"OMP_NUM_THREADS": str(cores())}
        found["PyTorch, DataLoader"] = ([*torch, "loader", "contiguous"], threads)
        found["PyTorch, contiguous"] = ([*torch, "sliced", "contiguous"], threads)
        found["PyTorch, channels last"] = ([*torch, "sliced", "channels-last"], threads)
    return {name: (words, {**environment, **NO_GPU}) for name, (words, environment) in found.items()}


def operations(filters: tuple[int, ...] = (8, 16), side: int = 28, classes: int = 10) -> int:
    """Operations of the matrix multiplications for one image, forward and backward.

    Forward, every output is a sum of products. Backward, each product is needed twice more: for the gradient of the
    weights and for that of the inputs, which the first layer does not need.
    """
    total, inputs = 0, 1
    for place, outputs in enumerate(filters):
        forward = 2 * side * side * 9 * inputs * outputs
        total += forward * (2 if place == 0 else 3)
        inputs = outputs
    return total + 3 * 2 * (side // 2) ** 2 * inputs * classes


def measure(arguments, report: Callable[[float], None]) -> dict:
    """Train with every program in every round."""
    import numpy as np

    from ..data import load_data

    (images, labels), (test_images, test_labels) = load_data()
    accuracies: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.npz"
        some = slice(arguments.images)
        np.savez(data, images=images[some], labels=labels[some], test_images=test_images, test_labels=test_labels)
        count = len(labels[some])
        runs = {}
        for name, (words, environment) in cases(data, arguments.epochs).items():

            def once(name=name, words=words, environment=environment) -> float:
                answer = child(words, environment)
                accuracies.setdefault(name, []).append(answer["accuracy"])
                return answer["seconds"]

            runs[name] = once

        def bound() -> float:
            rate = child([sys.executable, str(PEERS / "matmul.py")], {"TF_ENABLE_ONEDNN_OPTS": "1", **NO_GPU})
            return count * arguments.epochs * operations() / rate["operations_per_second"]

        seconds = interleaved({**runs, BOUND: bound}, arguments.repeats, report)
    return compared(seconds, accuracies)


def compared(seconds: dict[str, list[float]], accuracies: dict[str, list[float]]) -> dict:
    """Lay out what was measured: each case's seconds, and this project's ratio to each."""
    rows = {
        name: {"seconds": spread(values), **({"accuracy": spread(accuracies[name])} if name in accuracies else {})}
        for name, values in seconds.items()
    }
    ours = seconds[OURS]
    for name, values in seconds.items():
        if name != OURS:
            rows[name]["times_this_project"] = ratio(values, ours)
    return {"cases": rows}


def lines(found: dict) -> list[str]:
    """A line a case."""
    said = [f"{'':26} {'seconds':24} {'times this project':22} test accuracy"]
    for name, row in found["cases"].items():
        times = in_words(row["times_this_project"]) if "times_this_project" in row else ""
        accuracy = in_words(row["accuracy"], ".4f") if "accuracy" in row else ""
        said.append(f"{name:26} {in_words(row['seconds'], '.1f'):24} {times:22} {accuracy}".rstrip())
    return said
