"""What pages may say in double braces, and that an unknown name fails."""

import re

import pytest
from PIL import Image

from tutorial_keras.errors import TutorialError
from tutorial_keras.figures import all_figures
from tutorial_keras.publish.site import Site

REFERENCES = """[lecun1998]
authors = "LeCun, Y."
year = 1998
title = "Gradients"
where = "Proc. IEEE 86."
url = "https://doi.org/10.1109/5.726791"
short = "LeCun 1998"
"""


@pytest.fixture(scope="module")
def publisher(workspace, tmp_path_factory):
    docs = tmp_path_factory.mktemp("docs")
    (docs / "references.toml").write_text(REFERENCES)
    return Site(workspace, docs)


def test_numbers_citations_and_loops_are_put_in(publisher, workspace):
    accuracy = workspace.results["training"]["test_accuracy"]
    page = (
        '{{ n("training.test_accuracy", ".2%") }} {{ cite("lecun1998") }} {% for i in range(2) %}{{ i }}{% endfor %}\n'
    )
    assert publisher.render(page, "tutorial/training/") == (
        f'{100 * accuracy:.2f}% <a class="citation" href="../references/#lecun1998">LeCun 1998</a> 01\n'
    )


@pytest.mark.parametrize(("url", "back"), [("", ""), ("reproduce/", "../"), ("tutorial/filters/", "../../")])
def test_a_figure_has_both_schemes_its_size_and_its_words(publisher, workspace, url, back):
    page = publisher.render('{{ figure("conv1-feature-maps") }}', url)
    folder = workspace.build / "figures" / "conv1-feature-maps"
    highest = workspace.results["feature_maps"]["conv1"]["highest"]
    for scheme in ("light", "dark"):
        link, inside = re.search(rf'<a class="[^"]*\bonly-{scheme}\b[^"]*"([^>]*)>(.*?)</a>', page).groups()
        address = f"{back}figures/conv1-feature-maps-{scheme}.png"
        tag, source = re.search("<img [^>]*>", inside).group(), re.search("<source [^>]*>", inside).group()
        assert f'href="{address}"' in link and f'src="{address}"' in tag
        assert f'srcset="{back}figures/conv1-feature-maps-{scheme}-narrow.png"' in source
        for element, file in ((tag, f"{scheme}.png"), (source, f"{scheme}-narrow.png")):
            with Image.open(folder / file) as picture:
                assert f'width="{picture.width // 2}" height="{picture.height // 2}"' in element
        assert f"{highest:.2f}" in re.search('alt="([^"]*)"', tag).group(1)
    assert 'id="figure-conv1-feature-maps"' in page and "<figcaption>" in page
    assert f'href="{back}reproduce/#conv1-feature-maps"' in page or url == "reproduce/"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ('{{ n("training.test_acuracy") }}', "the nearest is 'training.test_accuracy'"),
        ('{{ figure("conv1-filter") }}', "no figure named 'conv1-filter'; there are dataset-samples"),
        ('{{ cite("lecun1989") }}', "no reference 'lecun1989'; there are lecun1998"),
        ('{{ m("x") }}', "'m' is undefined"),
        ("{{ n('a' }}", "unexpected '}'"),
        ('{{ n("training.loss", ".2f") }}', "expected one number"),
    ],
)
def test_an_unknown_name_fails(publisher, page, words):
    with pytest.raises(TutorialError) as caught:
        publisher.render(f"# Title\n\n{page}\n", "")
    assert words in str(caught.value)


def test_every_figure_can_stand_in_a_page(publisher):
    for name in all_figures():
        assert publisher.render(f'{{{{ figure("{name}") }}}}', "").count("<img") == 2
