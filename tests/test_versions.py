"""Libraries that are too old are named in one line; those that the tests run with are new enough."""

import importlib.metadata

import pytest

from tutorial_keras.versions import OldLibraries, check_versions

REQUIREMENTS = ["tensorflow<2.22,>=2.20", "keras<4,>=3.12", "mkdocs>=99", 'numpy>=99; extra == "dev"']


def versions(monkeypatch, **installed):
    def version(name):
        if name not in installed:
            raise importlib.metadata.PackageNotFoundError(name)
        return installed[name]

    monkeypatch.setattr(importlib.metadata, "requires", lambda name: REQUIREMENTS)
    monkeypatch.setattr(importlib.metadata, "version", version)


def test_new_enough_libraries_pass_and_newer_ones_too(monkeypatch):
    versions(monkeypatch, tensorflow="2.20.0", keras="3.12.0")
    check_versions()
    versions(monkeypatch, tensorflow="2.30.0rc1", keras="4.0")
    check_versions()


def test_old_and_missing_libraries_are_named_in_one_line_without_a_traceback(monkeypatch):
    versions(monkeypatch, tensorflow="2.9.1")
    with pytest.raises(OldLibraries) as caught:
        check_versions()
    (line,) = caught.value._render_traceback_()
    assert "tensorflow 2.9.1 (expected >=2.20)" in line and "keras missing (expected >=3.12)" in line
    assert "mkdocs" not in line and "numpy" not in line and "\n" not in line
