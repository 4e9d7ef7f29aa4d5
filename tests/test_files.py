"""Whatever happens while a file is written, the old one or the new one is there, whole."""

import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.files import atomic_file, atomic_folder, write_text

from .conftest import python


def listing(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_finished_file_and_a_finished_folder_replace_the_old_ones(tmp_path):
    for text in ("old", "new"):
        write_text(tmp_path / "made" / "a.txt", text)
        with atomic_folder(tmp_path / "folder") as folder:
            (folder / text).write_text(text)
    assert listing(tmp_path) == {"made/a.txt": "new", "folder/new": "new"}


@pytest.mark.parametrize("kind", [atomic_file, atomic_folder])
def test_an_exception_half_way_leaves_the_old_one_and_nothing_else(tmp_path, kind):
    target = tmp_path / "target.txt"
    inside = "a" if kind is atomic_folder else "."
    with kind(target) as temporary:
        (temporary / inside).write_text("old") if kind is atomic_folder else temporary.write_text("old")
    before = listing(tmp_path)
    with pytest.raises(ZeroDivisionError), kind(target) as temporary:
        (temporary / inside).write_text("half") if kind is atomic_folder else temporary.write_text("half")
        raise ZeroDivisionError
    assert listing(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["target.txt"]


@pytest.mark.parametrize("end", ["os._exit(1)", "os.kill(os.getpid(), signal.SIGKILL)"])
@pytest.mark.parametrize("kind", ["atomic_file", "atomic_folder"])
def test_a_killed_program_leaves_the_old_one(tmp_path, kind, end):
    target = tmp_path / "target"
    write = f"(t / 'a').write_text('half'); {end}" if kind == "atomic_folder" else f"t.write_text('half'); {end}"
    if kind == "atomic_folder":
        target.mkdir()
    old = target / "a" if kind == "atomic_folder" else target
    old.write_text("old")
    code = (
        "import os, signal; from pathlib import Path; from tutorial_keras.files import *\n"
        f"with {kind}(Path({str(target)!r})) as t: {write}"
    )
    answer = python("-c", code)
    assert answer.returncode != 0 and answer.stderr == ""
    assert old.read_text() == "old"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_around_the_exchange_of_folders_leaves_one_of_them_whole(tmp_path, moment):
    """Killed at each rename and removal in turn, the target must never be half of anything."""
    target = tmp_path / "target"
    for number in range(1, 8):
        target.mkdir(exist_ok=True)
        for name in ("a", "b"):
            (target / name).write_text("old")
        code = f"""
import os, shutil
from pathlib import Path
from tutorial_keras.files import atomic_folder
calls = 0
def deadly(function):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == {number} and {moment == "before"}:
            os._exit(9)
        result = function(*args, **kwargs)
        if calls == {number}:
            os._exit(9)
        return result
    return call
for home, name in [(os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir"), (shutil, "rmtree")]:
    setattr(home, name, deadly(getattr(home, name)))
with atomic_folder(Path({str(target)!r})) as folder:
    for name in ("a", "b"):
        (folder / name).write_text("new")
"""
        python("-c", code)
        left = listing(target) if target.exists() else {}
        assert left in ({"a": "old", "b": "old"}, {"a": "new", "b": "new"}) or not target.exists(), (number, left)


@pytest.mark.parametrize("kind", [atomic_file, atomic_folder])
def test_a_place_that_cannot_be_written_to_is_named(tmp_path, kind):
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(TutorialError, match=r"cannot write to .*file.*expected a writable folder"),
        kind(tmp_path / "file" / "target"),
    ):
        pytest.fail("the block must not run")
    assert listing(tmp_path) == {"file": "in the way"}
