"""Studies: committed rows belong to the present code, and a stopped study goes on where it was."""

import json
import re

import pytest

from tutorial_keras import studies
from tutorial_keras.errors import TutorialError


@pytest.mark.parametrize("name", studies.STUDIES)
def test_the_committed_rows_were_made_by_the_present_code(name):
    committed = json.loads((studies.RESULTS / f"{name}.json").read_text())
    redo = f"run 'python -m tutorial_keras study {name}' and commit its rows"
    assert committed["code_key"] == studies.study_key(name), f"the code behind study {name} has changed: {redo}"
    assert committed["command"] == f"python -m tutorial_keras study {name}"
    assert set(committed["versions"]) == {"tensorflow", "keras", "numpy"}
    tasks = studies.STUDIES[name].tasks
    assert [{key: row[key] for key in task} for row, task in zip(committed["rows"], tasks, strict=True)] == tasks


def test_settings_are_chosen_without_the_test_images():
    rows = studies.study_results("settings")["rows"]
    assert not [name for row in rows for name in row if name.startswith("test")]
    assert {row["seed"] for row in rows}.isdisjoint({*studies.TEST_SEEDS, 42})


def test_the_chosen_settings_are_the_ones_that_won():
    from tutorial_keras.training import CHOSEN

    means: dict[tuple, list[float]] = {}
    for row in studies.study_results("settings")["rows"]:
        means.setdefault((row["scale"], row["schedule"], row["peak_rate"]), []).append(row["val_accuracy"][-1])
    scale, schedule, rate = max(means, key=lambda setting: sum(means[setting]) / len(means[setting]))
    assert (CHOSEN.scale, CHOSEN.schedule, CHOSEN.peak_rate) == (studies.SCALES[scale], schedule, rate)


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A study of three tasks that takes no time; returns the list of tasks that were run."""
    ran = []

    def task(parameters):
        if parameters["seed"] == 2 and 2 not in stopped:
            stopped.append(2)
            raise KeyboardInterrupt
        ran.append(parameters["seed"])
        return {"square": parameters["seed"] ** 2}

    stopped: list[int] = []
    task.__name__ = "test_seed"  # its key is read from the source of a function of that name
    tasks = [{"seed": seed} for seed in range(3)]
    monkeypatch.setitem(studies.STUDIES, "tiny", studies.Study("How?", 1, task, tasks))
    monkeypatch.setattr(studies, "RESULTS", tmp_path / "results")
    return ran


def test_a_stopped_study_keeps_its_answers_and_runs_only_the_rest(tiny, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        studies.run_study("tiny", tmp_path / "scratch", jobs=1)
    assert tiny == [0, 1]
    assert not (tmp_path / "results").exists()

    heard = []
    result = studies.run_study("tiny", tmp_path / "scratch", jobs=1, on_progress=lambda *done: heard.append(done))
    assert tiny == [0, 1, 2]
    assert heard == [(2, 3), (3, 3)]
    assert result["rows"] == [{"seed": 0, "square": 0}, {"seed": 1, "square": 1}, {"seed": 2, "square": 4}]
    assert studies.study_results("tiny") == result

    studies.run_study("tiny", tmp_path / "scratch", jobs=1)
    assert tiny == [0, 1, 2]


def test_an_unknown_study_is_answered_with_those_there_are():
    with pytest.raises(TutorialError, match=re.escape(f"'sedes'; there are {', '.join(studies.STUDIES)}")):
        studies.find_study("sedes")
