"""The tutorial's run is the build's in a clone, and elsewhere trained once and kept."""

from dataclasses import replace

import numpy as np
import pytest

from tutorial_keras import kept_run, load_run, training
from tutorial_keras.errors import TutorialError

from .conftest import ROOT


def test_in_a_clone_it_is_the_builds_own(workspace, run, capsys):
    loaded = load_run()
    assert loaded.seconds == run.seconds and loaded.settings == run.settings
    for one, other in zip(loaded.model.get_weights(), run.model.get_weights(), strict=True):
        assert np.array_equal(one, other)
    assert kept_run.run_key() == workspace.run_key and capsys.readouterr().out == ""
    assert (ROOT / "build" / "run").is_dir()


@pytest.fixture
def alone(tmp_path, monkeypatch, train_set):
    """The package alone, with a training of few images in the place of the real one; returns the folder of caches."""
    images, labels = (part[:640] for part in train_set)

    def train(on_progress):
        return training.train_with(replace(training.CHOSEN, epochs=1), images, labels, on_progress=on_progress)

    monkeypatch.setattr(kept_run, "PACKAGE", tmp_path / "site-packages" / "tutorial_keras")
    monkeypatch.setattr(training, "train", train)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches"


def test_elsewhere_it_is_trained_once_and_kept(alone, monkeypatch, capsys):
    first = load_run()
    assert capsys.readouterr().out.startswith("Training the tutorial's network, once")
    assert (alone / "tutorial_keras" / "run" / "model.keras").is_file()
    monkeypatch.setattr(training, "train", None)
    second = load_run()
    assert capsys.readouterr().out == "" and second.seconds == first.seconds
    (alone / "tutorial_keras" / "run" / "model.keras").write_bytes(b"damaged")
    with pytest.raises(TypeError):  # it would train again
        load_run()


def test_without_a_place_to_keep_it_one_line_says_so(alone):
    alone.write_text("a file where a folder should be")
    with pytest.raises(TutorialError, match="expected a writable folder"):
        load_run()
