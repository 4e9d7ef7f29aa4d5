"""Tasks run side by side, each once, and their share is told."""

import os

import pytest

from tutorial_keras import parallel
from tutorial_keras.parallel import side_by_side


def leave_note(folder, name):
    (folder / name).write_text(str(os.getpid()))


@pytest.mark.parametrize(("tasks", "here"), [(2, True), (6, False)])
def test_each_task_is_done_once_and_many_are_done_in_other_processes(tmp_path, monkeypatch, tasks, here):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    shares = []
    side_by_side(leave_note, [(tmp_path, str(place)) for place in range(tasks)], shares.append)
    notes = {path.name: int(path.read_text()) for path in tmp_path.iterdir()}
    assert sorted(notes) == [str(place) for place in range(tasks)]
    assert (set(notes.values()) == {os.getpid()}) == here
    assert shares == pytest.approx([place / tasks for place in range(tasks + 1)])


def test_a_tasks_error_comes_through(tmp_path):
    with pytest.raises(FileNotFoundError):
        side_by_side(leave_note, [(tmp_path / "nowhere", str(place)) for place in range(6)])
