"""Formulas become MathML, with nothing left of the LaTeX."""

from xml.etree import ElementTree

from tutorial_keras.publish.mathematics import formulas_to_mathml

SPACE = "{http://www.w3.org/1998/Math/MathML}"


def parse(html):
    return ElementTree.fromstring(html)


def test_a_formula_in_a_line_stays_in_its_line():
    page = r'<p>a <span class="arithmatex">\(x^2 &lt; \frac{1}{9}\)</span> b</p>'
    paragraph = parse(formulas_to_mathml(page))
    (formula,) = paragraph
    assert (formula.tag, formula.get("display")) == (f"{SPACE}math", "inline")
    assert [part.text for part in formula.iter() if part.text] == ["x", "2", "<", "1", "9"]
    assert len(list(formula.iter(f"{SPACE}msup"))) == len(list(formula.iter(f"{SPACE}mfrac"))) == 1
    assert (paragraph.text, formula.tail) == ("a ", " b")


def test_a_formula_of_its_own_gets_a_block():
    page = '<div class="arithmatex">\\[\\sum_{a}\nk_a\\]</div>'
    block = parse(formulas_to_mathml(page))
    assert (block.tag, block.get("class"), block[0].get("display")) == ("div", "formula", "block")


def test_a_page_without_formulas_is_left_as_it_is():
    page = r'<p>\(not a formula\) <span class="other">\(x\)</span></p>'
    assert formulas_to_mathml(page) == page
