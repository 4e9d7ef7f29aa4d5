"""Pages carry nothing that they do not use, and fetch nothing before it is used."""

from __future__ import annotations

import re

_STYLES = re.compile(r'<link href="([^"]*glightbox[^"]*)" rel="stylesheet">')
_PROGRAM = re.compile(r'<script src="([^"]*glightbox[^"]*)"></script>')
_LOOKS = re.compile(r'<style id="glightbox-style">.*?</style>', re.DOTALL)
_START = re.compile(r'<script id="init-glightbox">(.*?)</script>', re.DOTALL)
_API_STYLES = re.compile(r'<link rel="stylesheet" href="[^"]*_mkdocstrings\.css">\s*')

ON_FIRST_CLICK = """<script id="init-glightbox">
(() => {
  let clicked
  const load = (event) => {
    const link = event.target.closest("a.glightbox")
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const loading = clicked
    clicked = link
    if (loading) return
    const styles = Object.assign(document.createElement("link"), { rel: "stylesheet", href: "STYLES" })
    const program = Object.assign(document.createElement("script"), { src: "PROGRAM" })
    const arrived = [styles, program].map((part) => new Promise((resolve) => (part.onload = resolve)))
    document.head.append(styles, program)
    Promise.all(arrived).then(() => {
      START
      removeEventListener("click", load, true)
      clicked.click()
    })
  }
  addEventListener("click", load, true)
})()
</script>"""


def lighten(page: str) -> str:
    """A finished page whose lightbox is fetched when a figure is first clicked, or none if there is nothing to open.

    The style sheet of the API stays on pages that have any, and its signatures, of use to nobody's clipboard, get no
    button to copy them: a hundred would keep a phone busy. The theme's search dialog, which has no name, gets one:
    screen readers announce it.
    """
    page = page.replace('class="doc-signature highlight"', 'class="doc-signature highlight no-copy"')
    page = page.replace('role="dialog">', 'role="dialog" aria-label="Search">')
    if 'class="doc ' not in page:
        page = _API_STYLES.sub("", page)
    parts = [pattern.search(page) for pattern in (_STYLES, _PROGRAM, _START)]
    if not all(parts):
        return page
    styles, program, start = (part[1].strip() for part in parts)
    late = ON_FIRST_CLICK.replace("STYLES", styles).replace("PROGRAM", program).replace("START", start)
    used = 'class="glightbox' in page
    page = _PROGRAM.sub("", _STYLES.sub("", page))
    if not used:
        return _START.sub("", _LOOKS.sub("", page))
    return _START.sub(lambda _: late, page)
