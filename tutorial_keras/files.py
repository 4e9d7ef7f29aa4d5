"""Writing files so that a stopped program leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import TutorialError


@contextmanager
def atomic_folder(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill; once filled, rename it to `target`, replacing what is there.

    Raises:
        TutorialError: the place cannot be written to.
    """
    temporary = _temporary(target)
    try:
        temporary.mkdir()
        yield temporary
        if target.exists():
            shutil.rmtree(target)
        temporary.rename(target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def atomic_file(target: Path) -> Iterator[Path]:
    """Give a path to write to; once written, rename it to `target`.

    Raises:
        TutorialError: the place cannot be written to.
    """
    temporary = _temporary(target)
    try:
        yield temporary
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(target: Path, text: str) -> None:
    """Write `text` to `target`, whole or not at all."""
    with atomic_file(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def _temporary(target: Path) -> Path:
    """A free name beside `target` with the same ending, in a folder that is known to be writable."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".making-", suffix=target.suffix, dir=target.parent)
    except OSError as error:
        raise TutorialError(f"cannot write to {target.parent}: {error.strerror}; expected a writable folder") from None
    os.close(handle)
    os.unlink(name)
    return Path(name)
