"""Pages carry what they use, and fetch it when they use it."""

from tutorial_keras.publish.weight import lighten

HEAD = (
    '<link rel="stylesheet" href="../a/_mkdocstrings.css">\n'
    '<link href="../a/glightbox.min.css" rel="stylesheet"><script src="../a/glightbox.min.js"></script>'
    '<style id="glightbox-style">\n a {}\n</style>'
)
FOOT = '<script id="init-glightbox">const lightbox = GLightbox({});\n</script>'


def test_a_page_without_figures_has_no_lightbox():
    assert lighten(f"<head>{HEAD}</head><body><p>words</p>{FOOT}</body>") == "<head></head><body><p>words</p></body>"


def test_a_page_with_figures_fetches_the_lightbox_only_by_a_click():
    page = lighten(f'<head>{HEAD}</head><body><a class="glightbox only-light"></a>{FOOT}</body>')
    head, foot = page.split("</head>")
    assert head == '<head><style id="glightbox-style">\n a {}\n</style>'
    for part in ('href: "../a/glightbox.min.css"', 'src: "../a/glightbox.min.js"', "const lightbox = GLightbox({});"):
        assert foot.count(part) == 1
    assert "STYLES" not in foot and "PROGRAM" not in foot and "START" not in foot


def test_the_api_keeps_its_styles():
    assert "_mkdocstrings.css" in lighten(f'<head>{HEAD}</head><h2 class="doc doc-heading">f</h2>{FOOT}')


def test_only_code_that_one_would_copy_has_a_button_for_it():
    signature, code = '<div class="doc-signature highlight">', '<div class="highlight">'
    assert lighten(signature + code) == '<div class="doc-signature highlight no-copy">' + code


def test_the_search_dialog_has_a_name():
    assert lighten('<div role="dialog">') == '<div role="dialog" aria-label="Search">'
