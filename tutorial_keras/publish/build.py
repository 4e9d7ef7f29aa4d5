"""All stages in their order; and the last ones: the lab's data, the notebooks, and the site by MkDocs.

    run → measures → figures ┬→ notebooks → PDF → site
                 └─→ lab ────┘

Figures and lab need nothing of each other and are made at the same time. The notebooks need neither, nor the PDF the
notebooks; still these come one after the other, since a small machine has no memory to spare for two of them at once.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from ..bench import RESULTS as BENCH_RESULTS
from ..data import data_key
from ..errors import TutorialError
from ..files import remove_abandoned
from ..keys import PACKAGE, code_key, combined_key, file_key, library_versions
from ..parallel import apart, together
from ..pipeline import Report, Workspace, silent
from .execution import AT_ONCE, Executions, notebook_key
from .pdf import make_pdf, remove_stale_pdf


def make_artefacts(workspace: Workspace, report: Report = silent, *, printed: bool) -> str:
    """Bring everything but the site up to date.

    Args:
        workspace: where the artefacts are.
        report: told of the progress.
        printed: whether the PDF is among it; if not, one of other numbers or words is removed.

    Returns:
        Where the PDF is, or why there is none; empty if none was asked for.
    """
    build = workspace.build
    remove_abandoned(workspace.root, build, *(path for path in build.glob("*") if path.is_dir()))
    workspace.compute(report)
    together(lambda: workspace.make_figures(report), lambda: make_lab(workspace, report))
    make_notebooks(workspace, report)
    if printed:
        return make_pdf(workspace, report)
    remove_stale_pdf(workspace)
    return ""


def make_lab(workspace: Workspace, report: Report = silent) -> None:
    """Write what the lab in the browser reads into `build/lab`, unless it is fresh; the measures must be up to date."""
    key = combined_key(
        code_key("publish.lab:write_lab"),
        workspace.run_key,
        workspace.shuffled_key,
        workspace.measure_keys["checkpoints"],
        data_key(),
    )
    if not workspace.is_fresh("lab", key):
        report("lab", 0)
        apart(_make_lab, workspace.root, key, report=report)
        report("lab", 1)


def _make_lab(root: Path, key: str, report: Report) -> None:
    """Write it, in a process that gives TensorFlow's memory back."""
    workspace = Workspace(root)

    def write(folder: Path) -> None:
        from .lab import write_lab

        write_lab(folder, workspace.load_run(), workspace.load_shuffled_run(), workspace.results["checkpoints"])

    workspace.make_shuffled_run()
    workspace.make("lab", key, write)


def make_notebooks(workspace: Workspace, report: Report = silent) -> None:
    """Execute every notebook of `docs/notebooks` that is not fresh, into `build/notebooks`; drop what has no source."""
    sources = {f"notebooks/{path.name}": path for path in (workspace.root / "docs" / "notebooks").glob("*.ipynb")}
    keys = {name: notebook_key(path, workspace.run_key) for name, path in sorted(sources.items())}
    stale = [name for name in keys if not workspace.is_fresh(name, keys[name])]
    for path in (workspace.build / "notebooks").glob("[!.]*.ipynb"):
        if f"notebooks/{path.name}" not in keys:
            workspace.forget(f"notebooks/{path.name}")
            path.unlink()
    if not stale:
        return
    report("notebooks", 0)
    with ThreadPoolExecutor(AT_ONCE) as pool, Executions() as executions:

        def make(name: str) -> None:
            def write(path: Path) -> None:
                executions.execute(sources[name], path, workspace.root)

            workspace.make(name, keys[name], write, folder=False)

        for done, made in enumerate(as_completed([pool.submit(make, name) for name in stale]), start=1):
            made.result()
            report("notebooks", done / len(stale))


def make_site(workspace: Workspace, report: Report = silent) -> None:
    """Write the site into `site`, unless it is fresh; everything else must be up to date."""

    def write(folder: Path) -> None:
        report("site", 0)
        build_site(workspace.root, folder)
        report("site", 1)

    workspace.make("../site", site_key(workspace), write)


def site_key(workspace: Workspace) -> str:
    """What the site is made from."""
    root = workspace.root
    sources = [path for folder in ("docs", "overrides") for path in visible_files(root / folder)]
    code = sorted(PACKAGE.rglob("*.py"))  # the API page shows the docstrings
    kept = sorted(BENCH_RESULTS.glob("*.json"))
    records = workspace.records(but="../site")
    libraries = library_versions("mkdocs", "mkdocs-material", "mkdocs-jupyter", "mkdocstrings", "mkdocs-glightbox")
    names = [str(path.relative_to(root)) for path in sources]
    return combined_key(
        names, file_key(root / "mkdocs.yml", root / "README.md", *sources, *code, *kept, *records), libraries
    )


def visible_files(folder: Path) -> list[Path]:
    """All files below a folder but hidden ones, which MkDocs leaves out: editors and linters keep notes in them."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in inside if not any(part[0] == "." for part in path.relative_to(folder).parts))


def build_site(root: Path, target: Path) -> None:
    """Build the site of the project in `root` into the folder `target`, strictly: what MkDocs warns of is an error.

    Raises:
        TutorialError: MkDocs warned of something or failed; the message is its own.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    warnings = _Warnings()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(warnings)
    logger.propagate = False
    try:
        config = load_config(str(root / "mkdocs.yml"), strict=True, site_dir=str(target))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    except (MkDocsException, SystemExit) as error:
        raise TutorialError("; ".join([*warnings.messages, *([str(error)] if not warnings.messages else [])])) from None
    finally:
        logger.removeHandler(warnings)


class _Warnings(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(" ".join(record.getMessage().split()))
