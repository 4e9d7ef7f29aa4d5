"""Links into the lab: what they hold, and that nonsense fails the build."""

import base64
import re

import numpy as np
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.measure.planting import draw_mark
from tutorial_keras.publish.build import make_lab
from tutorial_keras.publish.lab_links import LabLinks


@pytest.fixture(scope="module")
def links(workspace):
    make_lab(workspace)
    return LabLinks(workspace.build / "lab")


def unpack(part):
    """The pixels in a part of a state, read by the rule at the top of state.js."""
    text = part.split("pixels=")[1]
    packed, values = iter(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))), []
    for byte in packed:
        values += [byte] if byte else [0] * next(packed)
    return np.array(values, np.uint8).reshape(28, 28)


def test_a_link_stands_in_a_line_of_its_own_and_is_escaped(links):
    assert links.link("image=0&scale=each", "Look < here", "../../lab/") == (
        '<p class="to-lab"><a href="../../lab/#image=0&amp;scale=each">Look &lt; here</a></p>'
    )


@pytest.mark.parametrize(
    "state",
    [
        "image=0&layer=conv2&channel=15&pixel=27,0&class=9&show=heat",
        "network=untrained&mute=conv1:0.7,conv2:15",
        "step=0&kernel=0:1,0,-1,2,0,-2,1,0,-1.5;7:0,0,0,0,1,0,0,0,0",
        "layer=predictions",
    ],
)
def test_states_of_the_lab_pass(links, state):
    links.check(state)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("imag=0", "expected each of layer"),
        ("image=0&image=1", "at most once, got 'image=1'"),
        ("", "got ''"),
        ("image=59999", "image: expected one of 0, "),
        ("step=3", "step: expected one of 0, 1, 2, 4"),
        ("network=shuffled&step=0", "a step of the trained network only"),
        ("layer=conv1&channel=8&pixel=0,0", "from 0 to 7, got '8'"),
        ("layer=pool&channel=8&pixel=14,0", "from 0 to 13, got '14'"),
        ("layer=conv1&channel=3", "together with channel and pixel"),
        ("channel=3&pixel=3,3", "together with channel and pixel"),
        ("layer=conv3", "one of conv1, conv2, pool, predictions, got 'conv3'"),
        ("class=10", "from 0 to 9"),
        ("mute=pool:1", "conv1 or conv2"),
        ("mute=conv2:1.16", "from 0 to 15, got '16'"),
        ("kernel=0:1,2,3", "nine weights"),
        ("pixels=", "what lab_picture writes"),
    ],
)
def test_nonsense_fails(links, state, words):
    with pytest.raises(TutorialError) as caught:
        links.check(state)
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_images_are_named_by_class(links, run, test_set):
    images, labels = test_set
    for name, label in (("Shirt", 6), ("Ankle boot", 9)):
        for wrong in (False, True):
            index = links.image(name, wrong=wrong)
            answer = run.model.predict(images[index][None, ..., None], verbose=0).argmax()
            assert labels[index] == label and (answer != label) == wrong
    with pytest.raises(TutorialError, match="right images of the class 'Shirt', so there is no number 99"):
        links.image("Shirt", 99)


def test_pictures_are_moved_marked_and_packed(links, test_set):
    image = test_set[0][0]
    np.testing.assert_array_equal(unpack(links.picture(0)), image)
    moved = np.zeros_like(image)
    moved[:-1, 3:] = image[1:, :-3]
    np.testing.assert_array_equal(unpack(links.picture(0, right=3, down=-1)), moved)
    np.testing.assert_array_equal(unpack(links.picture(0, mark=(2, 2, 2))), draw_mark(image[None])[0])
    assert not unpack(links.picture(None)).any()


def test_the_mark_of_the_page_on_shortcuts_is_the_planted_one(workspace, site, links, test_set):
    page = (site / "tutorial" / "shortcut" / "index.html").read_text(encoding="utf-8")
    index, part = re.search(r'class="to-lab"><a href="[^"]*#image=(\d+)&amp;(pixels=[\w-]+)', page).groups()
    np.testing.assert_array_equal(unpack(part), draw_mark(test_set[0][int(index)][None])[0])
