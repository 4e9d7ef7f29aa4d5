"""Running a study: its open tasks side by side, here or on a Dask cluster, each answer kept as it comes."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import platform
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .. import studies
from ..errors import TutorialError
from ..files import write_text
from ..keys import combined_key, library_versions
from . import find_study, study_key

LIBRARIES = ("tensorflow", "keras", "numpy", "scipy", "sklearn")
"""Those that rows may depend on, by their import names."""
CONNECTING = 5
"""Seconds in which a scheduler must answer."""


def run_study(
    name: str,
    scratch: Path,
    jobs: int = 2,
    scheduler: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, tasks: None,
) -> dict:
    """Run a study's open tasks side by side and write its collected rows.

    Args:
        name: one of `STUDIES`.
        scratch: a folder for the answers of single tasks.
        jobs: how many tasks run at once on this machine, each in a process of its own.
        scheduler: address of a Dask scheduler, as `tcp://10.0.0.5:8786`, whose workers run the tasks instead.
            They need this package; answers travel back, so they need no common disk.
        on_progress: called with (tasks done, tasks in all) after each one.

    Returns:
        What was written to `study_results/NAME.json`.

    Raises:
        TutorialError: an unknown name, or no Dask here, or a scheduler that does not answer.
    """
    import joblib

    study = find_study(name)
    code = study.key(versions=True)
    files = {_label(task): scratch / name / f"{combined_key(code, task)}.json" for task in study.tasks}
    todo = [task for task in study.tasks if not files[_label(task)].exists()]
    done = len(study.tasks) - len(todo)
    on_progress(done, len(study.tasks))
    with _backend(jobs, scheduler):
        work = (joblib.delayed(answer)(name, task) for task in todo)
        for task, row, made in joblib.Parallel(return_as="generator_unordered")(work):
            write_text(files[_label(task)], json.dumps({"row": {**task, **row}, **made}, ensure_ascii=False))
            done += 1
            on_progress(done, len(study.tasks))

    answers = [_kept(file) for file in files.values()]
    machines = {json.dumps(found["machine"], sort_keys=True): found["machine"] for found in answers}
    result = {
        "question": study.question,
        "command": f"python -m tutorial_keras study {name}",
        "code_key": study_key(name),
        "versions": library_versions(*LIBRARIES),
        "machines": [machine for machine in machines.values() if machine],
        "seconds": [found["seconds"] for found in answers],
        "rows": [found["row"] for found in answers],
    }
    write_text(studies.RESULTS / f"{name}.json", _pretty(result) + "\n")
    return result


def confirm_study(
    name: str, tasks: int, jobs: int = 2, on_progress: Callable[[int, int], None] = lambda done, tasks: None
) -> dict:
    """Repeat a few tasks of a study whose code has changed; if each gives its committed row to the last bit, say so.

    For changes that were not meant to change a result, when the whole study takes long. Training repeats bit for bit
    on one machine, so a change that does alter results shows in the first row. The rows keep the key of the code that
    made them; beside it stands the key of the code that confirmed them, and by which tasks.

    Args:
        name: one of `STUDIES`.
        tasks: how many to repeat, spread evenly over the study.
        jobs: how many at once.
        on_progress: called with (tasks done, tasks in all) after each one.

    Returns:
        What was written to `study_results/NAME.json`.

    Raises:
        TutorialError: a row came out differently, or the study's tasks are no longer those of the rows.
    """
    import joblib

    study, committed = find_study(name), studies.study_results(name)
    rows = committed["rows"]
    if len(rows) != len(study.tasks) or any(row | task != row for row, task in zip(rows, study.tasks, strict=True)):
        raise TutorialError(f"study {name} has other tasks than its rows; expected the same: run the whole study")
    places = sorted({round(place) for place in np.linspace(0, len(study.tasks) - 1, tasks)})
    work = (joblib.delayed(answer)(name, study.tasks[place]) for place in places)
    on_progress(0, len(places))
    for done, (place, (task, row, _)) in enumerate(
        zip(places, joblib.Parallel(n_jobs=jobs, return_as="generator")(work), strict=True), start=1
    ):
        on_progress(done, len(places))
        if json.loads(json.dumps({**task, **row})) != committed["rows"][place]:
            raise TutorialError(f"task {task} gives another row than the committed one; run the whole study")
    committed["confirmed"] = {"code_key": study_key(name), "rows": places}
    write_text(studies.RESULTS / f"{name}.json", _pretty(committed) + "\n")
    return committed


def answer(name: str, task: dict) -> tuple[dict, dict, dict]:
    """Run one task of a study; return its parameters, its row, and how it was made: `seconds` and `machine`.

    The seconds count what other work took of the machine, and no training that another task had kept.
    """
    started = time.monotonic()
    row = find_study(name).load()(task)
    return task, row, {"seconds": round(time.monotonic() - started, 1), "machine": this_machine()}


@functools.cache
def this_machine() -> dict[str, str]:
    """What kind of machine this is: rows repeat to the last bit on one kind only. No name by which to find it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # not Linux
        lines = []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "system": platform.system(),
        "architecture": platform.machine(),
        "processor": named[0] if named else platform.processor(),
        "python": platform.python_version(),
    }


