"""Questions as HTML: forms to be answered in the browser.

{{ exercises() }}          the page's questions
{{ exercise_rows() }}      every page with its number of questions and, in the browser, of those solved

A script, `docs/javascripts/exercises.js`, compares the reader's answer with what stands in the page. Without it the
answers fold out.
"""

from __future__ import annotations

from collections.abc import Callable

from .exercises import Answer, Exercises, Question

LETTERS = "ABCDEF"
SCRIPT = "javascripts/exercises.js"
OVERVIEW = "tutorial/exercises/"


def section(exercises: Exercises, page: str, link: Callable[[str], str]) -> str:
    """The macro `exercises`: a page's questions as forms, with answers that fold out.

    Args:
        exercises: those of all pages.
        page: the name of the page's source.
        link: turns an address from the site's root into one from this page.
    """
    questions = enumerate(exercises.find(page), start=1)
    forms = "".join(_form(exercises, page, question, number) for number, question in questions)
    return (
        "## Exercises { #exercises data-search-exclude }\n\n"
        f'<div class="exercises" data-page="{page}" data-search-exclude><p class="exercises-lead">Predict first. '
        "Then look above, and explain to yourself what you see. Answers stay in this browser. "
        f'<a href="{link(OVERVIEW)}">All exercises</a></p>{forms}'
        '<p class="exercises-progress" hidden><span></span> '
        '<button type="button" class="exercise-reset" disabled>Reset this page</button></p></div>'
        f'\n<script type="module" src="{link(SCRIPT)}"></script>\n'
    )


def rows(exercises: Exercises, title: Callable[[str], str]) -> str:
    """The macro `exercise_rows`: a table of the pages, in Markdown; the script adds what is solved.

    Args:
        exercises: those of all pages.
        title: turns a page's name into its title.
    """
    lines = [
        f'| [{title(page)}]({page}.md#exercises) | <span data-exercises="{page}" data-count="{len(questions)}">'
        f"{len(questions)} questions</span> |"
        for page, questions in exercises.pages.items()
    ]
    return "\n".join(["| page | questions |", "|------|-----------|", *lines])


def printed_questions(exercises: Exercises, page: str, answers: str) -> str:
    """The questions of a page for paper, in Markdown.

    Args:
        exercises: those of all pages.
        page: the name of the page's source.
        answers: the address of the answers.
    """
    items = []
    for question in exercises.find(page):
        choices = "".join(f"<li>{answer.says}</li>" for answer in exercises.answers(page, question))
        choices = f'<ol type="A">{choices}</ol>' if question.choice else ""
        items.append(f'<li id="exercise-{question.key}">{exercises.words(question.ask)}{choices}</li>')
    return (
        f'## Exercises {{ #exercises }}\n\n<p class="printed-lead">Predict first. The <a href="{answers}">answers</a> '
        f'stand at the end.</p><ol class="printed-exercises">{"".join(items)}</ol>\n'
    )


def printed_answers(exercises: Exercises, page: str) -> str:
    """The answers to the questions of a page for paper, as HTML."""
    items = (f"<li>{answer_key(question, exercises.answers(page, question))}</li>" for question in exercises.find(page))
    return f'<ol class="printed-answers">{"".join(items)}</ol>'


def answer_key(question: Question, answers: list[Answer]) -> str:
    """A list of all answers to a question with their explanations. The browser's script reads it, too."""
    items = []
    for place, answer in enumerate(answers):
        name = LETTERS[place] if question.choice else answer.says
        number = "" if answer.number is None else f' data-number="{answer.number!r}"'
        words = "right" if answer.right else "wrong"
        items.append(
            f'<li data-right="{str(answer.right).lower()}"{number}><strong>{name}, {words}.</strong> '
            f"<span>{answer.why}</span></li>"
        )
    return f"<ul>{''.join(items)}</ul>"


def _form(exercises: Exercises, page: str, question: Question, number: int) -> str:
    answers = exercises.answers(page, question)
    name = f"exercise-{question.key}"
    if question.choice:
        tolerance = hint = ""
        controls = "".join(
            f'<label class="exercise-choice"><input type="radio" name="{name}" value="{place}">'
            f'<span class="exercise-letter">{LETTERS[place]}</span><span>{answer.says}</span></label>'
            for place, answer in enumerate(answers)
        )
    else:
        tolerance = f' data-tolerance="{question.tolerance:g}"' + " data-percent" * question.percent
        hint = f'<p class="exercise-hint" hidden>{exercises.words(question.hint)}</p>'
        controls = (
            '<label class="exercise-number">Your answer '
            f'<input type="text" name="{name}" inputmode="decimal" autocomplete="off" size="12"></label>'
        )
    return (
        f'<form class="exercise" id="{name}" data-key="{question.key}"{tolerance}><fieldset>'
        f'<legend><span class="exercise-count">{number}</span> {exercises.words(question.ask)}</legend>{controls}'
        # disabled, so that without the script Enter sends nothing
        '</fieldset><p class="exercise-buttons">'
        '<button type="submit" class="md-button" disabled hidden>Check</button></p>'
        f'<div class="exercise-feedback" role="status" aria-live="polite"></div>{hint}'
        f'<details class="exercise-answers"><summary>Answers</summary>{answer_key(question, answers)}</details></form>'
    )
