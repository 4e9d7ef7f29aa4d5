"""Numbers for the text: `n("training.test_accuracy", ".1%")` looks one up in the results and formats it."""

from __future__ import annotations

from ..errors import TutorialError

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def format_number(value, form: str = "") -> str:
    """Write a value as the text shows it.

    Args:
        value: a number or a word.
        form: a format specification such as `,`, `.3f`, `.1%`; `words`, which spells 0 to ten, or
            `none`, which does too but says "none" for 0; or `points`, for a difference of shares in percentage points.

    Raises:
        TutorialError: the value is a list or dict, or the form does not fit it.
    """
    if isinstance(value, dict | list):
        raise TutorialError(f"expected one number, received {type(value).__name__} {str(value)[:60]}")
    if form == "none" and value == 0:
        return "none"
    if form in ("words", "none"):
        return _WORDS[value] if isinstance(value, int) and 0 <= value < len(_WORDS) else str(value)
    if form == "points":
        return f"{round(100 * value, 2) + 0:.2f} percentage points".replace("-", "−")  # + 0: no minus before a 0
    try:
        text = format(value, form)
    except (ValueError, TypeError):
        raise TutorialError(f"cannot write {value!r} in the form {form!r}") from None
    return text.replace("-", "−") if isinstance(value, int | float) else text
