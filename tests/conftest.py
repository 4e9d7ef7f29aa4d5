"""What several tests share: the project's own artefacts, brought up to date once, and a way to run commands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tutorial_keras.data import load_data
from tutorial_keras.pipeline import Workspace
from tutorial_keras.publish.build import make_artefacts, make_site
from tutorial_keras.publish.pdf import make_pdf

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def workspace() -> Workspace:
    """The project's workspace, up to date: after `python -m tutorial_keras build` this takes no time."""
    workspace = Workspace(ROOT)
    make_artefacts(workspace, printed=False)
    return workspace


@pytest.fixture(scope="session")
def site(workspace) -> Path:
    """The folder of the built site."""
    make_pdf(workspace)
    make_site(workspace)
    return ROOT / "site"


@pytest.fixture(scope="session")
def run(workspace):
    """The project's own training run."""
    return workspace.load_run()


@pytest.fixture(scope="session")
def test_set():
    """Test images (10000, 28, 28) and labels (10000,)."""
    return load_data()[1]


@pytest.fixture(scope="session")
def train_set():
    """Training images (60000, 28, 28) and labels (60000,)."""
    return load_data()[0]


def environment() -> dict[str, str]:
    """This process's environment, with the package importable from any folder."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def python(*words: str, cwd: Path = ROOT, timeout: float = 200) -> subprocess.CompletedProcess:
    """Run Python on `words` in a process of its own."""
    return subprocess.run(
        [sys.executable, *words], cwd=cwd, env=environment(), capture_output=True, text=True, timeout=timeout
    )


def command(*words: str, cwd: Path = ROOT, timeout: float = 200) -> subprocess.CompletedProcess:
    """Run `python -m tutorial_keras` on `words`."""
    return python("-m", "tutorial_keras", *words, cwd=cwd, timeout=timeout)
