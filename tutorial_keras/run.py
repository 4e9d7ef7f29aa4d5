"""What a training leaves behind: a `Run`, with the weights of many moments on the way."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from .quiet import import_tensorflow

import_tensorflow()

import keras  # noqa: E402


@dataclass(frozen=True)
class Settings:
    """What decides a run, apart from the data and the code.

    The learning rate climbs in a straight line for `warmup_epochs`, up to `peak_rate`, then falls to 0
    along half a cosine (Loshchilov & Hutter 2017, "SGDR", https://arxiv.org/abs/1608.03983, without
    restarts). With `schedule="constant"` it is `peak_rate` throughout.
    """

    epochs: int
    seed: int
    batch_size: int
    schedule: str
    peak_rate: float
    warmup_epochs: float
    scale: float
    filters: tuple[int, ...]
    pooling: bool = True


@dataclass
class Run:
    """A training run and all it left behind.

    Attributes:
        model: the trained `keras.Sequential`.
        history: per epoch `loss` and `accuracy` (means over the epoch's images, each seen with the weights
            of its moment, as Keras reports them), with validation data also `val_loss` and `val_accuracy`.
        checkpoints: all weights at chosen steps, `Checkpoints`.
        settings: what decided the run.
        batch_loss: the cross-entropy of every batch in order, float32 (steps,).
        seconds: how long the training took.
    """

    model: keras.Sequential
    history: dict[str, list[float]]
    checkpoints: Checkpoints
    settings: Settings
    batch_loss: np.ndarray
    seconds: float

    def save(self, folder: Path) -> None:
        """Write `model.keras`, `history.json` and `checkpoints.npz` into `folder`, which must exist."""
        self.model.save(folder / "model.keras")
        facts = {"history": self.history, "settings": asdict(self.settings), "seconds": self.seconds}
        (folder / "history.json").write_text(json.dumps(facts, indent=1) + "\n")
        np.savez(
            folder / "checkpoints.npz",
            steps=self.checkpoints.steps,
            batch_loss=self.batch_loss,
            **self.checkpoints.weights,
        )

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Read what `save` wrote."""
        facts = json.loads((folder / "history.json").read_text())
        facts["settings"]["filters"] = tuple(facts["settings"]["filters"])
        with np.load(folder / "checkpoints.npz") as archive:
            arrays = dict(archive)
        steps, batch_loss = arrays.pop("steps"), arrays.pop("batch_loss")
        return cls(
            model=keras.saving.load_model(folder / "model.keras", compile=False),
            history=facts["history"],
            checkpoints=Checkpoints(steps, arrays),
            settings=Settings(**facts["settings"]),
            batch_loss=batch_loss,
            seconds=facts["seconds"],
        )


@dataclass
class Checkpoints:
    """Every weight of the network at a few steps of its training.

    Attributes:
        steps: how many batches had been learned from, (k,), ascending from 0.
        weights: variable name, as `conv1/kernel`, → its values at each of the steps, (k, *shape).
    """

    steps: np.ndarray
    weights: dict[str, np.ndarray]

    def __len__(self) -> int:
        return len(self.steps)

    def restore(self, model: keras.Model, index: int) -> keras.Model:
        """Give `model`, of the same architecture, the weights of checkpoint `index`; return it."""
        model.set_weights([values[index] for values in self.weights.values()])
        return model
