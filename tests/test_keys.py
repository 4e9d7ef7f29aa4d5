"""A key changes with the code it covers, and with nothing else."""

import re

import pytest

from tutorial_keras import keys

from .conftest import ROOT, python

SOURCES = {
    "__init__.py": "",
    "helpers.py": (
        'FACTOR = 3\n\ndef scale(x):\n    """Scale."""\n    return FACTOR * x\n\ndef unused(x):\n    return x\n'
    ),
    "shapes.py": "from . import helpers\n\ndef area(x):\n    return helpers.scale(x)\n",
    "folder/__init__.py": "from ..helpers import scale as passed_on\n",
    "folder/deep.py": (
        "import numpy as np\n"
        "from . import passed_on\n"
        "from ..shapes import area\n\n"
        "def note(text):\n    return lambda f: f\n\n"
        "class Kept:\n    size = 4\n\n    def grow(self):\n        return self.size + 1\n\n"
        '@note("a caption")\n'
        "def top(x):\n"
        '    """What it does."""\n'
        "    # a comment\n"
        "    def inner(y):\n"
        "        from ..helpers import FACTOR\n\n"
        "        return area(y) + FACTOR\n\n"
        "    return np.sum(inner(x)) + Kept().grow()\n\n"
        "def through(x):\n    return passed_on(x)\n"
    ),
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of a few modules; returns a function that edits it and asks for a key."""
    for name, source in SOURCES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    monkeypatch.setattr(keys, "PACKAGE", tmp_path)

    def key(name=None, old="", new="", root="folder.deep:top", **options):
        if name is not None:
            source = (tmp_path / name).read_text()
            assert old in source
            (tmp_path / name).write_text(source.replace(old, new, 1))
        forget()
        return keys.code_key(root, **options)

    yield key
    monkeypatch.undo()
    forget()


def forget():
    keys.code_key.cache_clear()
    keys._Module.read.cache_clear()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("folder/deep.py", "# a comment", "# another"),
        ("folder/deep.py", "What it does.", "What it does, said better."),
        ("folder/deep.py", "a caption", "a better caption"),
        ("folder/deep.py", "    return np.sum(", "\n\n    return np.sum("),
        ("helpers.py", "Scale.", "Multiply."),
        ("helpers.py", "def unused(x):\n    return x", "def unused(x):\n    return -x"),
    ],
    ids=["comment", "docstring", "decorator", "blank lines", "a helper's docstring", "an unused neighbour"],
)
def test_words_about_the_code_leave_the_key(package, name, old, new):
    assert package() == package(name, old, new)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("folder/deep.py", "np.sum", "np.prod"),
        ("folder/deep.py", "area(y) + FACTOR", "area(y) - FACTOR"),
        ("folder/deep.py", "self.size + 1", "self.size + 2"),
        ("folder/deep.py", "size = 4", "size = 5"),
        ("shapes.py", "helpers.scale(x)", "2 * helpers.scale(x)"),
        ("helpers.py", "return FACTOR * x", "return FACTOR + x"),
        ("helpers.py", "FACTOR = 3", "FACTOR = 4"),
    ],
    ids=[
        "body",
        "nested function",
        "method",
        "class constant",
        "helper",
        "through a module",
        "constant two steps away",
    ],
)
def test_a_change_of_anything_it_can_reach_changes_the_key(package, name, old, new):
    assert package() != package(name, old, new)


def test_a_name_passed_on_by_a_package_is_followed_to_its_home(package):
    assert package(root="folder.deep:through") != package(
        "helpers.py", "return FACTOR * x", "return x", root="folder.deep:through"
    )


def test_the_versions_of_imported_libraries_count_if_asked(package, monkeypatch):
    before, bare = package(), package(versions=False)
    monkeypatch.setattr(keys.importlib.metadata, "version", lambda name: "999")
    assert package() != before
    assert package(versions=False) == bare


def test_an_unknown_function_is_refused(package):
    with pytest.raises(KeyError, match="no function 'nothing' in module 'shapes'"):
        package(root="shapes:nothing")


def test_a_file_key_follows_the_content(tmp_path):
    path = tmp_path / "a"
    missing = keys.file_key(path)
    path.write_text("x")
    first = keys.file_key(path)
    path.write_text("y")
    second = keys.file_key(path)
    path.write_text("x")
    assert len({missing, first, second}) == 3
    assert keys.file_key(path) == first
    assert re.fullmatch("[0-9a-f]{16}", first)


def test_asking_whether_the_run_is_fresh_does_not_import_tensorflow():
    code = (
        "import sys; from tutorial_keras.pipeline import Workspace; from tutorial_keras.figures import find_figure; "
        f"w = Workspace({str(ROOT)!r}); print(w.run_key, w.figure_key(find_figure('conv1-filters'))); "
        "print({'tensorflow', 'keras'} & set(sys.modules))"
    )
    answer = python("-c", code)
    assert answer.stdout.splitlines()[-1] == "set()", answer.stderr
