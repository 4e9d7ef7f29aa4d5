"""The site is made again when something that it shows has changed, and only then."""

import shutil

import pytest

from tutorial_keras.pipeline import Workspace
from tutorial_keras.publish.build import site_key

from ..conftest import ROOT


@pytest.fixture
def clone(tmp_path):
    for name in ("docs/tutorial", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("mkdocs.yml", "README.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "build" / "keys").mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("file", ["mkdocs.yml", "docs/tutorial/ethics.md", "docs/new.md", "build/keys/run"])
def test_a_changed_or_added_source_makes_the_site_stale(clone, file):
    before = site_key(Workspace(clone))
    with (clone / file).open("a") as source:
        source.write("\nOne more line.\n")
    assert site_key(Workspace(clone)) != before


@pytest.mark.parametrize("file", ["docs/tutorial/.ruff_cache/notes", "docs/.page.md.swp"])
def test_what_editors_and_linters_leave_behind_does_not(clone, file):
    before = site_key(Workspace(clone))
    (clone / file).parent.mkdir(exist_ok=True)
    (clone / file).write_text("of no consequence")
    assert site_key(Workspace(clone)) == before
