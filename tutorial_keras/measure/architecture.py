"""What the network is made of: sizes, parameters, receptive fields, and one number followed through conv1.

Sizes and receptive fields: Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning",
https://arxiv.org/abs/1603.07285; Araujo, Norris & Sim (2019), "Computing Receptive Fields of Convolutional Neural
Networks", Distill, https://doi.org/10.23915/distill.00021.
"""

from __future__ import annotations

import numpy as np

from ..data import CLASS_NAMES
from . import Measured, Subject

WINDOWS = {"conv1": (3, 1), "conv2": (3, 1), "pool": (2, 2)}
"""Kernel size and stride of each layer that looks at a window."""


def measure(subject: Subject) -> Measured:
    """Parameters by formula, receptive fields, and the ankle boot's way through every layer."""
    model, image = subject.run.model, subject.hero
    layers = ("conv1", "conv2", "pool")
    flow = subject.activations(image[None])
    weights = {name: values[-1] for name, values in subject.run.checkpoints.weights.items()}
    conv1_filters, conv2_filters = (weights[f"{name}/kernel"].shape[-1] for name in ("conv1", "conv2"))
    side, pooled = flow["conv2"].shape[1], flow["pool"].shape[1]
    fields = receptive_fields(list(WINDOWS.values()))
    dense_inputs, classes = weights["predictions/kernel"].shape
    counts = {
        "conv1": convolution_parameters(3, 1, conv1_filters),
        "conv2": convolution_parameters(3, conv1_filters, conv2_filters),
        "predictions": dense_parameters(dense_inputs, classes),
    }
    multiplications = {
        "conv1": side * side * 9 * conv1_filters,
        "conv2": side * side * 9 * conv1_filters * conv2_filters,
        "predictions": dense_inputs * classes,
    }
    answer = flow["predictions"][0]
    worked, patch = worked_convolution(
        image * subject.run.settings.scale, weights["conv1/kernel"], weights["conv1/bias"]
    )
    worked["scale"] = subject.run.settings.scale
    numbers = {
        "parameters": {**counts, "total": model.count_params()},
        "dense_share": counts["predictions"] / model.count_params(),
        "conv1_weight_share": weights["conv1/kernel"].size / model.count_params(),
        "conv1_filters": conv1_filters,
        "conv2_filters": conv2_filters,
        "side": side,
        "pooled_side": pooled,
        "dense_inputs": dense_inputs,
        "classes": classes,
        "receptive_field": dict(zip(WINDOWS, fields, strict=True)),
        "receptive_share": {name: field**2 / side**2 for name, field in zip(WINDOWS, fields, strict=True)},
        "scale": subject.run.settings.scale,
        "multiplications": multiplications,
        "worked": worked,
        "positions": side * side * conv1_filters,
        "answer": {"name": CLASS_NAMES[int(answer.argmax())], "probability": float(answer.max())},
        "work_share": {name: work / sum(multiplications.values()) for name, work in multiplications.items()},
    }
    arrays = {
        "image": image,
        **{name: flow[name][0] for name in (*layers, "predictions")},
        **{f"worked_{name}": values for name, values in patch.items()},
    }
    return Measured(numbers, arrays)


def convolution_parameters(size: int, channels: int, filters: int) -> int:
    """Weights and biases of a convolution: (size² · channels + 1) · filters."""
    return (size * size * channels + 1) * filters


def dense_parameters(inputs: int, outputs: int) -> int:
    """Weights and biases of a fully connected layer: (inputs + 1) · outputs."""
    return (inputs + 1) * outputs


def output_size(size: int, kernel: int, padding: int = 0, stride: int = 1) -> int:
    """Length of a convolution's output along one axis: ⌊(size + 2·padding - kernel) / stride⌋ + 1."""
    return (size + 2 * padding - kernel) // stride + 1


def receptive_fields(windows: list[tuple[int, int]]) -> list[int]:
    """How many input pixels along one axis a unit of each layer can see.

    Each layer adds (kernel - 1) steps of the layer below, and a step is the product of the strides below.

    Args:
        windows: (kernel size, stride) of each layer, from the input up.
    """
    field, step, fields = 1, 1, []
    for kernel, stride in windows:
        field += (kernel - 1) * step
        step *= stride
        fields.append(field)
    return fields


def worked_convolution(image: np.ndarray, kernels: np.ndarray, biases: np.ndarray) -> tuple[dict, dict]:
    """One unit of conv1 worked out by hand: the one with the strongest answer to this image, away from the border.

    Args:
        image: scaled pixels (h, w).
        kernels: (3, 3, 1, filters).
        biases: (filters,).

    Returns:
        Numbers: `filter`, `row`, `column` (from 0), `sum` of the products, `bias`, `output` after ReLU.
        Arrays, all (3, 3): `patch`, `kernel`, `products`.
    """
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(np.float64), (3, 3))
    answers = np.tensordot(windows, kernels[:, :, 0].astype(np.float64), axes=([2, 3], [0, 1])) + biases
    row, column, filter_ = np.unravel_index(answers.argmax(), answers.shape)
    patch, kernel = windows[row, column], kernels[:, :, 0, filter_]
    products = patch * kernel
    total, bias = float(products.sum()), float(biases[filter_])
    numbers = {
        "filter": int(filter_),
        "row": int(row) + 1,  # windows start one pixel before their centre
        "column": int(column) + 1,
        "sum": total,
        "bias": bias,
        "output": max(total + bias, 0.0),
    }
    return numbers, {"patch": patch, "kernel": kernel, "products": products}


def shifted(images: np.ndarray, by: tuple[int, int]) -> np.ndarray:
    """Images (n, h, w) moved by (rows down, columns right); what comes in from outside is 0."""
    down, right = by
    height, width = images.shape[1:3]
    moved = np.zeros_like(images)
    moved[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = images[
        :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved
