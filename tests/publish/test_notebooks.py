"""Notebooks are executed whole or not at all, and shown without JupyterLab's ballast."""

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.publish.execution import execute
from tutorial_keras.publish.notebooks import lighten

from ..conftest import ROOT


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


def test_a_light_page_has_the_text_but_no_script_and_no_style():
    page = (
        "<style>p { color: red }</style><p>text</p><script type='x'>\nalert(1)\n</script>"
        '<div class="highlight-ipynb hl-python"><pre><span></span>x = 1\n</pre></div>'
        '<div class="zeroclipboard-container"><clipboard-copy for="c"><div><svg></svg></div></clipboard-copy>\n</div>'
        '<div class="clipboard-copy-txt" id="c">x = 1</div><p>more</p>'
    )
    light = lighten(page)
    assert light == ('<p>text</p><div class="highlight hl-python"><pre><code>x = 1\n</code></pre></div><p>more</p>')


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "notebooks").glob("*.ipynb")), ids=lambda path: path.name)
def test_the_projects_notebooks_are_kept_without_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert not [number for number, cell in enumerate(code) if cell["outputs"] or cell["execution_count"]]


def test_the_executed_notebook_shows_the_shapes_it_promises(workspace):
    book = nbformat.read(workspace.build / "notebooks" / "first-look.ipynb", as_version=4)
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert [output for output in outputs if "image/png" in output.get("data", {})], "no plot"


def test_ctrl_c_while_a_notebook_runs_is_a_keyboard_interrupt_and_leaves_no_kernel(tmp_path):
    """nbclient answers it by stumbling over the kernel that it has just stopped."""
    started = tmp_path / "started"
    notebook(
        tmp_path / "slow.ipynb", f"import os, time; open({str(started)!r}, 'w').write(str(os.getpid())); time.sleep(90)"
    )
    code = f"""
from pathlib import Path
from tutorial_keras.publish.execution import execute
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
