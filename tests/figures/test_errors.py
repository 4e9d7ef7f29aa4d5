"""The figures about errors show the counts and the very images behind them."""

from itertools import pairwise

import numpy as np

from tutorial_keras.data import CLASS_NAMES

from .conftest import box, images, words


def predictions(run, test_set):
    return run.model.predict(test_set[0][..., None], batch_size=500, verbose=0)


def test_the_matrix_prints_every_count_and_shades_only_errors(draw, run, test_set):
    guesses = predictions(run, test_set).argmax(1)
    matrix = np.array([[np.sum((test_set[1] == i) & (guesses == j)) for j in range(10)] for i in range(10)])
    figure = draw("confusion-matrix")
    axes = figure.axes[0]
    printed = {tuple(map(int, text.get_position()))[::-1]: text.get_text() for text in axes.texts}
    assert printed == {place: str(count) if count else "·" for place, count in np.ndenumerate(matrix)}
    assert np.array_equal(axes.images[0].get_array(), np.where(np.eye(10), 0, matrix))
    assert sorted(words(figure)) == sorted(2 * list(CLASS_NAMES))


def test_the_confused_images_are_test_images_of_their_cell(draw, run, test_set):
    pixels, labels = test_set
    probabilities = predictions(run, test_set)
    figure = draw("most-confused")
    texts = words(figure)
    rows = [(a.removeprefix("is: "), b.removeprefix("says: ")) for a, b in pairwise(texts) if a[:3] == "is:"]
    assert len(rows) == len(set(rows)) == 5
    tops = sorted({round(box(image).y0, 4) for image in images(figure)}, reverse=True)
    shades = [text for text in texts if text.removeprefix("> ")[:2] in ("0.", "1.")]
    assert len(shades) == len(images(figure))
    for image, shade in zip(images(figure), shades, strict=True):
        truth, guess = rows[tops.index(round(box(image).y0, 4))]
        same = np.flatnonzero((pixels == image.get_array()).all((1, 2)))
        assert len(same) >= 1
        assert labels[same[0]] == CLASS_NAMES.index(truth)
        assert probabilities[same[0]].argmax() == CLASS_NAMES.index(guess)
        share = probabilities[same[0]].max()
        assert shade == ("> 0.99" if share > 0.99 else f"{share:.2f}")
