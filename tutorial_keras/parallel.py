"""Tasks in other processes: several side by side, or one whose memory is to be given back when it is done.

And stages that need nothing of each other, each of which waits for such processes: `together`.
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed

from .errors import TutorialError

MOST = 6
"""So many processes at most: each takes some 140 MB to draw, and more of them would wait for the same memory."""

_lock = threading.Lock()
_apart: set[multiprocessing.Process] = set()
"""The processes that `apart` waits for."""
_ending = threading.Event()
"""Set while stages that ran `together` come to their end, since one of them has failed."""


def side_by_side(
    function: Callable, tasks: list[tuple], report: Callable[[float], None] = lambda share: None, few: int = 3
) -> None:
    """Call `function` with the arguments of each task, on all cores.

    Args:
        function: of a module's top level, so that another process can import it.
        tasks: the arguments of each call.
        report: called with the share of the tasks that are done.
        few: so many tasks or fewer are done here, since processes take a moment to start.
    """
    report(0)
    if len(tasks) <= few or (jobs := min(cores(), len(tasks), MOST)) <= 1:
        for place, task in enumerate(tasks, start=1):
            _go_on()
            function(*task)
            report(place / len(tasks))
        return
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(jobs, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        try:
            calls = [pool.submit(function, *task) for task in tasks]
            for place, call in enumerate(as_completed(calls), start=1):
                _go_on()
                call.result()
                report(place / len(tasks))
        except BaseException:  # Ctrl-C as well, which this process alone answers to
            pool.shutdown(cancel_futures=True)
            raise


def apart(function: Callable, *words, report: Callable[..., None]) -> None:
    """Call `function(*words, report)` in a process of its own, whose end frees all that it took.

    TensorFlow keeps what it has taken until its process ends: over a gigabyte, which the stages after it have use for.

    Args:
        function: of a module's top level, so that another process can import it.
        words: its arguments.
        report: called with what the function reports.

    Raises:
        Exception: what the function raised.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, function, words), daemon=True)
    with _lock:
        _go_on()
        process.start()
        _apart.add(process)
    there.close()
    try:
        while True:
            kind, content = here.recv()
            if kind == "report":
                report(*content)
            elif kind == "error":
                raise content
            else:
                return
    except EOFError:
        process.join()
        raise RuntimeError(f"the process of {function.__name__} ended with exit code {process.exitcode}") from None
    finally:
        process.terminate()
        process.join()
        with _lock:
            _apart.remove(process)


def _answer(pipe, function: Callable, words: tuple) -> None:
    """What the other process does."""
    try:
        function(*words, lambda *content: pipe.send(("report", content)))
        pipe.send(("done", None))
    except (KeyboardInterrupt, BrokenPipeError):  # the process that waits has been stopped, and says so itself
        pass
    except Exception as error:
        error.add_note(traceback.format_exc())
        pipe.send(("error", error))


def together(*functions: Callable[[], None]) -> None:
    """Call functions that spend their time waiting for processes of this module, all at the same time.

    Raises:
        Exception: what the first one to fail has raised; the processes of the others are ended.
    """
    try:
        with ThreadPoolExecutor(len(functions)) as pool:
            try:
                for call in as_completed([pool.submit(function) for function in functions]):
                    call.result()
            except BaseException:  # Ctrl-C as well
                with _lock:
                    _ending.set()
                    for process in _apart:
                        process.terminate()
                raise
    finally:
        _ending.clear()


def _go_on() -> None:
    """Make sure that no other stage has failed."""
    if _ending.is_set():
        raise TutorialError("stopped, since something else has failed")


def cores() -> int:
    """How many cores this process may use, by its affinity and its container's quota."""
    import joblib

    return joblib.cpu_count()
