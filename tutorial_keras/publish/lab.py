"""What the lab in the browser reads: `manifest.json`, and binary files of weights and images, each gzip-compressed.

They are compressed here because not every host compresses files it does not know. A file of weights holds the arrays
in the manifest's order, little-endian, each at its offset: `float32` as it is; `int24` as the step, a float32, then the
lowest bytes of all the whole numbers, the middle ones, the highest ones, so that gzip finds like beside like.
"""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path

import numpy as np

from ..data import CLASS_NAMES, load_data
from ..measure.checkpoints import to_int24
from ..run import Run
from ..training import cross_entropy
from .colours import colour_tables

FORMAT = 1
SHORT = ("predictions/kernel",)
"""The arrays that are kept in three bytes a value: nearly all the parameters."""
HERO = 0
"""The image that the tutorial follows through the network: the first test image."""
PER_CLASS = 3
"""How many test images of each class the lab offers; beside them one of each class that the network gets wrong."""
GROUP = 25
"""So many batches make one point of the loss curve, as in the figure `training-loss`."""


def write_lab(folder: Path, run: Run, shuffled: Run, checkpoints: dict) -> None:
    """Write all files of the lab.

    Args:
        folder: to write into; it exists and is empty.
        run: the tutorial's run; its checkpoints become one file each.
        shuffled: the run on shuffled labels; its last checkpoint becomes a file.
        checkpoints: the numbers of `measure.checkpoints`.
    """
    test = load_data()[1]
    predicted, answers = (
        trained.model.predict(test[0][..., None], batch_size=500, verbose=0) for trained in (run, shuffled)
    )
    predicted = predicted.argmax(1)
    places = choose_images(test[1], predicted)
    steps_per_epoch = len(run.batch_loss) // run.settings.epochs
    manifest = {
        "format": FORMAT,
        "classes": CLASS_NAMES,
        "scale": run.settings.scale,
        "model": browser_config(run.model),
        "weights": layout(weights_at(run, 0)),
        "networks": {
            "trained": {
                "checkpoints": [
                    {
                        "step": step,
                        "epoch": step / steps_per_epoch,
                        "loss": checkpoints["loss"][index],
                        "accuracy": checkpoints["accuracy"][index],
                        **_write(folder / f"trained-{step}.bin.gz", pack(weights_at(run, index))),
                    }
                    for index, step in enumerate(run.checkpoints.steps.tolist())
                ]
            },
            "shuffled": {
                "rate": shuffled.settings.peak_rate,
                "trained_rate": run.settings.peak_rate,
                "loss": cross_entropy(answers, test[1]),
                "accuracy": float((answers.argmax(1) == test[1]).mean()),
                **_write(folder / "shuffled.bin.gz", pack(weights_at(shuffled, -1))),
            },
        },
        "curve": loss_curve(run.batch_loss),
        "images": {
            **_write(folder / "images.bin.gz", test[0][places].tobytes()),
            "items": [
                {"index": place, "label": int(test[1][place]), "wrong": bool(predicted[place] != test[1][place])}
                for place in places
            ],
        },
        "cost": checkpoints["storage"]["int24"],
        "colours": colour_tables(),
    }
    text = json.dumps(manifest, ensure_ascii=False, separators=(",", ":"))
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def choose_images(labels: np.ndarray, predicted: np.ndarray) -> list[int]:
    """The places of the test images that the lab offers: the tutorial's own image, then by class the right ones and a
    wrong one, if any.

    Args:
        labels: the right classes, (n,).
        predicted: the network's, (n,).
    """
    chosen = [HERO]
    for label in range(len(CLASS_NAMES)):
        of_class = labels == label
        chosen += np.flatnonzero(of_class & (predicted == label))[:PER_CLASS].tolist()
        chosen += np.flatnonzero(of_class & (predicted != label))[:1].tolist()
    return list(dict.fromkeys(chosen))


def loss_curve(batch_loss: np.ndarray) -> dict[str, list[float]]:
    """Means over every `GROUP` batches: `steps`, each group's middle, and `loss`."""
    groups = len(batch_loss) // GROUP
    means = batch_loss[: groups * GROUP].reshape(groups, GROUP).mean(1, dtype=np.float64)
    middles = (np.arange(groups) + 0.5) * GROUP
    return {"steps": middles.tolist(), "loss": means.round(4).tolist()}


def weights_at(run: Run, index: int) -> dict[str, np.ndarray]:
    """All weights of a run at one of its checkpoints, by name."""
    return {name: values[index] for name, values in run.checkpoints.weights.items()}


def layout(weights: dict[str, np.ndarray]) -> list[dict]:
    """Where each array stands in a file of weights: `name`, `shape`, `dtype`, `offset` in bytes."""
    entries, offset = [], 0
    for name, values in weights.items():
        short = name in SHORT
        entries.append(
            {"name": name, "shape": values.shape, "dtype": "int24" if short else "float32", "offset": offset}
        )
        # a float32 must begin at a multiple of four
        offset += 4 + -(-3 * values.size // 4) * 4 if short else 4 * values.size
    return entries


def pack(weights: dict[str, np.ndarray]) -> bytes:
    """The content of a file of weights, before it is compressed."""
    parts = []
    for name, values in weights.items():
        if name in SHORT:
            whole, step = to_int24(values)
            planes = whole.astype("<i4").tobytes()
            content = np.float32(step).tobytes() + b"".join(planes[byte::4] for byte in range(3))
            parts.append(content + bytes(-len(content) % 4))
        else:
            parts.append(values.astype("<f4").tobytes())
    return b"".join(parts)


def browser_config(model) -> dict:
    """The configuration of a Keras Sequential model as TensorFlow.js takes it.

    It reads that of Keras 2, so of each layer's own configuration only what both understand is kept. The last layer's
    activation is left out: the lab shows scores too, and takes the softmax itself.
    """
    kept = {
        "Rescaling": ("scale", "offset"),
        "Conv2D": ("filters", "kernel_size", "strides", "padding", "activation", "use_bias"),
        "MaxPooling2D": ("pool_size", "strides", "padding"),
        "Flatten": (),
        "Dense": ("units", "use_bias"),
    }
    layers = []
    for layer in model.layers:
        kind, config = type(layer).__name__, layer.get_config()
        entry = {"name": layer.name, **{key: config[key] for key in kept[kind]}}
        if kind in ("Conv2D", "Dense"):
            entry["kernel_initializer"] = "zeros"  # weights are put in at once: no time for random ones
        layers.append({"class_name": kind, "config": entry})
    layers[0]["config"]["batch_input_shape"] = [None, *model.input_shape[1:]]
    return {"class_name": "Sequential", "config": {"name": model.name, "layers": layers}}


def _write(path: Path, content: bytes) -> dict:
    """Write a compressed file; return what the manifest says of it: `file`, `bytes` unpacked, and their CRC-32."""
    path.write_bytes(gzip.compress(content, 9, mtime=0))
    return {"file": path.name, "bytes": len(content), "crc32": zlib.crc32(content)}
