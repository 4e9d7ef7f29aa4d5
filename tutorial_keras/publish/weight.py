"""Pages carry nothing that they do not use, and wait for nothing that they can do without at first."""

from __future__ import annotations

import re

_LIGHTBOX = re.compile(
    r'<link href="[^"]*glightbox[^"]*" rel="stylesheet">|<script src="[^"]*glightbox[^"]*"></script>'
    r'|<style id="glightbox-style">.*?</style>|<script id="init-glightbox">.*?</script>',
    re.DOTALL,
)


def lighten(page: str) -> str:
    """A finished page without the lightbox if there is nothing to open in it, or else with the lightbox loaded last.

    The theme's search dialog, which has no name, gets one: screen readers announce it.
    """
    page = page.replace('role="dialog">', 'role="dialog" aria-label="Search">')
    if 'class="glightbox' not in page:
        return _LIGHTBOX.sub("", page)
    page = re.sub(r'<script (src="[^"]*glightbox[^"]*")>', r"<script defer \1>", page)
    return re.sub(
        r'(<script id="init-glightbox">)(.*?)(</script>)',
        r'\1addEventListener("DOMContentLoaded", () => {\2})\3',
        page,
        flags=re.DOTALL,
    )
