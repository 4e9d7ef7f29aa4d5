"""Executing notebooks: each when it, or the code that it imports, has changed; a few side by side.

Every notebook runs in a process of its own, so that a few can run at once and all can be stopped together:

    python -m tutorial_keras.publish.execution SOURCE TARGET FOLDER
"""

from __future__ import annotations

import ast
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from .. import _HOMES
from ..errors import TutorialError
from ..keys import PACKAGE, code_key, combined_key, file_key, library_versions
from ..parallel import cores

AT_ONCE = 2
"""How many notebooks run side by side."""
LOADS_THE_RUN = "kept_run:load_run"


def notebook_key(source: Path, run_key: str) -> str:
    """Name what an executed notebook is made from: its text, the code behind what it imports, and the run it loads.

    Args:
        source: the notebook without outputs.
        run_key: of the run, which counts only for a notebook that loads it.

    Raises:
        TutorialError: an import from this package whose code cannot be told, or a cell that is not Python.
    """
    roots, libraries = imports(source)
    try:
        code = code_key(*roots)
    except (KeyError, OSError) as error:  # no such name, or no such module
        words = error.args[0] if isinstance(error, KeyError) else f"no module at {error.filename}"
        raise TutorialError(f"notebook {source.name}: {words}") from None
    return combined_key(file_key(source), code, library_versions(*libraries), run_key if LOADS_THE_RUN in roots else "")


def imports(source: Path) -> tuple[list[str], list[str]]:
    """What a notebook imports: names of this package as `code_key` takes them, `module:name`, and other libraries."""
    import nbformat
    from IPython.core.inputtransformer2 import TransformerManager

    roots, libraries = set(), set()
    for number, cell in enumerate(nbformat.read(source, as_version=4).cells, 1):
        if cell.cell_type != "code":
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))  # its magics are not Python
        except SyntaxError as error:
            raise TutorialError(f"notebook {source.name}, cell {number}: {error.msg}") from None
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module]
            else:
                continue
            for module in modules:
                package, _, inside = module.partition(".")
                if package != PACKAGE.name:
                    libraries.add(package)
                    continue
                if isinstance(node, ast.Import):
                    raise TutorialError(
                        f"notebook {source.name}, cell {number}: received 'import {module}'; "
                        f"expected 'from {module} import …', which tells what code it uses"
                    )
                roots |= {f"{inside or _HOMES.get(alias.name, '')}:{alias.name}" for alias in node.names}
    return sorted(roots), sorted(libraries - sys.stdlib_module_names)


def execute(source: Path, target: Path, working_folder: Path) -> None:
    """Run a notebook from top to bottom and write it with its outputs.

    Args:
        source: the notebook without outputs.
        target: where the executed one goes.
        working_folder: the folder it runs in.

    Raises:
        TutorialError: a cell failed; the message names notebook, cell and error.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    notebook = nbformat.read(source, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        coalesce_streams=True,  # what a cell prints is one output, however it came
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": working_folder}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        cell = next((number for number, cell in enumerate(notebook.cells, 1) if _failed(cell)), "?")
        raise TutorialError(f"notebook {source.name}, cell {cell}: {error.ename}: {error.evalue}") from None
    except AssertionError:
        # on Ctrl-C nbclient stops the kernel and then stumbles over its absence
        if client.km is None:
            raise KeyboardInterrupt from None
        raise
    except (CellTimeoutError, DeadKernelError) as error:
        raise TutorialError(f"notebook {source.name}: {str(error).splitlines()[0]}") from None
    nbformat.write(notebook, target)


def _failed(cell) -> bool:
    return any(output.get("output_type") == "error" for output in cell.get("outputs", []))


class Executions:
    """Notebooks that run at the same time, as a context; what still runs when it is left is stopped."""

    def __init__(self):
        self._running: set[subprocess.Popen] = set()
        self._lock, self._over = threading.Lock(), False

    def __enter__(self) -> Executions:
        return self

    def __exit__(self, *error) -> None:
        with self._lock:
            self._over = True
            for process in self._running:
                if sys.platform == "win32":
                    process.terminate()
                else:
                    process.send_signal(signal.SIGINT)  # it stops its kernel

    def execute(self, source: Path, target: Path, working_folder: Path) -> None:
        """`execute` in a process of its own; may be called from several threads."""
        words = [sys.executable, "-m", __name__, *map(str, (source, target, working_folder))]
        with self._lock:
            if self._over:
                raise TutorialError(f"notebook {source.name} was not executed")
            process = subprocess.Popen(
                words, env=_environment(), stderr=subprocess.PIPE, text=True, start_new_session=True
            )
            self._running.add(process)
        said = process.communicate()[1].strip()
        with self._lock:
            self._running.remove(process)
        if process.returncode:
            last = said.splitlines()[-1] if said else f"stopped with exit code {process.returncode}"
            raise TutorialError(last if process.returncode == 2 else f"notebook {source.name}: {last}")


def _environment() -> dict[str, str]:
    """Of a notebook's process: it finds this package, and leaves the other notebooks their share of the processors."""
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH"))))
    # linear algebra takes every processor otherwise, and two that do so wait for each other most of the time
    threads = str(max(1, cores() // AT_ONCE))
    return {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads, **os.environ, "PYTHONPATH": path}


def main(words: list[str]) -> int:
    """Execute one notebook; return the exit code, as the command line's."""
    try:
        execute(*map(Path, words))
    except TutorialError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
