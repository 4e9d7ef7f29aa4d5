"""Exercises: well-formed, one right answer each, and the right one follows the results wherever they go."""

import copy
import re
import tomllib

import jinja2
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.publish.exercises import Exercises, load_exercises
from tutorial_keras.publish.site import Site
from tutorial_keras.results import look_up

from ..conftest import ROOT

FILE = ROOT / "docs" / "exercises.toml"
SOURCES = tomllib.loads(FILE.read_text(encoding="utf-8"))
QUESTIONS = [(page, entry["key"]) for page, entries in SOURCES.items() for entry in entries]
RESULTS = {"a": {"share": 0.25, "count": 3, "change": {"value": 0.1, "low": 0.05, "high": 0.15}}}
CHOICE = '[[p]]\nkey = "k"\nask = "Which?"\n'
YES, NO = '[[p.choice]]\nsays = "A"\nright = "true"\nwhy = "x"\n', '[[p.choice]]\nsays = "B"\nwhy = "y"\n'
NUMBER = '[[p]]\nkey = "k"\nask = "How many?"\nanswer = \'value("a.count")\'\nwhy = "x"\nhint = "y"\n'


def read(tmp_path, text):
    file = tmp_path / "exercises.toml"
    file.write_text(text, encoding="utf-8")
    return load_exercises(file)


def held(pages, results=RESULTS):
    return Exercises(pages, jinja2.Environment(undefined=jinja2.StrictUndefined), {"results": results}, results)


@pytest.fixture(scope="module")
def publisher(workspace):
    return Site(workspace, ROOT / "docs")


def test_every_page_of_the_tutorial_has_two_to_four_questions_and_asks_for_them():
    pages = {path.stem for path in (ROOT / "docs" / "tutorial").glob("*.md")} - {"references", "exercises"}
    assert set(SOURCES) == pages and len(pages) == 14
    for page, entries in SOURCES.items():
        assert 2 <= len(entries) <= 4, page
        source = (ROOT / "docs" / "tutorial" / f"{page}.md").read_text(encoding="utf-8")
        assert source.count("{{ exercises() }}") == 1, page


@pytest.mark.parametrize(("page", "key"), QUESTIONS, ids=map("/".join, QUESTIONS))
def test_every_question_has_one_right_answer_and_a_reason_for_each(publisher, page, key):
    question = next(found for found in publisher.exercises.find(page) if found.key == key)
    answers = publisher.exercises.answers(page, question)
    assert sum(answer.right for answer in answers) == 1
    assert len({answer.says for answer in answers}) == len(answers)
    assert all(len(re.sub("<[^>]*>", "", answer.why)) > 15 for answer in answers)


def test_right_choices_are_not_always_in_the_same_place(publisher):
    places = [
        [answer.right for answer in publisher.exercises.answers(page, question)].index(True)
        for page, questions in publisher.exercises.pages.items()
        for question in questions
        if question.choice
    ]
    assert max(places.count(place) for place in range(3)) < 0.5 * len(places)


INTERVALS = [
    (page, entry["key"], *found)
    for page, entries in SOURCES.items()
    for entry in entries
    for found in {
        (path, float(bound or 0))
        for choice in entry.get("choice", [])
        for path, bound in re.findall(r'side\("([^"]+)"(?:, ([\d.]+))?\)', choice.get("right", ""))
    }
]


