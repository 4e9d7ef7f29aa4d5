"""Tasks in other processes: several side by side, or one whose memory is to be given back when it is done.

And stages that need nothing of each other, each of which waits for such processes: `together`.
"""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed


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
    jobs = min(cores(), len(tasks))
    report(0)
    if jobs <= 1 or len(tasks) <= few:
        for place, task in enumerate(tasks, start=1):
            function(*task)
            report(place / len(tasks))
        return
    import joblib
    from joblib.externals.loky import get_reusable_executor

    calls = (joblib.delayed(function)(*task) for task in tasks)
    done = joblib.Parallel(n_jobs=jobs, batch_size=1, pre_dispatch="all", return_as="generator_unordered")(calls)
    try:
        for place, _ in enumerate(done, start=1):
            report(place / len(tasks))
    finally:  # they would wait for more tasks for minutes, and keep their memory
        get_reusable_executor().shutdown(kill_workers=True)


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
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(there, function, words), daemon=True)
    process.start()
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
    with ThreadPoolExecutor(len(functions)) as pool:
        calls = [pool.submit(function) for function in functions]
        try:
            for call in as_completed(calls):
                call.result()
        except BaseException:  # Ctrl-C as well
            for process in multiprocessing.active_children():
                process.terminate()
            raise


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
