"""Notebook pages are shown without JupyterLab's ballast."""

from tutorial_keras.publish.notebooks import lighten


def test_a_light_page_has_the_text_but_no_script_and_no_style():
    page = (
        "<style>p { color: red }</style><p>text</p><script type='x'>\nalert(1)\n</script>"
        '<div class="highlight-ipynb hl-python"><pre><span></span>x = 1\n</pre></div>'
        '<div class="zeroclipboard-container"><clipboard-copy for="c"><div><svg></svg></div></clipboard-copy>\n</div>'
        '<div class="clipboard-copy-txt" id="c">x = 1</div><p>more</p>'
    )
    light = lighten(page)
    assert light == ('<p>text</p><div class="highlight hl-python"><pre><code>x = 1\n</code></pre></div><p>more</p>')
