"""Formulas as MathML, written while the site is built: no script, no font and no other host is needed to read them."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

# what pymdownx.arithmatex leaves in a page in its generic mode
_FORMULA = re.compile(r'<(span|div) class="arithmatex">(?:\\\((.*?)\\\)|\\\[(.*?)\\\])</\1>', re.DOTALL)


def formulas_to_mathml(page: str) -> str:
    """Replace every LaTeX formula of a page's HTML by MathML."""
    return _FORMULA.sub(_to_mathml, page)


def _to_mathml(match: re.Match) -> str:
    _, inline, block = match.groups()
    latex = html.unescape(inline if block is None else block).strip()
    formula = convert(latex, display="inline" if block is None else "block")
    return formula if block is None else f'<div class="formula">{formula}</div>'
