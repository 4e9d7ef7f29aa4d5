"""Tasks run side by side, each once, and their share is told."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

import psutil
import pytest

from tutorial_keras import parallel
from tutorial_keras.errors import TutorialError
from tutorial_keras.parallel import apart, side_by_side, together

from .conftest import environment


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


def say(name, report):
    report(name, 0.5)
    report("pid", os.getpid())
    if name == "fail":
        raise TutorialError("no luck")
    if name == "die":
        os._exit(3)


def test_a_task_apart_reports_from_a_process_of_its_own():
    heard = []
    apart(say, "work", report=lambda *words: heard.append(words))
    assert heard[0] == ("work", 0.5) and heard[1][1] != os.getpid()


@pytest.mark.parametrize(
    ("name", "error", "said"), [("fail", TutorialError, "no luck"), ("die", RuntimeError, "code 3")]
)
def test_an_error_apart_comes_through_and_so_does_a_sudden_end(name, error, said):
    with pytest.raises(error, match=said):
        apart(say, name, report=lambda *words: None)


def test_the_processes_that_work_side_by_side_end_with_their_tasks(tmp_path, monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)
    before = set(psutil.Process().children(recursive=True))
    side_by_side(leave_note, [(tmp_path, str(place)) for place in range(6)])
    left = set(psutil.Process().children(recursive=True)) - before
    assert not [process for process in left if "resource_tracker" not in " ".join(process.cmdline())]


def test_stages_run_at_the_same_time():
    meeting = threading.Barrier(2, timeout=10)  # breaks if nobody else comes
    together(meeting.wait, meeting.wait)


def hang(report):
    report("started")
    time.sleep(60)


@pytest.mark.parametrize("error", [TutorialError, KeyboardInterrupt])
def test_a_stage_that_fails_ends_the_processes_of_the_others(error):
    others_run = threading.Event()

    def fail():
        others_run.wait(30)
        raise error("no luck")

    before = time.monotonic()
    with pytest.raises(error, match="no luck"):
        together(fail, lambda: apart(hang, report=lambda name: others_run.set()))
    assert time.monotonic() - before < 30
    assert not multiprocessing.active_children()


STAGES = """
import time
from tutorial_keras import parallel

def hang(report):
    report("runs")
    time.sleep(60)

if __name__ == "__main__":
    parallel.cores = lambda: 2
    parallel.together(
        lambda: parallel.side_by_side(time.sleep, [(0.2,)] * 300),
        lambda: parallel.apart(hang, report=lambda word: print(word, flush=True)),
    )
"""


@pytest.mark.skipif(os.name != "posix", reason="sends a signal to one process only")
def test_ctrl_c_ends_stages_that_run_together_and_all_that_they_have_started(tmp_path):
    script = tmp_path / "stages.py"
    script.write_text(STAGES)
    program = subprocess.Popen(
        [sys.executable, script], env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout.readline() == "runs\n"
    started = psutil.Process(program.pid).children(recursive=True)
    program.send_signal(signal.SIGINT)
    assert "KeyboardInterrupt" in program.communicate(timeout=20)[1]
    _, alive = psutil.wait_procs(started, timeout=10)
    assert not alive
