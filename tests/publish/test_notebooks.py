"""Notebook pages: light, their pictures as files with words, and the notebooks themselves to take away."""

import base64
import io
import json
import re

import nbformat
import pytest
from PIL import Image

from tutorial_keras.figures.show import DARK_PICTURE
from tutorial_keras.publish.notebooks import downloads, for_page, lighten, take_away, write_pages

from ..conftest import ROOT

NAMES = sorted(path.stem for path in (ROOT / "docs" / "notebooks").glob("*.ipynb"))
HEAVIEST = 160_000  # bytes of HTML


def png(colour, size=(6, 4)):
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    return stream.getvalue()


def book(data, facts=None, source="x = 1\nplot(x)\n# done\n"):
    output = nbformat.v4.new_output("display_data", data, metadata=facts or {})
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, outputs=[output])])


def encoded(content):
    return base64.b64encode(content).decode()


def html_of(notebook):
    return notebook.cells[0].outputs[0].data["text/html"]


def test_a_picture_becomes_a_file_named_after_its_content():
    red, blue = png("red"), png("blue")
    before = book({"image/png": encoded(red), "text/plain": "<Figure>"})
    original = nbformat.writes(before)
    page, files = for_page(before, "a")
    assert list(files.values()) == [red] and re.fullmatch(r"a-[0-9a-f]{10}\.png", next(iter(files)))
    assert f'src="../../figures/notebooks/{next(iter(files))}"' in html_of(page)
    assert 'width="6" height="4" loading="lazy"' in html_of(page) and "base64" not in nbformat.writes(page)
    assert for_page(book({"image/png": encoded(blue)}), "a")[1].keys() != files.keys()
    assert nbformat.writes(before) == original


def test_a_picture_has_the_words_it_came_with_or_else_says_what_drew_it():
    given = {"image/png": {"alt": 'A boot & a "coat"', "width": 3, "height": 2}}
    page, _ = for_page(book({"image/png": encoded(png("red"))}, given), "a")
    assert 'alt="A boot &amp; a &quot;coat&quot;" width="3" height="2"' in html_of(page)
    page, _ = for_page(book({"image/png": encoded(png("red"))}), "a")
    assert 'alt="The picture that the code above draws; its last line is: plot(x)"' in html_of(page)
    page, _ = for_page(book({"image/png": encoded(png("red"))}, source=""), "a")
    assert 'alt="A picture without words"' in html_of(page)


def test_a_picture_drawn_for_both_schemes_is_shown_in_each_and_one_drawn_for_one_on_paper():
    light, dark = png("white"), png("black")
    page, files = for_page(book({"image/png": encoded(light), DARK_PICTURE: encoded(dark)}), "a")
    names = {content: name for name, content in files.items()}
    assert re.search(rf'class="off-glb only-light" src="[^"]*{names[light]}"', html_of(page))
    assert re.search(rf'class="off-glb only-dark" src="[^"]*{names[dark]}"', html_of(page))
    page, _ = for_page(book({"image/png": encoded(light)}), "a")
    assert "on-paper" in html_of(page) and "only-" not in html_of(page)


def test_a_picture_leads_to_its_file_where_it_can_be_enlarged():
    light, dark = png("white"), png("black")
    page, files = for_page(book({"image/png": encoded(light), DARK_PICTURE: encoded(dark)}), "a")
    names = {content: name for name, content in files.items()}
    for content, scheme in ((light, "only-light"), (dark, "only-dark")):
        assert f'<a class="{scheme}" href="../../figures/notebooks/{names[content]}"><img ' in html_of(page)


