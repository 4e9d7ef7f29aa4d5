"""Artefacts are made once, made again when what they are made from changes, and never left half made."""

import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tutorial_keras import keys
from tutorial_keras.data import load_data
from tutorial_keras.errors import TutorialError
from tutorial_keras.figures import find_figure
from tutorial_keras.files import write_text
from tutorial_keras.keys import PACKAGE
from tutorial_keras.pipeline import Workspace, require_project
from tutorial_keras.publish.build import make_artefacts

from .conftest import python


@pytest.fixture
def empty(tmp_path):
    return Workspace(tmp_path)


def test_an_artefact_is_made_once_for_each_key(empty):
    made = []

    def write(folder):
        made.append(folder)
        (folder / "a").write_text(str(len(made)))

    assert [empty.make("x", key, write) for key in ("k1", "k1", "k2", "k2", "k1")] == [True, False, True, False, True]
    assert (empty.build / "x" / "a").read_text() == "3"
    assert empty.make("x", "k1", write, again=True)
    assert len(made) == 4


def test_an_artefact_that_was_deleted_is_made_again(empty):
    assert empty.make("x", "k", lambda path: path.write_text("a"), folder=False)
    (empty.build / "x").unlink()
    assert not empty.is_fresh("x", "k")
    assert empty.make("x", "k", lambda path: path.write_text("a"), folder=False)


@pytest.mark.parametrize("harm", ["altered", "deleted", "joined by another"])
def test_an_artefact_of_which_a_file_was_harmed_is_made_again(empty, harm):
    def write(folder):
        (folder / "inner").mkdir()
        for name in ("a", "inner/b"):
            (folder / name).write_text(name)

    empty.make("x", "k", write)
    assert empty.is_fresh("x", "k")
    file = empty.build / "x" / "inner" / "b"
    if harm == "altered":
        file.write_text("B")
    elif harm == "deleted":
        file.unlink()
    else:
        file.with_name("c").write_text("c")
    assert not empty.is_fresh("x", "k")
    assert empty.make("x", "k", write)
    assert [path.name for path in (empty.build / "x" / "inner").iterdir()] == ["b"] and file.read_text() == "inner/b"


def test_the_time_of_a_stage_is_the_sum_over_its_artefacts_and_of_no_namesake(empty):
    for name in ("maps/a", "maps/ab"):
        empty.make(name, "k", lambda folder: (folder / "x").write_text("x"))
    parts = [empty.seconds(f"maps/{name}") for name in ("a", "ab")]
    assert all(part > 0 for part in parts)
    assert empty.seconds("maps/") == pytest.approx(sum(parts))


def test_a_failed_remake_keeps_the_old_artefact_but_calls_it_stale(empty):
    empty.make("x", "k1", lambda path: path.write_text("old"), folder=False)

    def fail(path):
        path.write_text("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        empty.make("x", "k2", fail, folder=False)
    assert (empty.build / "x").read_text() == "old"
    assert not empty.is_fresh("x", "k1") and not empty.is_fresh("x", "k2")


def train_a_little(on_progress):
    """Ten steps, in the place of the tutorial's training."""
    from tutorial_keras.training import CHOSEN, train_with

    images, labels = load_data()[0]
    return train_with(replace(CHOSEN, epochs=1, batch_size=100), images[:1000], labels[:1000], on_progress=on_progress)


KILLED = """
import os, signal, sys
from tests.test_pipeline import train_a_little
from tutorial_keras import training
from tutorial_keras.pipeline import Workspace
training.train = train_a_little
Workspace(sys.argv[1]).make_run(lambda name, share: share > 0.3 and os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_build_killed_in_training_leaves_no_run_and_the_next_one_goes_on(tmp_path, monkeypatch):
    assert python("-c", KILLED, str(tmp_path)).returncode == -9
    assert not (tmp_path / "build" / "run").exists()
    workspace = Workspace(tmp_path)
    assert not workspace.is_fresh("run", workspace.run_key)
    monkeypatch.setattr("tutorial_keras.training.train", train_a_little)
    assert workspace.make_run()
    assert sorted(path.name for path in (tmp_path / "build" / "run").iterdir()) == [
        "checkpoints.npz",
        "history.json",
        "model.keras",
    ]
    assert not workspace.make_run()


def test_a_second_build_makes_nothing_anew(workspace):
    def times():
        return {path: path.stat().st_mtime_ns for path in workspace.build.rglob("*") if path.is_file()}

    before, heard = times(), []
    make_artefacts(Workspace(workspace.root), lambda name, share: heard.append(name), printed=False)
    assert times() == before
    assert heard == []


def test_a_changed_caption_redraws_nothing_and_a_changed_body_only_what_it_draws(tmp_path, monkeypatch):
    copy = tmp_path / "package"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("fashion_mnist", "fonts", "__pycache__"))
    monkeypatch.setattr(keys, "PACKAGE", copy)
    module = copy / "figures" / "filters.py"

    def figure_keys():
        keys.code_key.cache_clear()
        keys._Module.read.cache_clear()
        workspace = Workspace(tmp_path)
        return [workspace.figure_key(find_figure(name)) for name in ("conv1-filters", "training-loss")]

    before = figure_keys()
    source = module.read_text()
    caption = find_figure("conv1-filters").caption[:20]
    assert caption in source
    module.write_text(source.replace(caption, "Another beginning of"))
    assert figure_keys() == before

    module.write_text(source.replace("    return sheet.figure", "    print(1)\n    return sheet.figure"))
    after = figure_keys()
    assert after[0] != before[0] and after[1] == before[1]

    module.write_text(source.replace('"conv1-filters",', '"conv1-filters",\n    # a comment'))
    assert figure_keys() == before

    style = copy / "figures" / "style.py"
    style.write_text(style.read_text().replace("PIXELS_PER_INCH = 100", "PIXELS_PER_INCH = 101"))
    assert figure_keys()[0] != before[0]
    monkeypatch.undo()
    keys.code_key.cache_clear()
    keys._Module.read.cache_clear()


def test_numbers_and_arrays_are_read_by_name(workspace):
    assert workspace.read("training.loss.0") == workspace.results["training"]["loss"][0]
    with np.load(workspace.build / "measures" / "errors" / "arrays.npz") as archive:
        assert np.array_equal(workspace.read("errors/matrix"), archive["matrix"])


def test_a_folder_without_the_project_is_refused(tmp_path):
    with pytest.raises(TutorialError, match=re.escape(f"no mkdocs.yml in {tmp_path}")):
        require_project(tmp_path)
    write_text(tmp_path / "mkdocs.yml", "")
    require_project(tmp_path)
