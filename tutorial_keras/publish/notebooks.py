"""Notebooks: executed before, see `execution`, shown by mkdocs-jupyter, stripped to what the site's styles need."""

from __future__ import annotations

import re

_COPY_BUTTON = re.compile(
    r'<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>|<div class="clipboard-copy-txt".*?</div>',
    re.DOTALL,
)
_UNWANTED = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)


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