def test_a_drawing_of_lines_becomes_a_file_too():
    page, files = for_page(book({"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}), "a")
    assert list(files.values()) == [b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
    assert ".svg" in html_of(page) and "width=" not in html_of(page)


def test_a_table_of_keras_loses_its_terminal_colours():
    page, _ = for_page(book({"text/html": '<pre style="x"><span style="color: #00d7ff">None</span></pre>\n'}), "a")
    assert html_of(page) == "<pre><span>None</span></pre>\n"


def test_other_outputs_stay_as_they_are():
    page, files = for_page(book({"text/html": '<b style="color: red">x</b>', "text/plain": "x"}), "a")
    assert page.cells[0].outputs[0].data == {"text/html": '<b style="color: red">x</b>', "text/plain": "x"}
    assert files == {}


def test_pages_are_written_once_and_again_only_if_they_change(tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    nbformat.write(book({"image/png": encoded(png("red"))}), sources / "a.ipynb")
    (sources / ".making-b.ipynb").write_text("half")
    pictures = write_pages(sources, tmp_path / "pages")
    assert [name.partition("-")[0] for name in pictures] == ["figures/notebooks/a"]
    written = (tmp_path / "pages" / "a.ipynb").stat().st_mtime_ns
    write_pages(sources, tmp_path / "pages")
    assert (tmp_path / "pages" / "a.ipynb").stat().st_mtime_ns == written


def test_a_light_page_has_the_text_but_no_script_and_no_style():
    page = (
        "<style>p { color: red }</style><p>text</p><script type='x'>\nalert(1)\n</script>"
        '<div class="highlight-ipynb hl-python"><pre><span></span>x = 1\n</pre></div>'
        '<div class="zeroclipboard-container"><clipboard-copy for="c"><div><svg></svg></div></clipboard-copy>\n</div>'
        '<div class="clipboard-copy-txt" id="c">x = 1</div><p>more</p>'
    )
    light = lighten(page)
    assert light == ('<p>text</p><div class="highlight hl-python"><pre><code>x = 1\n</code></pre></div><p>more</p>')


def test_links_to_the_site_stay_in_it_and_the_keyboard_skips_cells_but_not_what_scrolls():
    page = (
        '<div class="jp-Cell-inputWrapper" tabindex="0">'
        '<div class="jp-InputPrompt jp-InputArea-prompt">In&nbsp;[1]:</div>'
        '<a href="https://a.org/site/tutorial/">x</a><a class="anchor-link" href="#b">¶</a></div><!-- c -->'
        '<div class="jp-OutputArea-output" tabindex="0"><pre>1\n\n\n2</pre></div>\n\n\n<p>d</p>'
    )
    assert lighten(page, "https://a.org/site/") == (
        '<div class="jp-Cell-inputWrapper"><a href="../../tutorial/">x</a>'
        '<a class="headerlink" href="#b" title="Permanent link">¶</a></div>'
        '<div class="jp-OutputArea-output" tabindex="0"><pre>1\n\n\n2</pre></div>\n<p>d</p>'
    )


def test_the_buttons_stand_below_the_title():
    page = take_away("<h1>Title</h1><p>text</p>", "a", "me/project")
    assert page.startswith('<h1>Title</h1><p class="take-away">') and page.endswith("</p><p>text</p>")
    assert 'href="https://colab.research.google.com/github/me/project/blob/main/docs/notebooks/a.ipynb"' in page
    assert 'href="a.ipynb" download' in page and 'href="a-executed.ipynb" download' in page
    assert take_away("<p>no title</p>", "a", "me/project").endswith("<p>no title</p>")


@pytest.mark.parametrize("name", NAMES)
def test_a_notebooks_page_is_light_and_its_pictures_have_words_and_sizes(site, name):
    page = (site / "notebooks" / name / "index.html").read_text(encoding="utf-8")
    assert len(page.encode()) <= HEAVIEST
    article = page.partition("<article")[2].partition("</article>")[0]
    assert "<style" not in article and "<script" not in article and "data:image" not in page
    assert "--jp-" not in page and "clipboard-copy" not in page
    pictures = re.findall(r"<img [^>]*>", article)
    assert pictures
    for picture in pictures:
        source, alt = re.search('src="([^"]+)"', picture)[1], re.search('alt="([^"]*)"', picture)[1]
        assert (site / "notebooks" / name / source).resolve().is_file()
        assert len(alt) > 20 and "No description" not in alt and "code above draws" not in alt
        assert all(re.search(rf'{name}="\d+"', picture) for name in ("width", "height")), picture
        assert 'loading="lazy"' in picture


@pytest.mark.parametrize("name", NAMES)
def test_the_notebook_can_be_taken_away_clean_and_executed_and_opened_in_colab(site, workspace, name):
    page = (site / "notebooks" / name / "index.html").read_text(encoding="utf-8")
    files = downloads(name)
    assert (site / files["clean"]).read_bytes() == (ROOT / "docs" / "notebooks" / f"{name}.ipynb").read_bytes()
    executed = json.loads((site / files["executed"]).read_text(encoding="utf-8"))
    assert any(cell.get("outputs") for cell in executed["cells"])
    for kind in files.values():
        assert f'href="{kind.rpartition("/")[2]}" download' in page
    repository = "github/praneeth04-ai429/neural_network/blob/main"
    assert f'href="https://colab.research.google.com/{repository}/docs/notebooks/{name}.ipynb"' in page
