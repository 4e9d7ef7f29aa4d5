"""Tasks side by side, each in one of a few processes."""

from __future__ import annotations

import os
from collections.abc import Callable


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
        done = (function(*task) for task in tasks)
    else:
        import joblib

        calls = (joblib.delayed(function)(*task) for task in tasks)
        done = joblib.Parallel(n_jobs=jobs, batch_size=1, pre_dispatch="all", return_as="generator_unordered")(calls)
    for place, _ in enumerate(done, start=1):
        report(place / len(tasks))


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
