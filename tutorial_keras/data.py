"""Fashion-MNIST, read from four files that lie beside this module.

Source: Xiao, Rasul & Vollgraf (2017), "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine
Learning Algorithms", https://arxiv.org/abs/1708.07747. The file format is IDX, as for the original MNIST.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from pathlib import Path

import numpy as np

from .errors import TutorialError

CLASS_NAMES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)
"""The ten names, in label order: `CLASS_NAMES[label]`."""

DATA_FOLDER = Path(__file__).parent / "fashion_mnist"

# SHA-256 of the uncompressed bytes: recompressing a file changes nothing, altering a pixel does.
CHECKSUMS = {
    "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


def load_data(
    folder: Path | str = DATA_FOLDER,
) -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Read all of Fashion-MNIST, in the form of `keras.datasets.fashion_mnist.load_data()`.

    Nothing is downloaded and nothing is cached. The checksum of each file is verified.

    Args:
        folder: where the four IDX files lie; by default the copies inside this package.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: uint8 arrays of shapes (60000, 28, 28), (60000,),
        (10000, 28, 28) and (10000,). Pixels run from 0 (background) to 255; labels index `CLASS_NAMES`.

    Raises:
        TutorialError: a file is missing, truncated or altered. The message names it and says how to restore it.
    """
    x_train, y_train, x_test, y_test = (_read_idx(Path(folder) / name) for name in CHECKSUMS)
    return (x_train, y_train), (x_test, y_test)


def data_key() -> str:
    """A short name for the data's content, for the keys of what is computed from it."""
    return hashlib.sha256("".join(CHECKSUMS.values()).encode()).hexdigest()[:16]


def _read_idx(path: Path) -> np.ndarray:
    """Decode one gzip-compressed IDX file of unsigned bytes.

    IDX: two zero bytes, the type (8 = unsigned byte), the number of axes, each axis's length as a
    big-endian 32-bit integer, then the values in C order.
    """
    restore = f"restore it with 'git checkout -- {path.name}' in {path.parent}, or reinstall the package"
    try:
        content = gzip.decompress(path.read_bytes())
    except OSError as error:
        found = "not there" if isinstance(error, FileNotFoundError) else f"unreadable ({error})"
        raise TutorialError(f"data file {path} is {found}; {restore}") from None
    except (EOFError, zlib.error) as error:
        size = path.stat().st_size
        raise TutorialError(f"data file {path} is damaged ({size} bytes; {error}); {restore}") from None

    found = hashlib.sha256(content).hexdigest()
    expected = CHECKSUMS[path.name]
    if found != expected:
        raise TutorialError(
            f"data file {path} has been altered: its content has SHA-256 {found[:16]}…, "
            f"expected {expected[:16]}…; {restore}"
        )
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
