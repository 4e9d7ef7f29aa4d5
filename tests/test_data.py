"""The embedded data set is the published one, and a damaged file says so in one line."""

import gzip
import hashlib
import shutil
import struct

import numpy as np
import pytest

from tutorial_keras.data import CHECKSUMS, CLASS_NAMES, DATA_FOLDER, load_data
from tutorial_keras.errors import TutorialError

DAMAGED = "t10k-labels-idx1-ubyte.gz"


def test_arrays_have_the_shapes_and_dtypes_of_keras_datasets(train_set, test_set):
    arrays = [*train_set, *test_set]
    assert [array.shape for array in arrays] == [(60000, 28, 28), (60000,), (10000, 28, 28), (10000,)]
    assert {array.dtype for array in arrays} == {np.dtype("uint8")}


def test_every_class_has_as_many_images_as_every_other(train_set, test_set):
    assert np.unique(train_set[1], return_counts=True)[1].tolist() == [6000] * 10
    assert np.unique(test_set[1], return_counts=True)[1].tolist() == [1000] * 10


def test_both_sets_start_with_an_ankle_boot(train_set, test_set):
    assert (CLASS_NAMES[train_set[1][0]], CLASS_NAMES[test_set[1][0]]) == ("Ankle boot", "Ankle boot")
    assert train_set[1][:10].tolist() == [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]
    assert test_set[1][:10].tolist() == [9, 2, 1, 1, 6, 1, 4, 6, 5, 7]


def test_pixels_use_the_whole_range_and_the_published_mean(train_set):
    images = train_set[0]
    assert (images.min(), images.max()) == (0, 255)
    # 0.2860 and 0.3530 are the mean and deviation that published normalisations of this data set use
    scaled = images.astype(np.float64) / 255
    assert (round(scaled.mean(), 4), round(scaled.std(), 4)) == (0.2860, 0.3530)


@pytest.mark.parametrize("name", CHECKSUMS)
def test_checksums_are_those_of_the_uncompressed_files(name):
    content = gzip.decompress((DATA_FOLDER / name).read_bytes())
    assert hashlib.sha256(content).hexdigest() == CHECKSUMS[name]
    zeros, kind, axes = struct.unpack(">HBB", content[:4])
    lengths = struct.unpack(f">{axes}I", content[4 : 4 + 4 * axes])
    assert (zeros, kind) == (0, 8)
    assert len(content) == 4 + 4 * axes + np.prod(lengths)


@pytest.fixture
def copied(tmp_path):
    """The four files in a folder where they may be damaged."""
    for name in CHECKSUMS:
        shutil.copy(DATA_FOLDER / name, tmp_path)
    return tmp_path


def alter(path):
    """Change one label and compress again: a whole file with other content."""
    content = bytearray(gzip.decompress(path.read_bytes()))
    content[-1] ^= 1
    path.write_bytes(gzip.compress(bytes(content)))


def replace_by_folder(path):
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda path: path.unlink(), "not there"),
        (lambda path: path.write_bytes(path.read_bytes()[:1000]), "damaged (1000 bytes"),
        (lambda path: path.write_bytes(b""), "has been altered"),
        (alter, "has been altered"),
        (lambda path: path.write_bytes(b"<html>not a data file</html>"), "unreadable"),
        (replace_by_folder, "unreadable"),
    ],
    ids=["missing", "truncated", "empty", "altered", "not gzip", "a folder"],
)
def test_a_damaged_file_is_named_with_what_was_found_and_how_to_restore_it(copied, damage, found):
    damage(copied / DAMAGED)
    with pytest.raises(TutorialError) as caught:
        load_data(copied)
    message = str(caught.value)
    assert str(copied / DAMAGED) in message
    assert found in message
    assert f"git checkout -- {DAMAGED}" in message
    assert "\n" not in message


def test_recompressing_a_file_changes_nothing(copied, test_set):
    path = copied / DAMAGED
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), compresslevel=1))
    assert np.array_equal(load_data(copied)[1][1], test_set[1])
