"""The patch that excites a channel most is found where it was planted, once an image, strongest first."""

import numpy as np
import pytest

from tutorial_keras.measure.patches import exciting_patches, likeness, random_patches
from tutorial_keras.model import build_probe


def test_the_planted_patches_are_found_strongest_first():
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (6, 10, 12)).astype(np.uint8)
    maps = generator.random((6, 10, 12, 2)).astype(np.float32)
    maps[3, 4, 5, 0], maps[3, 4, 6, 0], maps[1, 7, 2, 0] = 9, 8, 7  # the second is in the same image as the first
    maps[5, 2, 2, 1] = 5
    patches, answers = exciting_patches(maps, images, field=3, count=2)
    assert answers[0].tolist() == [9, 7]
    assert np.array_equal(patches[0, 0], images[3, 3:6, 4:7])
    assert np.array_equal(patches[0, 1], images[1, 6:9, 1:4])
    assert answers[1, 0] == 5
    assert np.array_equal(patches[1, 0], images[5, 1:4, 1:4])


def test_beyond_the_border_a_patch_is_black():
    images = np.full((1, 6, 6), 200, np.uint8)
    maps = np.zeros((1, 6, 6, 1))
    maps[0, 0, 5] = 1
    patches, _ = exciting_patches(maps, images, field=5, count=1)
    expected = np.zeros((5, 5))
    expected[2:, :3] = 200
    assert np.array_equal(patches[0, 0], expected)


@pytest.mark.parametrize(("layer", "field"), [("conv1", 3), ("conv2", 5)])
def test_a_patch_alone_makes_its_unit_answer_as_it_did(run, workspace, layer, field):
    """Laid in the middle of a black image, a patch from inside an image gives the very answer that was noted."""
    patches = workspace.read(f"patches/{layer}")[1][:, 0]
    answers = workspace.read(f"patches/{layer}_answers")[1][:, 0]
    canvas = np.zeros((len(patches), 28, 28, 1), np.uint8)
    middle = slice(14 - field // 2, 15 + field // 2)
    canvas[:, middle, middle, 0] = patches
    found = build_probe(run.model, [layer]).predict(canvas, verbose=0)[layer]
    units = found[np.arange(len(patches)), 14, 14, np.arange(len(patches))]
    agree = np.isclose(units, answers, rtol=1e-4, atol=1e-6)
    # at the border conv2 also sees zeros in the place of conv1's maps, which a black image does not show
    assert agree.all() if layer == "conv1" else agree.mean() > 0.5


def test_likeness_compares_patterns_not_brightness():
    pattern = np.random.default_rng(1).random((3, 3))
    assert likeness(np.stack([pattern, 5 * pattern + 2, pattern - 1])) == pytest.approx(1)
    assert likeness(np.stack([pattern, -pattern])) == pytest.approx(-1)
    assert likeness(np.stack([pattern, pattern, np.full((3, 3), 4.0)])) == pytest.approx(1 / 3)


def test_random_patches_lie_around_lit_pixels():
    images = np.zeros((5, 8, 8), np.uint8)
    images[2, 3, 4] = 7
    patches = random_patches(images, 3, sets=2, count=3)
    assert patches.shape == (2, 3, 3, 3)
    assert (patches[:, :, 1, 1] == 7).all() and patches.sum() == 2 * 3 * 7
