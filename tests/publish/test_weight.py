"""Pages carry what they use."""

from tutorial_keras.publish.weight import lighten

HEAD = (
    '<link href="../a/glightbox.min.css" rel="stylesheet"><script src="../a/glightbox.min.js"></script>'
    '<style id="glightbox-style">\n a {}\n</style>'
)
FOOT = '<script id="init-glightbox">const lightbox = GLightbox({});\n</script>'


def test_a_page_without_figures_has_no_lightbox():
    assert lighten(f"<head>{HEAD}</head><body><p>words</p>{FOOT}</body>") == "<head></head><body><p>words</p></body>"


def test_a_page_with_figures_has_the_lightbox_after_everything_else():
    page = lighten(f'<head>{HEAD}</head><body><a class="glightbox only-light"></a>{FOOT}</body>')
    assert '<script defer src="../a/glightbox.min.js"></script>' in page
    assert 'addEventListener("DOMContentLoaded", () => {const lightbox = GLightbox({});\n})</script>' in page


def test_the_search_dialog_has_a_name():
    assert (
        lighten('<div class="md-search" role="dialog">') == '<div class="md-search" role="dialog" aria-label="Search">'
    )
