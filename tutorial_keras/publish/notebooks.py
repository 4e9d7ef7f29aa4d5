"""Notebooks as pages: executed before, see `execution`, shown by mkdocs-jupyter, stripped to what the site needs.

`for_page` prepares an executed notebook: its pictures become files, and its outputs lose the colours of a terminal.
mkdocs-jupyter turns that into HTML, and `lighten` takes JupyterLab's ballast out again.
"""

from __future__ import annotations

import base64
import copy
import hashlib
import html
import io
import re
from pathlib import Path

from PIL import Image

from ..figures.show import DARK_PICTURE

FOLDER = "figures/notebooks"
"""Where the pictures stand in the site."""

_COPY_BUTTON = re.compile(
    r'<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>|<div class="clipboard-copy-txt".*?</div>',
    re.DOTALL,
)
_UNWANTED = re.compile(r"<(script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_EMPTY = re.compile(r'<div class="jp-[^"]*(?:Collapser|Prompt)[^"]*">[^<]*</div>')
_PLAIN_WORDS = re.compile(r'<span class="(?:n|w)">([^<]*)</span>')
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}


def for_page(notebook, stem: str) -> tuple[object, dict[str, bytes]]:
    """The notebook as its page shows it, and the files of its pictures.

    Args:
        notebook: an executed one, as `nbformat` reads it.
        stem: the start of the files' names.

    Returns:
        A copy in which each picture is HTML that refers to a file, and the files' contents by their names. The names
        hold a digest of the content, so that no browser shows an old picture.
    """
    page, files = copy.deepcopy(notebook), {}
    for cell in page.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if kind := next((kind for kind in _ENDINGS if kind in data), None):
                output["data"] = {"text/html": _figure(output, cell, kind, stem, files)}
            elif data.get("text/html", "").lstrip().startswith("<pre"):
                # rich's colours are made for a black terminal; on paper half of them cannot be read
                data["text/html"] = re.sub(r' style="[^"]*"', "", data["text/html"])
    return page, files


def _figure(output, cell, kind: str, stem: str, files: dict[str, bytes]) -> str:
    data, facts = output["data"], output.get("metadata", {}).get(kind, {})
    content = data[kind].encode() if kind == "image/svg+xml" else base64.b64decode(data[kind])
    width, height = facts.get("width"), facts.get("height")
    if not (width and height):
        width, height = _size(content, kind)
    alt = html.escape(facts.get("alt") or _words_for(cell), quote=True)

    def image(content: bytes, ending: str, scheme: str) -> str:
        name = f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"
        files[name] = content
        size = f'width="{width}" height="{height}"' if width and height else ""
        source = f'src="../../{FOLDER}/{name}" alt="{alt}" {size}'
        picture = f'<img class="off-glb {scheme}" {source} loading="lazy" decoding="async">'
        # on a phone the small print of a wide figure can be read only in the picture itself
        return f'<a class="{scheme}" href="../../{FOLDER}/{name}">{picture}</a>'

    if DARK_PICTURE not in data:
        pictures = image(content, _ENDINGS[kind], "on-paper")
    else:
        pictures = image(content, _ENDINGS[kind], "only-light")
        pictures += image(base64.b64decode(data[DARK_PICTURE]), "png", "only-dark")
    return f'<figure class="notebook-figure">{pictures}</figure>'


def _size(content: bytes, kind: str) -> tuple[int | None, int | None]:
    if kind == "image/svg+xml":
        return None, None
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


def _words_for(cell) -> str:
    """What can honestly be said of a picture that nobody has described: the code that drew it."""
    lines = [line.strip() for line in cell["source"].splitlines() if line.strip() and not line.strip().startswith("#")]
    return (
        f"The picture that the code above draws; its last line is: {lines[-1]}" if lines else "A picture without words"
    )


def lighten(page: str, site_url: str = "", root: str = "../../") -> str:
    """Take JupyterLab's scripts and styles out of a notebook page and let the theme's own styles colour the code.

    Args:
        page: what mkdocs-jupyter made of a notebook.
        site_url: the site's address; notebooks link to it, since they are read elsewhere, too.
        root: the site's root as seen from the page.
    """
    page = _UNWANTED.sub("", page).replace("highlight-ipynb", "highlight")
    page = _COPY_BUTTON.sub("", page)
    page = _EMPTY.sub("", page)
    page = _PLAIN_WORDS.sub(r"\1", page)
    # a reader with a keyboard goes from link to link, not from cell to cell; what scrolls must be reached, though
    page = re.sub(r'(<div class="jp-Cell-inputWrapper") tabindex="0"', r"\1", page)
    page = re.sub(
        r'<a class="anchor-link" (href="[^"]*")>¶</a>', r'<a class="headerlink" \1 title="Permanent link">¶</a>', page
    )
    page = re.sub(r"\n\s*\n+", "\n", page) if "<pre" not in page else _squeeze(page)
    if site_url:
        page = page.replace(f'href="{site_url}', f'href="{root}')
    # the theme puts its copy button on <pre><code>
    return re.sub(
        r"(<div class=\"highlight[^>]*><pre>)(?:<span></span>)?(.*?)(</pre>)",
        r"\1<code>\2</code>\3",
        page,
        flags=re.DOTALL,
    )


def _squeeze(page: str) -> str:
    """Without empty lines outside preformatted text."""
    parts = re.split(r"(<pre.*?</pre>)", page, flags=re.DOTALL)
    return "".join(part if part.startswith("<pre") else re.sub(r"\n\s*\n+", "\n", part) for part in parts)


def take_away(page: str, name: str, repository: str) -> str:
    """Put buttons below a notebook page's title: the notebook, the same with outputs, and Colab.

    Args:
        page: the page's HTML.
        name: of the notebook, without its ending.
        repository: on GitHub, `owner/name`.
    """
    colab = f"https://colab.research.google.com/github/{repository}/blob/main/docs/notebooks/{name}.ipynb"
    buttons = (
        f'<p class="take-away"><a class="md-button" href="{colab}">Open in Colab</a>'
        f'<a class="md-button" href="{name}.ipynb" download>Download</a>'
        f'<a class="md-button" href="{name}-executed.ipynb" download>Download with outputs</a></p>'
    )
    before, heading, after = page.partition("</h1>")
    return f"{before}{heading}{buttons}{after}" if heading else buttons + page


def downloads(name: str) -> dict[str, str]:
    """The files that the buttons lead to: their addresses in the site, for the clean and the executed notebook."""
    return {
        kind: f"notebooks/{name}/{name}{ending}.ipynb" for kind, ending in (("clean", ""), ("executed", "-executed"))
    }


def write_pages(sources: Path, target: Path) -> dict[str, bytes]:
    """Prepare all executed notebooks of a folder for their pages.

    Args:
        sources: the folder of executed notebooks.
        target: the folder for their copies; one that is there and the same is left alone.

    Returns:
        The pictures' contents by their addresses in the site.
    """
    import nbformat

    from ..files import write_text

    pictures = {}
    for source in sorted(sources.glob("[!.]*.ipynb")):
        page, files = for_page(nbformat.read(source, as_version=4), source.stem)
        text, copied = nbformat.writes(page), target / source.name
        if not copied.is_file() or copied.read_text(encoding="utf-8") != text:
            write_text(copied, text)
        pictures |= {f"{FOLDER}/{name}": content for name, content in files.items()}
    return pictures
