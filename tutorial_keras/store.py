"""A folder of artefacts, each stored with what it was made from, so that nothing is made twice and nothing is stale."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from .files import atomic_file, atomic_folder, write_text


class Store:
    """Artefacts below one folder: single files, or folders of files.

    Beside them `keys/` holds a record of each: its key, which names what it was made from; the digests of its files, so
    that one damaged, deleted or overwritten by another program is noticed; and how long it took.

    Attributes:
        build: the folder.
    """

    def __init__(self, build: Path):
        self.build = build

    def is_fresh(self, name: str, key: str) -> bool:
        """Whether the artefact `name` (a path below `build`) was made from what `key` names, and is still as made."""
        record = self._record(name)
        return record.get("key") == key and record.get("files") == digests(self.build / name)

    def make(
        self, name: str, key: str, write: Callable[[Path], None], *, folder: bool = True, again: bool = False
    ) -> bool:
        """Bring one artefact up to date; say whether that took any work.

        Args:
            name: its path below `build`, or `../site`.
            key: what it is made from.
            write: fills the temporary folder, or writes the temporary file, that it is given.
            folder: whether the artefact is a folder.
            again: make it even if it is fresh.
        """
        if self.is_fresh(name, key) and not again:
            return False
        # without a record it counts as stale until it is whole, even if this program is killed in between
        self.forget(name)
        with (atomic_folder if folder else atomic_file)(self.build / name) as temporary:
            started = time.perf_counter()
            write(temporary)
            seconds = time.perf_counter() - started
        record = {"key": key, "seconds": seconds, "files": digests(self.build / name)}
        write_text(self._record_file(name), json.dumps(record, indent=1))
        return True

    def forget(self, name: str) -> None:
        """Count an artefact as stale from now on."""
        self._record_file(name).unlink(missing_ok=True)

    def seconds(self, prefix: str) -> float:
        """How long an artefact took to make, or, for a `prefix/`, all artefacts below it together."""
        name = self._record_file(prefix).name
        files = (self.build / "keys").glob(name + "*" if prefix.endswith("/") else name)
        return sum(json.loads(file.read_text())["seconds"] for file in files)

    def records(self, but: str) -> list[Path]:
        """The files that record what each artefact was made from, except one artefact's."""
        return sorted(path for path in (self.build / "keys").iterdir() if path != self._record_file(but))

    def _record(self, name: str) -> dict:
        try:
            return json.loads(self._record_file(name).read_text())
        except (OSError, ValueError):
            return {}

    def _record_file(self, name: str) -> Path:
        return self.build / "keys" / name.replace("/", "--")


def digests(path: Path) -> dict[str, str]:
    """The digest of each file of an artefact by its path inside it; empty if nothing is there."""
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return {
        file.relative_to(path).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()[:16]
        for file in files
        if file.is_file()
    }
