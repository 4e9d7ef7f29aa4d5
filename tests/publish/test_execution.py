"""Notebooks are executed whole or not at all, and only when what they are made from has changed."""

import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.pipeline import Workspace
from tutorial_keras.publish import build
from tutorial_keras.publish.execution import Executions, execute, imports, notebook_key


def notebook(path, *cells):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(book, path)
    return path


def test_a_notebook_runs_in_its_folder_and_keeps_its_outputs(tmp_path):
    source = notebook(tmp_path / "a.ipynb", "from pathlib import Path\nx = 6", "print(x * 7, Path.cwd().name)")
    before = source.read_bytes()
    (tmp_path / "here").mkdir()
    execute(source, tmp_path / "b.ipynb", tmp_path / "here")
    assert source.read_bytes() == before
    executed = nbformat.read(tmp_path / "b.ipynb", as_version=4)
    assert executed.cells[1].outputs[0].text == "42 here\n"


def test_a_failing_cell_is_named_with_its_error_and_nothing_is_written(tmp_path):
    source = notebook(tmp_path / "a.ipynb", "x = 0", "1 / x", "print(1)")
    with pytest.raises(TutorialError) as caught:
        execute(source, tmp_path / "b.ipynb", tmp_path)
    assert str(caught.value) == "notebook a.ipynb, cell 2: ZeroDivisionError: division by zero"
    assert not (tmp_path / "b.ipynb").exists()


def test_ctrl_c_while_a_notebook_runs_is_a_keyboard_interrupt_and_leaves_no_kernel(tmp_path):
    """nbclient answers it by stumbling over the kernel that it has just stopped."""
    started = tmp_path / "started"
    notebook(
        tmp_path / "slow.ipynb", f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(90)"
    )
    code = f"""
from pathlib import Path
from tutorial_keras.pipeline import Workspace
from tutorial_keras.publish import build
from tutorial_keras.publish.execution import Executions, execute, imports, notebook_key
try:
    execute(Path({str(tmp_path / "slow.ipynb")!r}), Path({str(tmp_path / "out.ipynb")!r}), Path({str(tmp_path)!r}))
except KeyboardInterrupt:
    print("interrupted")
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (started.exists() and started.read_text()) and time.monotonic() < deadline:
        time.sleep(0.1)
    child.send_signal(signal.SIGINT)
    said, _ = child.communicate(timeout=60)
    assert said == "interrupted\n"
    assert not (tmp_path / "out.ipynb").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(started.read_text()), 0)


def test_what_a_notebook_imports_is_found_past_its_magics(tmp_path):
    source = notebook(
        tmp_path / "a.ipynb",
        "import sys\nif 'google.colab' in sys.modules:\n    %pip install --quiet something",
        "import numpy as np\nfrom scipy.signal import convolve2d\nfrom tutorial_keras import load_run, show",
        "from tutorial_keras.measure.filters import edge_share as share",
    )
    roots, libraries = imports(source)
    assert roots == ["figures.show:show", "kept_run:load_run", "measure.filters:edge_share"]
    assert libraries == ["numpy", "scipy"]


def test_a_key_covers_the_text_and_of_the_run_only_what_is_loaded(tmp_path):
    loads = notebook(tmp_path / "a.ipynb", "from tutorial_keras import load_run")
    does_not = notebook(tmp_path / "b.ipynb", "from tutorial_keras import load_data")
    assert notebook_key(loads, "one run") != notebook_key(loads, "another")
    before = notebook_key(does_not, "one run")
    assert before == notebook_key(does_not, "another")
    notebook(tmp_path / "b.ipynb", "from tutorial_keras import load_data", "1")
    assert before != notebook_key(does_not, "one run")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("import tutorial_keras", "cell 1: received 'import tutorial_keras'; expected 'from tutorial_keras import …'"),
        ("from tutorial_keras import nothing", "no function 'nothing'"),
        ("from tutorial_keras.measure.filters import nothing", "no function 'nothing' in module 'measure.filters'"),
        ("from tutorial_keras.nowhere import nothing", "no module at"),
        ("x = (", "cell 1: "),
    ],
)
def test_imports_whose_code_cannot_be_told_are_refused(tmp_path, cell, words):
    with pytest.raises(TutorialError) as caught:
        notebook_key(notebook(tmp_path / "a.ipynb", cell), "run")
    assert str(caught.value).startswith("notebook a.ipynb") and words in str(caught.value)


@pytest.fixture
def project(tmp_path):
    """A workspace with an empty folder of notebooks, and that folder."""
    folder = tmp_path / "docs" / "notebooks"
    folder.mkdir(parents=True)
    return Workspace(tmp_path), folder


WAIT = """
import time
from pathlib import Path
Path("{mine}").touch()
deadline = time.monotonic() + 60
while not Path("{others}").exists():
    assert time.monotonic() < deadline, "alone"
    time.sleep(0.05)
"""


def test_notebooks_run_side_by_side_once_and_go_when_their_source_goes(project, monkeypatch):
    workspace, folder = project
    notebook(folder / "a.ipynb", WAIT.format(mine="a", others="b"))
    notebook(folder / "b.ipynb", WAIT.format(mine="b", others="a"))
    build.make_notebooks(workspace)
    made = {path.name for path in (workspace.build / "notebooks").iterdir()}
    assert made == {"a.ipynb", "b.ipynb"}

    def never(*words):
        raise AssertionError("executed again")

    monkeypatch.setattr(Executions, "execute", never)
    build.make_notebooks(workspace)
    (folder / "a.ipynb").unlink()
    build.make_notebooks(workspace)
    assert [path.name for path in (workspace.build / "notebooks").iterdir()] == ["b.ipynb"]


def test_a_failure_stops_the_others_and_names_notebook_and_cell(project):
    workspace, folder = project
    slow = "import os, time; open('started', 'w').write(str(os.getpid())); time.sleep(90)"
    notebook(folder / "slow.ipynb", slow)
    notebook(folder / "wrong.ipynb", WAIT.format(mine="waiting", others="started"), "1 / 0")
    with pytest.raises(TutorialError) as caught:
        build.make_notebooks(workspace)
    assert str(caught.value) == "notebook wrong.ipynb, cell 2: ZeroDivisionError: division by zero"
    assert not list((workspace.build / "notebooks").iterdir())
    kernel = int((workspace.root / "started").read_text() or 0)
    with pytest.raises(ProcessLookupError):
        os.kill(kernel, 0)
