"""Reading an answer, whatever it is, and saying what became of it."""

from __future__ import annotations

import dis
import functools
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Feedback:
    """What became of an answer.

    Attributes:
        right: whether it is right; None as long as there is none.
        says: why, or what is off.
    """

    right: bool | None
    says: str

    def __repr__(self) -> str:
        return {True: "✓ Right. ", False: "✗ Not yet. ", None: "… Not answered yet. "}[self.right] + self.says


def right(says: str) -> Feedback:
    """The answer is right; `says` what it means."""
    return Feedback(True, says)


def wrong(says: str) -> Feedback:
    """The answer is wrong; `says` what is off, and a hint."""
    return Feedback(False, says)


class UnreadableAnswer(Exception):
    """An answer that is no answer to the question; the message says what was received and what was expected."""


def check(function: Callable[..., Feedback]) -> Callable[..., Feedback]:
    """Turn `function(answer, …)` into a check: `...` is no answer yet, and one that cannot be read is wrong."""

    @functools.wraps(function)
    def checked(answer, *material, **options) -> Feedback:
        if answer is ...:
            return Feedback(None, "Put your answer in the place of the three dots.")
        try:
            return function(answer, *material, **options)
        except NotAnswered:
            return Feedback(None, "The function has no body so far.")
        except UnreadableAnswer as problem:
            return wrong(str(problem))

    return checked


class NotAnswered(Exception):
    """A function without a body."""


def read_number(answer, expected: str = "a number") -> float:
    """The answer as a finite number: a Python or NumPy one, or an array or tensor of a single one."""
    values = _values(answer, expected)
    if values.size != 1 or not np.isfinite(values).all():
        raise UnreadableAnswer(_mismatch(answer, expected))
    return float(values.reshape(()))


def read_whole(answer, expected: str = "a whole number") -> int:
    """The answer as a whole number."""
    value = read_number(answer, expected)
    if value != int(value):
        raise UnreadableAnswer(_mismatch(answer, expected))
    return int(value)


def read_channel(answer, channels: int) -> int:
    """The answer as the number of a channel, from 0."""
    expected = f"the number of a channel, 0 to {channels - 1}"
    channel = read_whole(answer, expected)
    if not 0 <= channel < channels:
        raise UnreadableAnswer(_mismatch(answer, expected))
    return channel


def read_shape(answer) -> tuple[int, ...]:
    """The answer as the shape of an array: a tuple or a list of whole numbers."""
    expected = "a shape such as (2, 28, 28, 1)"
    if not isinstance(answer, tuple | list) or not answer:
        raise UnreadableAnswer(_mismatch(answer, expected))
    return tuple(read_whole(length, "whole numbers in a shape such as (2, 28, 28, 1)") for length in answer)


def read_array(answer, shape: tuple[int, ...], what: str = "an array") -> np.ndarray:
    """The answer as finite numbers of a shape; axes of length 1 beyond it are dropped."""
    expected = f"{what} of shape {shape}"
    values = _values(answer, expected)
    if values.shape != shape and values.squeeze().shape == shape:
        values = values.squeeze()
    if values.shape != shape:
        raise UnreadableAnswer(_mismatch(answer, expected))
    if not np.isfinite(values).all():
        raise UnreadableAnswer(f"Received values that are not finite (NaN or infinite); expected {expected}.")
    return values


def ask(function, *arguments, what: str):
    """What the reader's function returns.

    Raises:
        NotAnswered: it has no body.
        UnreadableAnswer: it is no function, it raises, or it returns None.
    """
    if not callable(function):
        raise UnreadableAnswer(_mismatch(function, what))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            returned = function(*arguments)
    except Exception as error:  # the reader's own code may raise anything
        raise UnreadableAnswer(f"Calling it raised {type(error).__name__}: {_short(str(error))}") from None
    if returned is ... or (returned is None and _is_empty(function)):
        raise NotAnswered
    if returned is None:
        raise UnreadableAnswer("It returned nothing (None). Is there a `return`, and is it reached?")
    return returned


def _is_empty(function) -> bool:
    """Whether a function's code does nothing but return: its body is `...`, `pass`, or words."""
    code = getattr(function, "__code__", None)
    return code is not None and all(
        step.opname in ("RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE") for step in dis.Bytecode(code)
    )


def others(count: int, does: str, do: str) -> str:
    """`one other reaches`, `3 others reach`."""
    return f"one other {does}" if count == 1 else f"{count} others {do}"


def describe(answer) -> str:
    """What was received, in a few words."""
    kind = type(answer).__name__
    shape = getattr(answer, "shape", None)
    if shape is not None and not isinstance(answer, type):
        try:
            sides = tuple(shape)
        except TypeError:
            return kind
        if sides:
            return f"{kind} of shape {sides}"
    if callable(answer) and not isinstance(answer, type):
        return f"{kind} {getattr(answer, '__name__', '')}".strip()
    try:
        plain = answer is None or isinstance(answer, bool | int | float)
        return _short(repr(answer)) if plain else f"{kind} {_short(repr(answer))}"
    except Exception:  # a repr of someone's own may raise anything
        return kind


def _values(answer, expected: str) -> np.ndarray:
    """The answer as an array of real numbers."""
    try:
        values = np.asarray(answer)
        if values.dtype.kind in "fiu":
            return values.astype(np.float64)
    except Exception:  # symbolic tensors, ragged lists, objects of every kind
        pass
    raise UnreadableAnswer(_mismatch(answer, expected))


def _mismatch(answer, expected: str) -> str:
    return f"Received {describe(answer)}; expected {expected}."


def _short(text: str, most: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
