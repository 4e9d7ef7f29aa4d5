"""The solutions that fold out below the exercises pass their checks, in the notebook they stand in."""

import ast
import json
import re

import pytest
from IPython.core.inputtransformer2 import TransformerManager
from threadpoolctl import threadpool_limits

import tutorial_keras.figures.show
from tests.publish.test_executed_notebooks import SOURCES


@pytest.mark.parametrize("name", SOURCES)
def test_every_solution_is_right(name, workspace, monkeypatch):
    monkeypatch.setattr(tutorial_keras.figures.show, "show", lambda draw, alt, **data: None)
    cells = json.loads(SOURCES[name].read_text(encoding="utf-8"))["cells"]
    names: dict = {}
    checked = 0
    for cell, after in zip(cells, [*cells[1:], {}], strict=True):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code":
            continue
        run_in(names, TransformerManager().transform_cell(source))
        if re.search(r"^check_\w+\(", source, re.MULTILINE):
            (solution,) = re.findall(r"```python\n(.*?)```", "".join(after["source"]), re.DOTALL)
            run_in(names, solution)
            call = ast.parse(source).body[-1].value
            feedback = eval(compile(ast.Expression(call), name, "eval"), names)
            assert feedback.right, feedback
            checked += 1
    assert checked >= 3


def run_in(names: dict, code: str) -> None:
    """Run the code of a cell, with one thread for linear algebra, as when the build executes it."""
    with threadpool_limits(1):
        exec(code, names)
