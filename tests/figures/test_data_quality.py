"""The figures about the data show the very images they speak of."""

import numpy as np

from tutorial_keras.data import CLASS_NAMES

from .conftest import images, words


def test_the_doubted_images_are_training_images_with_the_label_they_are_said_to_bear(draw, train_set):
    pixels, labels = train_set
    figure = draw("doubted-labels")
    shown, given = images(figure), [word.removeprefix("label ") for word in words(figure) if word[:6] == "label "]
    assert len(shown) == len(given) == 20
    for image, name in zip(shown, given, strict=True):
        same = np.flatnonzero((pixels == image.get_array()).all((1, 2)))
        assert CLASS_NAMES.index(name) in labels[same]


def test_the_pairs_are_a_test_image_above_a_training_image_as_similar_as_said(draw, train_set, test_set):
    figure = draw("near-duplicates")
    shown = [np.asarray(image.get_array()) for image in images(figure)]
    said = [float(word) for word in words(figure) if word[:2] in ("0.", "1.")]
    assert len(shown) == 2 * len(said) == 20
    for above, below, similarity in zip(shown[::2], shown[1::2], said, strict=True):
        assert (test_set[0] == above).all((1, 2)).any()
        assert (train_set[0] == below).all((1, 2)).any()
        assert abs(np.corrcoef(above.ravel(), below.ravel())[0, 1] - similarity) < 1e-5
    assert said == sorted(said, reverse=True)


def test_classes_stand_from_the_hardest_to_the_easiest_with_a_dot_a_network(draw, workspace):
    axes = draw("recall-by-class").axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    means = {row["name"]: row["value"] for row in workspace.results["data_quality"]["classes"]["recall"]}
    assert names == sorted(means, key=means.get)
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert len(dots) == 10
    for name, line in zip(names, dots, strict=True):
        assert len(line.get_xdata()) == 10
        assert abs(np.mean(line.get_xdata()) - means[name]) < 1e-9
