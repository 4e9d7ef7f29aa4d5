"""Every registered figure: both schemes, both texts, size, and the same file each time."""

import re

import pytest
from PIL import Image

from tutorial_keras import figures
from tutorial_keras.errors import TutorialError
from tutorial_keras.figures import all_figures, find_figure
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", all_figures())
def test_a_figure_is_the_same_file_each_time_at_twice_its_size_on_the_page(workspace, draw, tmp_path, name, scheme):
    entry = find_figure(name)
    kept = workspace.build / "figures" / name / f"{scheme}.{entry.kind}"
    again = tmp_path / kept.name
    workspace.draw(entry, scheme, again)
    assert again.read_bytes() == kept.read_bytes()

    width, height = draw(name, scheme).get_size_inches()  # a hundred CSS pixels each
    if entry.kind == "png":
        with Image.open(kept) as picture:
            assert picture.size == (round(200 * width), round(200 * height))
            paper = picture.convert("RGB").getpixel((1, 1))
        assert (min(paper) > 240) == (scheme == "light")
    else:
        found = re.search(r'<svg[^>]* height="([\d.]+)pt"[^>]* width="([\d.]+)pt"|<svg[^>]* width="([\d.]+)pt"[^>]* '
                          r'height="([\d.]+)pt"', again.read_text())  # fmt: skip
        sides = sorted(float(side) for side in found.groups() if side)
        assert sides == pytest.approx(sorted([72 * width, 72 * height]), abs=0.01)
        assert "<dc:date>" not in again.read_text()


@pytest.mark.parametrize("name", all_figures())
def test_caption_and_alternative_text_are_whole_sentences_with_their_numbers(publisher, name):
    entry = find_figure(name)
    texts = publisher.plain(entry.caption), publisher.plain(entry.alt)
    for text in texts:
        assert not set("{}") & set(text)
        assert len(text) > 40 and text.rstrip().endswith(".")
    assert texts[0] != texts[1]


@pytest.mark.parametrize("name", all_figures())
def test_the_size_on_the_page_is_that_of_the_figure(publisher, draw, name):
    width, height = draw(name).get_size_inches() * 100
    assert publisher.size(find_figure(name)) == (round(width), round(height))


def test_an_unknown_figure_is_answered_with_all_there_are():
    with pytest.raises(TutorialError) as caught:
        find_figure("conv3-filters")
    assert str(caught.value) == f"no figure named 'conv3-filters'; there are {', '.join(all_figures())}"


def test_two_figures_cannot_share_a_name(monkeypatch):
    monkeypatch.setattr(figures, "_REGISTRY", dict(all_figures()))
    with pytest.raises(ValueError, match="two figures are named 'conv1-filters'"):
        figures.figure("conv1-filters", kind="svg", reads={}, caption="", alt="")(lambda theme: None)
