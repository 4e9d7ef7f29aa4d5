"""Notebooks: executed by the pipeline, shown by mkdocs-jupyter, stripped to what the site's styles need."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import TutorialError

_COPY_BUTTON = re.compile(
    r'<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>|<div class="clipboard-copy-txt".*?</div>',
    re.DOTALL,
)
_UNWANTED = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


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


def lighten(page: str) -> str:
    """Take JupyterLab's scripts and styles out of a notebook page and let the theme's own styles colour the code."""
    page = _UNWANTED.sub("", page).replace("highlight-ipynb", "highlight")
    page = _COPY_BUTTON.sub("", page)
    # the theme puts its copy button on <pre><code>
    return re.sub(
        r"(<div class=\"highlight[^>]*><pre>)(?:<span></span>)?(.*?)(</pre>)",
        r"\1<code>\2</code>\3",
        page,
        flags=re.DOTALL,
    )


def _failed(cell) -> bool:
    return any(output.get("output_type") == "error" for output in cell.get("outputs", []))