@pytest.mark.parametrize(("page", "key", "path", "bound"), INTERVALS, ids=[f"{row[0]}/{row[1]}" for row in INTERVALS])
def test_another_result_moves_the_right_choice_along(workspace, monkeypatch, page, key, path, bound):
    rights = set()
    for low, high in ((bound + 0.1, bound + 0.3), (bound - 0.3, bound - 0.1), (bound - 0.1, bound + 0.1)):
        results = copy.deepcopy(workspace.results)
        look_up(results, path).update(value=(low + high) / 2, low=low, high=high)
        monkeypatch.setitem(workspace.__dict__, "results", results)
        exercises = Site(workspace, ROOT / "docs").exercises
        answers = exercises.answers(page, next(found for found in exercises.find(page) if found.key == key))
        rights |= {answer.says for answer in answers if answer.right}
    assert len(rights) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CHOICE + NO + NO, "p/k: received 0 right answers; expected one"),
        (CHOICE + YES + YES, "p/k: received 2 right answers; expected one"),
        (CHOICE + YES + NO.replace('"y"', '" "'), "p/k: received an empty explanation"),
        (CHOICE + YES + NO.replace('"y"', '"{{ m }}"'), "'m' is undefined"),
        (NUMBER.replace("a.count", "a.cuont"), "the nearest is 'a.count'"),
        (NUMBER.replace("a.count", "a.change"), "'a.change' is not a number of the results"),
        (NUMBER.replace('value("a.count")', '"three"'), "expected a number, received str"),
        (NUMBER.replace('value("a.count")', "1 / 0"), "division by zero"),
        (NUMBER.replace('value("a.count")', "1 +"), "'1 +': "),
    ],
)
def test_a_question_that_the_results_do_not_answer_fails_in_one_line(tmp_path, text, words):
    pages = read(tmp_path, text)
    with pytest.raises(TutorialError) as caught:
        held(pages).answers("p", pages["p"][0])
    assert words in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (CHOICE + YES, "p/k: expected either an answer or two to 6 choices"),
        (CHOICE, "p/k: expected either an answer or two to 6 choices"),
        (CHOICE + 'answer = "3"\n' + YES + NO, "p/k: expected either an answer"),
        (CHOICE + YES + NO.replace('why = "y"\n', ""), "p/k: Choice.__init__() missing 1 required"),
        (
            CHOICE + 'colour = "red"\n' + YES + NO,
            "p/k: Question.__init__() got an unexpected keyword argument 'colour'",
        ),
        (CHOICE + 'hint = "y"\n' + YES + NO, "p/k: received fields of a question for a number"),
        (NUMBER.replace('hint = "y"\n', ""), "p/k: expected why and hint"),
        (NUMBER + NUMBER, "p: received k twice"),
        ("[[p]]\nask = 3", "p/?: Question.__init__() missing"),
        ("[[p]\n", "exercises.toml: "),
        ("p = 3", "received p = 3; expected questions below [[p]]"),
    ],
)
def test_a_malformed_entry_fails_in_one_line(tmp_path, text, words):
    with pytest.raises(TutorialError) as caught:
        read(tmp_path, text)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_questions_for_a_page_that_does_not_exist_fail(workspace, tmp_path):
    (tmp_path / "references.toml").write_text("")
    (tmp_path / "exercises.toml").write_text(NUMBER)
    with pytest.raises(TutorialError, match=r"received p; expected pages of docs/tutorial"):
        _ = Site(workspace, tmp_path).exercises
    with pytest.raises(TutorialError, match="no exercises for 'api'"):
        Site(workspace, ROOT / "docs").render("{{ exercises() }}", "api/")


def test_a_mistake_that_another_run_makes_right_is_left_out(tmp_path):
    entry = NUMBER + "[[p.mistake]]\nanswer = '4'\nwhy = \"z\"\n"
    pages = read(tmp_path, entry)
    assert [answer.number for answer in held(pages).answers("p", pages["p"][0])] == [3, 4]
    other = {"a": {**RESULTS["a"], "count": 4}}
    assert [answer.number for answer in held(pages, other).answers("p", pages["p"][0])] == [4]


def test_numbers_asked_for_are_those_of_the_network(publisher, test_set):
    """Worked out apart from the results."""

    def right(page, key):
        question = next(found for found in publisher.exercises.find(page) if found.key == key)
        return next(answer.number for answer in publisher.exercises.answers(page, question) if answer.right)

    assert right("dataset", "always-coat") == (test_set[1] == 4).sum()
    assert right("architecture", "larger-windows") == 5 * 5 * 8 * 16 + 16
    assert right("architecture", "third-layer") == 7
    assert right("training", "steps") == -(-60000 // 64)
    assert right("filters", "nearly-half") == pytest.approx(100 * 4 / 9)
    assert right("representation", "pool-dimensions") == 14 * 14 * 16
    assert right("what-it-needs", "shifted-maps") == 1
    assert right("discussion", "one-kernel") == pytest.approx(100 * 72 / 32618)
    assert right("shortcut", "marked-others") == pytest.approx(300)


def test_the_length_of_a_choice_does_not_tell_whether_it_is_right():
    questions = [entry["choice"] for entries in SOURCES.values() for entry in entries if "choice" in entry]
    known = [choices for choices in questions if any(choice.get("right") == "true" for choice in choices)]
    places = []
    for choices in known:
        lengths = sorted(len(choice["says"]) for choice in choices)
        length = next(len(choice["says"]) for choice in choices if choice.get("right") == "true")
        places.append((length == lengths[0], length == lengths[-1]))
    shortest, longest = (sum(found) / len(known) for found in zip(*places, strict=True))
    assert len(known) > 20 and shortest < 0.45 and longest < 0.45, (shortest, longest)
