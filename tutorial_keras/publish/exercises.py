"""The questions at the end of a page: read from `docs/exercises.toml` and held against the results.

Which choice is right, and which number, follows from the results by an expression, so the same questions stay true
after another training. `exercise_forms` writes them into pages.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import jinja2
import markdown

from ..errors import TutorialError
from ..results import look_up
from .numbers import format_number

MOST_CHOICES = 6


@dataclass(frozen=True)
class Choice:
    """One of several answers: its words, why it is right or wrong, and an expression that says which it is."""

    says: str
    why: str
    right: str = "false"


@dataclass(frozen=True)
class Mistake:
    """A wrong number that is easily arrived at, as an expression, and what went wrong on the way to it."""

    answer: str
    why: str


@dataclass(frozen=True)
class Question:
    """What is asked, with choices or for a number.

    Attributes:
        key: its name in links and in the browser's memory.
        ask: the question.
        choice: the answers to choose from, of which one is right.
        answer: an expression for the right number.
        form: how numbers are written, as in `n(…)`.
        percent: whether the number is asked for in percent, so that `%` may stand behind it.
        tolerance: how far from the right number an answer may be.
        why: the explanation of the right number.
        hint: what is said to a number that no mistake explains.
        mistake: wrong numbers that are foreseen.
    """

    key: str
    ask: str
    choice: tuple[Choice, ...] = ()
    answer: str = ""
    form: str = ""
    percent: bool = False
    tolerance: float = 0
    why: str = ""
    hint: str = ""
    mistake: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a reader may answer, held against the results: its words as HTML, whether it is right, and why.

    Attributes:
        number: for questions for a number, that number.
    """

    says: str
    right: bool
    why: str
    number: float | None = None


def load_exercises(file: Path) -> dict[str, list[Question]]:
    """Read the questions of each page, by the name of its source without its ending.

    Raises:
        TutorialError: an entry that lacks a field or an explanation, has a field too many, or stands there twice.
    """
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TutorialError(f"{file.name}: {error}") from None
    pages = {}
    for page, entries in found.items():
        if not isinstance(entries, list):
            raise TutorialError(f"{file.name}: received {page} = {entries!r}; expected questions below [[{page}]]")
        pages[page] = [_read(entry, f"{file.name}: {page}/{entry.get('key', '?')}") for entry in entries]
        keys = [question.key for question in pages[page]]
        if twice := {key for key in keys if keys.count(key) > 1}:
            raise TutorialError(
                f"{file.name}: {page}: received {', '.join(sorted(twice))} twice; expected different keys"
            )
    return pages


def _read(entry: dict, place: str) -> Question:
    try:
        choices = tuple(Choice(**found) for found in entry.pop("choice", []))
        mistakes = tuple(Mistake(**found) for found in entry.pop("mistake", []))
        question = Question(**entry, choice=choices, mistake=mistakes)
    except TypeError as error:
        raise TutorialError(f"{place}: {error}") from None
    if bool(question.choice) == bool(question.answer) or len(question.choice) == 1 or len(choices) > MOST_CHOICES:
        raise TutorialError(f"{place}: expected either an answer or two to {MOST_CHOICES} choices")
    if question.answer and not (question.why and question.hint):
        raise TutorialError(f"{place}: expected why and hint, the words for a right and for an unforeseen number")
    if question.choice and (
        question.why or question.hint or question.mistake or question.form or question.percent or question.tolerance
    ):
        raise TutorialError(f"{place}: received fields of a question for a number; expected them without choices")
    return question


class Exercises:
    """The questions of all pages, held against the results.

    Args:
        pages: as `load_exercises` returns them.
        environment: reads the templates and expressions.
        names: what those may use, as in pages.
        results: all numbers of the build.
    """

    def __init__(
        self, pages: dict[str, list[Question]], environment: jinja2.Environment, names: dict[str, object], results: dict
    ):
        self.pages, self.environment, self.results = pages, environment, results
        self.names = {**names, "value": self._value, "side": self._side}

    def find(self, page: str) -> list[Question]:
        """The questions of a page, or a `TutorialError` that says which pages have some."""
        if page not in self.pages:
            raise TutorialError(f"no exercises for {page!r}; there are some for {', '.join(self.pages)}")
        return self.pages[page]

    def answers(self, page: str, question: Question) -> list[Answer]:
        """All answers to a question, of which exactly one is right: its choices, or its number and the mistakes.

        Raises:
            TutorialError: none or several are right, an explanation is empty, or an expression cannot be evaluated.
        """
        try:
            found = self._choices(question) if question.choice else self._numbers(question)
            if any(not answer.why for answer in found):
                raise TutorialError("received an empty explanation; expected one for each answer")
            if (right := sum(answer.right for answer in found)) != 1:
                raise TutorialError(f"received {right} right answers; expected one")
        except TutorialError as error:
            raise TutorialError(f"exercises: {page}/{question.key}: {error}") from None
        return found

    def _choices(self, question: Question) -> list[Answer]:
        rows = [(choice, bool(self._evaluate(choice.right))) for choice in question.choice]
        return [Answer(self.words(choice.says), right, self.words(choice.why, right)) for choice, right in rows]

    def _numbers(self, question: Question) -> list[Answer]:
        right = self._number(question.answer)
        found = [Answer(format_number(right, question.form), True, self.words(question.why), right)]
        for mistake in question.mistake:
            number = self._number(mistake.answer)
            # in another run what was a mistake may lead to the right number
            if abs(number - right) > question.tolerance:
                form = ",.4g" if abs(number) < 1000 else ",.0f"
                found.append(Answer(format_number(number, form), False, self.words(mistake.why), number))
        return found

    def words(self, template: str, right: bool | None = None) -> str:
        """A template with its numbers put in, as HTML; one paragraph loses its tags."""
        try:
            text = self.environment.from_string(template).render({**self.names, "right": right})
        except jinja2.TemplateError as error:
            raise TutorialError(f"{template[:60]!r}: {error}") from None
        page = markdown.markdown(" ".join(text.split()))
        return page.removeprefix("<p>").removesuffix("</p>") if page.count("<p>") == 1 else page

    def _evaluate(self, expression: str):
        try:
            return self.environment.compile_expression(expression, undefined_to_none=False)(**self.names)
        except (jinja2.TemplateError, TypeError, ArithmeticError) as error:
            raise TutorialError(f"{' '.join(expression.split())!r}: {error}") from None

    def _number(self, expression: str) -> float:
        number = self._evaluate(expression)
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise TutorialError(f"{expression!r}: expected a number, received {type(number).__name__}")
        return number

    def _value(self, path: str) -> float:
        found = look_up(self.results, path)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise TutorialError(f"{path!r} is not a number of the results")
        return found

    def _side(self, path: str, bound: float = 0) -> str:
        """Where an estimate's whole interval lies: above or below the bound, or unclear if it holds the bound."""
        found = look_up(self.results, path)
        if not isinstance(found, dict) or not {"low", "high"} <= found.keys():
            raise TutorialError(f"{path!r} is not an estimate with an interval")
        return "above" if found["low"] > bound else "below" if found["high"] < bound else "unclear"
