"""Every registered figure: both schemes, both texts, size, and the same file each time."""

import re

import pytest
from PIL import Image

from tutorial_keras import figures
from tutorial_keras.errors import TutorialError
from tutorial_keras.figures import all_figures, figure_sections, find_figure
from tutorial_keras.publish.site import Site

REQUIRED = {
    "dataset-samples",
    "architecture",
    "training-loss",
    "training-accuracy",
    "conv1-filters",
    "conv2-filters",
    "conv1-feature-maps",
    "conv2-feature-maps",
    "feature-maps-by-class",
    "confusion-matrix",
    "most-confused",
}


@pytest.fixture(scope="session")
def publisher(workspace, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    (folder / "references.toml").write_text("")
    return Site(workspace, folder)


def test_the_figures_of_the_tutorial_are_all_there():
    assert set(all_figures()) >= REQUIRED


def test_the_names_read_from_the_source_are_those_that_are_registered():
    assert figure_sections() == {name: entry.section for name, entry in all_figures().items()}
    assert list(figure_sections()) == list(all_figures())


FORMS = [(entry.name, *form) for entry in all_figures().values() for form in entry.files()]
PHONE = 358
"""CSS pixels that a phone 390 wide leaves for a picture."""


@pytest.mark.parametrize(("name", "scheme", "narrow", "file"), FORMS)
def test_a_figure_is_the_same_file_each_time_at_twice_its_size_on_the_page(
    workspace, publisher, draw, tmp_path, name, scheme, narrow, file
):
    entry = find_figure(name)
    kept = workspace.build / "figures" / name / file
    again = tmp_path / file
    workspace.draw(entry, scheme, narrow, again)
    assert again.read_bytes() == kept.read_bytes()

    width, height = draw(name, scheme, narrow).get_size_inches() * 100  # CSS pixels
    assert publisher.size(entry, file) == (round(width), round(height))
    assert not narrow or width <= PHONE + 4  # a margin of 2 on either side
    if entry.kind == "png":
        with Image.open(kept) as picture:
            assert picture.size == (round(2 * width), round(2 * height))
            paper = picture.convert("RGB").getpixel((1, 1))
        assert (min(paper) > 240) == (scheme == "light")
    else:
        head = re.search("<svg[^>]*>", kept.read_text()).group()
        sides = [float(re.search(rf' {side}="([\d.]+)pt"', head).group(1)) for side in ("width", "height")]
        assert sides == pytest.approx([0.72 * width, 0.72 * height], abs=0.01)
        assert "<dc:date>" not in kept.read_text()


def shown_texts(figure):
    """Every text that is drawn: a tick outside the axes' limits is not."""
    yield from figure.texts
    for axes in figure.axes:
        yield from (*axes.texts, axes.xaxis.label, axes.yaxis.label)
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            yield from (tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high)


@pytest.mark.parametrize(("name", "narrow"), [(name, narrow) for name, scheme, narrow, _ in FORMS if scheme == "light"])
def test_no_word_is_cut_off_at_the_edge(draw, name, narrow):
    figure = draw(name, narrow=narrow)
    figure.canvas.draw()
    for text in shown_texts(figure):
        if text.get_text().strip():
            box = text.get_window_extent()
            inside = min(box.x0, box.y0) > -1 and box.x1 < figure.bbox.x1 + 1 and box.y1 < figure.bbox.y1 + 1
            assert inside, f"{text.get_text()!r} reaches {box.extents.round()} in {figure.bbox.extents}"


@pytest.mark.parametrize("name", all_figures())
def test_caption_and_alternative_text_are_whole_sentences_with_their_numbers(publisher, name):
    entry = find_figure(name)
    texts = publisher.plain(entry.caption), publisher.plain(entry.alt)
    for text in texts:
        assert not set("{}") & set(text)
        assert len(text) > 40 and text.rstrip()[-1] in ".?!"
    assert texts[0] != texts[1]


def test_an_unknown_figure_is_answered_with_all_there_are():
    with pytest.raises(TutorialError) as caught:
        find_figure("conv3-filters")
    assert str(caught.value) == f"no figure named 'conv3-filters'; there are {', '.join(all_figures())}"


def test_two_figures_cannot_share_a_name(monkeypatch):
    monkeypatch.setattr(figures, "_REGISTRY", dict(all_figures()))
    with pytest.raises(ValueError, match="two figures are named 'conv1-filters'"):
        figures.figure("conv1-filters", kind="svg", reads={}, caption="", alt="")(lambda theme: None)
