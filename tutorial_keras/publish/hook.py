"""What MkDocs calls: bring the artefacts up to date, then put numbers, figures and formulas into the pages.

Named under `hooks` in mkdocs.yml, so `mkdocs build` and `mkdocs serve` work in a fresh clone without any step before.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # MkDocs loads this file by its path; the package need not be installed
    sys.path.insert(0, str(ROOT))

from tutorial_keras import progress  # noqa: E402
from tutorial_keras.errors import TutorialError  # noqa: E402
from tutorial_keras.pipeline import Workspace  # noqa: E402
from tutorial_keras.publish import mathematics, notebooks, weight  # noqa: E402
from tutorial_keras.publish.build import make_artefacts, make_notebooks  # noqa: E402
from tutorial_keras.publish.site import FIGURE_FOLDER, PDF, Site  # noqa: E402

LAB_FOLDER = "lab/data"

_site: Site | None = None
_updated: set[Path] = set()


def on_config(config):
    """Make what is not fresh. On the first start this trains the network; after that it takes a moment.

    While `mkdocs serve` runs, only notebooks are brought up to date: this process knows the code as it was when it
    started, and must not undo what newer code has made.
    """
    global _site
    workspace = Workspace(Path(config.config_file_path).parent)
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(workspace.build / "mkdocs-jupyter")
    if Path(config.site_dir) == workspace.root / "site":
        workspace.forget("../site")  # it is about to be overwritten from outside the pipeline
    try:
        with progress.display() as report:
            if workspace.root in _updated:
                make_notebooks(workspace, report)
            else:
                make_artefacts(workspace, report, printed=False)
                _updated.add(workspace.root)
        _site = Site(workspace, Path(config.docs_dir))
    except TutorialError as error:
        raise PluginError(str(error)) from None
    return config


@event_priority(-100)  # after mkdocs-jupyter: its wrapper of a notebook works the path out anew
def on_files(files, config):
    """Add the figures, the PDF and the lab's data, and put the executed notebooks in the place of their sources."""
    build = _site.workspace.build
    for entry in _site.figures.values():
        for _, _, file in entry.files():
            path = build / "figures" / entry.name / file
            files.append(File.generated(config, f"{FIGURE_FOLDER}/{entry.name}-{file}", abs_src_path=str(path)))
    for path in sorted((build / "lab").iterdir()):
        files.append(File.generated(config, f"{LAB_FOLDER}/{path.name}", abs_src_path=str(path)))
    if (build / PDF).is_file():
        files.append(File.generated(config, PDF, abs_src_path=str(build / PDF)))
    sources = [file for file in files if file.src_uri.endswith(".ipynb")]
    for address, content in notebooks.write_pages(build / "notebooks", build / "notebook-pages").items():
        files.append(File.generated(config, address, content=content))
    for file in sources:
        name = Path(file.src_uri).stem
        for kind, address in notebooks.downloads(name).items():
            source = file.file.abs_src_path if kind == "clean" else build / "notebooks" / f"{name}.ipynb"
            files.append(File.generated(config, address, abs_src_path=str(source)))
        file.abs_src_path = str(build / "notebook-pages" / f"{name}.ipynb")
    return files


def on_page_markdown(markdown, page, config, files):
    """Put in what stands in double braces."""
    if page.file.src_uri.endswith(".ipynb"):
        return markdown
    try:
        return _site.render(markdown, page.url)
    except TutorialError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None


def on_page_content(content, page, config, files):
    """Write formulas as MathML; make notebook pages light."""
    if page.file.src_uri.endswith(".ipynb"):
        content = notebooks.lighten(content, config.site_url)
        content = notebooks.take_away(content, Path(page.file.src_uri).stem, config.repo_name)
    return mathematics.formulas_to_mathml(content)


@event_priority(-100)  # after the lightbox has put itself in
def on_post_page(output, page, config):
    """Make the finished page light."""
    return weight.lighten(output)
