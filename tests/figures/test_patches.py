"""Each patch in the table excites the channel of its row."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from .conftest import images, words


@pytest.mark.parametrize(("narrow", "count"), [(False, 8), (True, 4)])
def test_a_row_for_each_channel_after_and_before(draw, workspace, narrow, count):
    figure = draw("exciting-patches", narrow=narrow)
    shown = [image.get_array() for image in images(figure)]
    expected = []
    for state in (1, 0):
        for layer in ("conv1", "conv2"):
            patches, answers = (workspace.read(f"patches/{name}") for name in (layer, f"{layer}_answers"))
            expected += [patch for row, answer in zip(patches[state], answers[state], strict=True)
                         if answer.any() for patch in row[:count]]  # fmt: skip
    assert all(np.array_equal(*pair) for pair in zip(shown, expected, strict=True))
    assert {image.get_clim() for image in images(figure)} == {(0, 255)}
    assert {"after training", "before", "conv1", "conv2"} <= set(words(figure))


def test_the_first_patch_of_conv1_is_the_one_its_kernel_answers_to_most(draw, run, test_set):
    """Worked out from the weights alone."""
    kernels, biases = run.model.get_layer("conv1").get_weights()
    shown = [image.get_array() for image in images(draw("exciting-patches"))]
    windows = sliding_window_view(np.pad(test_set[0][:1000], ((0, 0), (1, 1), (1, 1))), (3, 3), axis=(1, 2))
    highest = (windows.reshape(-1, 9) @ (kernels.reshape(9, 8) / 255) + biases).max(axis=0)
    answers = [(shown[8 * k] / 255 * kernels[:, :, 0, k]).sum() + biases[k] for k in range(8)]
    assert answers == pytest.approx(highest.tolist(), rel=1e-4)
