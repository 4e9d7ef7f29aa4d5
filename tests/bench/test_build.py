"""The benchmark of the build: its arithmetic, and its small steps for real."""

import argparse
import sys

import pytest

from tutorial_keras.bench import build, memory
from tutorial_keras.bench.build import MODULE, change, compared, copy_project, lines, merged
from tutorial_keras.bench.compare import in_words
from tutorial_keras.errors import TutorialError

from ..conftest import ROOT


def test_rounds_are_merged_step_by_step():
    found = merged([{"seconds": 3.0, "bytes": 2e6, "drawn": 1}, {"seconds": 5.0, "bytes": 4e6, "drawn": 1}])
    assert found["seconds"]["median"] == 4.0 and found["megabytes"]["high"] == 4.0 and found["drawn"] == 1
    assert "megabytes" not in merged([{"seconds": 1.0}])
    said = lines({"steps": {"a step": found}})[1]
    assert said.startswith("a step  ") and in_words(found["seconds"]) in said
    assert " ".join(said.split()).endswith(" 3 (2 to 4) 1")


def test_each_step_is_a_share_of_the_first_build_of_its_round():
    rounds = [("from nothing", {"seconds": 100.0}), ("later", {"seconds": 1.0})]
    rounds += [("from nothing", {"seconds": 50.0}), ("later", {"seconds": 2.0})]
    steps = compared(rounds)["steps"]
    assert steps["later"]["of_first_build"]["values"] == [0.01, 0.04]
    assert "of_first_build" not in steps["from nothing"]
    assert "of_first_build" not in compared([("later", {"seconds": 1.0})])["steps"]["later"]


def test_only_builds_from_nothing_are_kept():
    with pytest.raises(TutorialError, match="received --warm and --keep"):
        build.measure(argparse.Namespace(warm=True, keep=True, repeats=1), lambda share: None)


def test_the_copy_has_the_sources_and_artefacts_only_if_asked(tmp_path):
    for name in ("docs/a.md", "build/run/x", "site/index.html", ".git/HEAD", "tutorial_keras/__pycache__/x.pyc"):
        (tmp_path / "from" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "from" / name).write_text("")
    for place, artefacts in (("bare", False), ("whole", True)):
        copy_project(tmp_path / "from", tmp_path / place, artefacts)
        made = {
            path.relative_to(tmp_path / place).as_posix() for path in (tmp_path / place).rglob("*") if path.is_file()
        }
        assert made == {"docs/a.md"} | ({"build/run/x", "site/index.html"} if artefacts else set())


def test_its_edits_fit_the_sources(tmp_path):
    """A caption and a line of code that it changes must be there."""
    copy_project(ROOT, tmp_path / "clone", artefacts=False)
    seen = []
    original = (ROOT / MODULE).read_text()
    for step in (build.after_caption, build.after_code):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "build", lambda clone: seen.append((clone / MODULE).read_text()))
            step(tmp_path / "clone")
    assert len({original, *seen}) == 3
    with pytest.raises(TutorialError, match="no 'nowhere' to change"):
        change(tmp_path / "clone", MODULE, "nowhere", "there")


def test_memory_counts_the_program_and_what_it_starts(tmp_path):
    """Two processes of 60 MB each at once."""
    code = "block = bytearray(60_000_000); import time; time.sleep(1)"
    both = f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {code!r}]); {code}; child.wait()"
    alone = memory.watched([sys.executable, "-c", code], tmp_path)["bytes"]
    together = memory.watched([sys.executable, "-c", both], tmp_path)
    assert 60e6 < alone < 110e6
    assert 120e6 < together["bytes"] < 220e6 and together["seconds"] > 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory processes share")
def test_memory_that_processes_share_counts_once(tmp_path):
    code = "import os, time; block = bytearray(b'1') * 100_000_000; os.fork(); time.sleep(1)"
    assert 100e6 < memory.watched([sys.executable, "-c", code], tmp_path)["bytes"] < 170e6


def test_a_failing_program_is_named(tmp_path):
    with pytest.raises(TutorialError, match="failed: ZeroDivisionError"):
        memory.watched([sys.executable, "-c", "1 / 0"], tmp_path)