def _kept(file: Path) -> dict:
    """The kept answer of one task. Older ones are the row alone."""
    found = json.loads(file.read_text(encoding="utf-8"))
    return found if "row" in found else {"row": found, "seconds": None, "machine": None}


@contextlib.contextmanager
def _backend(jobs: int, scheduler: str | None):
    """Where joblib sends the tasks."""
    import joblib

    if scheduler is None:
        with joblib.parallel_config(n_jobs=jobs):
            yield
        return
    try:
        from dask.distributed import Client
    except ImportError:
        raise TutorialError("no Dask here; expected the package `distributed` (pip install distributed)") from None
    _require_answer(scheduler)
    client = Client(scheduler, timeout=CONNECTING, set_as_default=False)
    with client, joblib.parallel_config("dask", client=client):
        yield


def _require_answer(scheduler: str) -> None:
    """Make sure that a Dask scheduler listens at the address; Dask's client would go on trying and say so at length."""
    scheme, _, place = scheduler.rpartition("://")
    host, _, port = place.rpartition(":")
    if scheme not in ("", "tcp", "tls", "ws", "wss") or not (host and port.isdecimal()):
        raise TutorialError(f"received scheduler {scheduler!r}; expected an address such as tcp://10.0.0.5:8786")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECTING).close()
    except (OSError, OverflowError, UnicodeError) as error:
        raise TutorialError(f"received scheduler {scheduler!r}, which does not answer ({error})") from None
    greeted: list[bool] = []
    # in a thread of its own: to one who listens and says nothing, Dask waits for longer than it was told
    thread = threading.Thread(target=lambda: greeted.append(_greets(scheduler)), daemon=True)
    thread.start()
    thread.join(CONNECTING)
    if greeted != [True]:
        raise TutorialError(f"received scheduler {scheduler!r}, where no Dask scheduler answers within {CONNECTING} s")


def _greets(scheduler: str) -> bool:
    """Whether who listens at the address speaks as Dask does."""
    from distributed.comm import connect

    async def greet() -> None:
        (await connect(scheduler, timeout=CONNECTING)).abort()

    try:
        asyncio.run(greet())
    except Exception:  # whatever a stranger's answer leads to
        return False
    return True


def _label(task: dict) -> str:
    return json.dumps(task, sort_keys=True)


def _pretty(result: dict) -> str:
    """JSON with one row a line: a changed row is one changed line."""
    head = json.dumps({name: value for name, value in result.items() if name != "rows"}, indent=1, ensure_ascii=False)
    rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in result["rows"])
    return f'{head[:-2]},\n "rows": [\n{rows}\n ]\n}}'
