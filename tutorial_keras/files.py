"""Writing files so that a stopped program leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import TutorialError

_PREFIX = ".making-"


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
        old = _temporary(target)
        with _one_line(target):
            if target.exists():
                target.rename(old)  # aside first: deleting it in place would leave half of it if stopped
            temporary.rename(target)
        shutil.rmtree(old, ignore_errors=True)
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
        with _one_line(target):
            os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)


def require_writable(folder: Path) -> None:
    """Make sure, before any work is done for it, that files can be written into `folder`; make it if need be."""
    _temporary(folder / "file")


@contextmanager
def _one_line(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TutorialError(f"cannot write {target}: {error.strerror}") from None


def write_text(target: Path, text: str) -> None:
    """Write `text` to `target`, whole or not at all."""
    with atomic_file(target) as temporary:
        temporary.write_text(text, encoding="utf-8")


def remove_abandoned(*folders: Path, seconds: float = 3600) -> None:
    """Remove temporary files and folders that a killed program left in `folders` at least so many seconds ago."""
    for folder in folders:
        for path in folder.glob(f"{_PREFIX}*"):
            if time.time() - path.stat().st_mtime >= seconds:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def _temporary(target: Path) -> Path:
    """A free name beside `target` with the same ending, in a folder that is known to be writable."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=target.suffix, dir=target.parent)
    except OSError as error:
        raise TutorialError(f"cannot write to {target.parent}: {error.strerror}; expected a writable folder") from None
    os.close(handle)
    os.unlink(name)
    return Path(name)
