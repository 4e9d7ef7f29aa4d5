"""Exercises of the notebook on convolution."""

from __future__ import annotations

import numpy as np

from ..measure.architecture import convolution_parameters, output_size
from .answers import Feedback, ask, check, read_array, read_number, read_whole, right, wrong

_LEFT_MINUS_RIGHT = np.array([[1.0, 0, -1]] * 3)
"""The kernel that the notebook works with."""


@check
def check_map_pixel(function) -> Feedback:
    """One pixel of a feature map, worked out by the reader's `function(image, kernel, row, column)`.

    It is tried on images that are not square and kernels without symmetry, so that no mix-up goes unnoticed, and on
    sums of either sign.
    """
    random = np.random.default_rng(0)
    trials = [(1, 1, 1), (2, 4, -1), (4, 1, -1)]  # row, column, sign of the sum
    mistakes = {
        "The kernel seems to be turned by half a turn: lay it over the window as it is.": lambda i, k, r, c: (
            _window(i, r, c) * k[::-1, ::-1]
        ).sum(),
        "The window seems to begin at (row, column): it should have that pixel in its middle.": lambda i, k, r, c: (
            i[r : r + 3, c : c + 3] * k
        ).sum(),
        "Rows and columns seem to have changed places.": lambda i, k, r, c: (_window(i, r, c) * k.T).sum(),
        "Negative sums became 0. That is ReLU, a step of its own: return the sum as it is.": lambda i, k, r, c: max(
            (_window(i, r, c) * k).sum(), 0
        ),
        "Negative sums lost their sign: return the sum as it is.": lambda i, k, r, c: abs((_window(i, r, c) * k).sum()),
    }
    open_mistakes = set(mistakes)
    off = False
    for row, column, sign in trials:
        image, kernel = random.integers(0, 9, (7, 8)).astype(float), random.integers(-4, 5, (3, 3)).astype(float)
        kernel *= sign * np.sign((_window(image, row, column) * kernel).sum())
        asked = ask(function, image.copy(), kernel.copy(), row, column, what="a function")
        value = read_number(asked, "a function that returns one number")
        off |= not np.isclose(value, (_window(image, row, column) * kernel).sum())
        open_mistakes &= {words for words in mistakes if np.isclose(value, mistakes[words](image, kernel, row, column))}
    if not off:
        return right("Nine products and a sum, three times out of three.")
    return wrong(
        next(iter(open_mistakes), "Multiply the nine pixels by the nine weights in their places; then add up.")
    )


def _window(image: np.ndarray, row: int, column: int) -> np.ndarray:
    return image[row - 1 : row + 2, column - 1 : column + 2]


@check
def check_output_size(answer, size: int, kernel: int, padding: int = 0, stride: int = 1) -> Feedback:
    """How many pixels the side of a map has, for an image of `size`, a window of `kernel` and so on."""
    found, sought = (
        read_number(answer, "how many pixels the map's side has"),
        output_size(size, kernel, padding, stride),
    )
    if found == sought:
        return right(f"The window fits in at {sought} places along each side.")
    if found != int(found):
        return wrong("A map has whole pixels: a window that would hang over the edge is left out.")
    if stride > 1 and found == output_size(size, kernel, padding):
        return wrong(f"That is right for steps of 1; this window moves in steps of {stride}.")
    if found == size:
        return wrong("The map would keep the image's size only with padding of the right width and steps of 1.")
    if abs(found - sought) == 1:
        return wrong("Off by one. Count the places where the window can start, the first one too.")
    return wrong("Put the window at the left edge and move it until it touches the right edge. How many steps is that?")


@check
def check_edge_kernel(kernel) -> Feedback:
    """A 3 × 3 kernel for edges between bright on the left and dark on the right, silent for all else that is asked.

    The notebook's own kernel and its multiples do not count.
    """
    kernel = read_array(kernel, (3, 3), "a kernel")
    if not kernel.any():
        return wrong("All its weights are 0, so it is silent everywhere.")
    if not np.isclose(kernel.sum(), 0, atol=1e-6):
        return wrong(
            f"Over even ground it answers {kernel.sum():.3g} times the brightness. What must the weights sum to?"
        )
    if not np.allclose(kernel.sum(1), 0, atol=1e-6):
        return wrong("It also answers where brightness changes from top to bottom. Look at the sum of each row.")
    left, _, other = kernel.sum(0)
    # the window stands with one column or with two in the brighter half
    falling, rising = max(left, -other), max(other, -left)
    if falling <= 1e-6:
        return wrong(
            "Where the left is bright and the right is dark it is silent. Which side needs the positive weights?"
        )
    if rising > 1e-6:
        return wrong("It answers where the left is bright, but also where the left is dark and the right is bright.")
    if np.allclose(kernel, kernel[0, 0] * _LEFT_MINUS_RIGHT):
        return wrong(
            "It does all that is asked, but it is the kernel above, or a multiple of it. Weigh its rows unequally."
        )
    return right("Its map lights up along right-hand borders of whatever is brighter than the ground.")


@check
def check_parameters(answer, size: int, channels: int, filters: int) -> Feedback:
    """How many weights and biases a convolution has."""
    found, sought = read_whole(answer), convolution_parameters(size, channels, filters)
    if found == sought:
        return right(f"{filters} filters, each with {size} × {size} × {channels} weights and one bias.")
    if found == sought - filters:
        return wrong("These are the weights. Each filter has one number more.")
    if found == convolution_parameters(size, 1, filters):
        return wrong("A filter has a kernel for each of the maps below it, not one for all of them.")
    if found == convolution_parameters(size, channels, filters) - filters + filters * channels:
        return wrong("A filter has one bias, not one for each of the maps below it.")
    return wrong("Count the numbers of one filter first: a kernel for each map below it, and its bias.")
