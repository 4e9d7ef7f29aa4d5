"""The command line, run as a reader runs it: helpful when asked, one line when something is wrong."""

import signal
import subprocess
import sys
import time

import pytest

from tutorial_keras.figures import all_figures
from tutorial_keras.studies import STUDIES

from .conftest import ROOT, command, environment, python


@pytest.mark.parametrize("word", ["build", "train", "figures", "study", "bench"])
def test_every_command_has_help(word):
    answer = command(word, "--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"usage: python -m tutorial_keras {word}")


def test_help_shows_examples_that_the_parser_accepts():
    from tutorial_keras.__main__ import make_parser

    answer = command("--help")
    assert (answer.returncode, answer.stderr) == (0, "")
    examples = answer.stdout.split("examples:\n")[1].splitlines()
    assert len(examples) >= 4
    for line in examples:
        words = line.split("   ")[0].split()
        assert words[:3] == ["python", "-m", "tutorial_keras"]
        assert make_parser().parse_args(words[3:]).command == words[3]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["figures", "conv9-filters"], "no figure named 'conv9-filters'; there are dataset-samples, "),
        (["study", "sedes"], "no study named 'sedes'; there are settings, seeds"),
        (["train", "--seed", "-1", "--out", "made"], "argument --seed: received '-1'"),
        (["train", "--seed", "x", "--out", "made"], "argument --seed: received 'x'"),
        (["train", "--epochs", "0", "--out", "made"], "argument --epochs: received '0'"),
        (["train", "--epochs", "1.5", "--out", "made"], "argument --epochs: received '1.5'"),
        (["train", "--seed", "3"], "without --out"),
        (["train", "--epochs", "1", "--out", "file/run"], "cannot write to "),
        (["build"], "no mkdocs.yml in "),
        (["paint"], "invalid choice: 'paint'"),
        ([], "COMMAND"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_answered_in_one_line_and_writes_nothing(tmp_path, words, said):
    (tmp_path / "file").write_text("in the way")
    answer = command(*words, cwd=tmp_path)
    assert answer.returncode == 2
    assert answer.stdout == ""
    lines = answer.stderr.splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("tutorial_keras: ") and said in lines[0]
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


def test_a_figure_cannot_be_drawn_below_a_file(workspace, tmp_path):
    (tmp_path / "file").write_text("in the way")
    answer = command("figures", "parameters", "--out", str(tmp_path / "file" / "pictures"))
    assert answer.returncode == 2
    # the progress display has said that it started to draw
    assert [line for line in answer.stderr.splitlines() if line.startswith("tutorial_keras: cannot write to ")]
    assert "Traceback" not in answer.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["file"]


@pytest.mark.parametrize("folder", ["a file", "a folder of something else"])
def test_a_run_never_replaces_what_is_not_a_run(tmp_path, folder):
    target = tmp_path / "target"
    kept = target if folder == "a file" else target / "thesis.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("precious")
    answer = command("train", "--epochs", "1", "--out", str(target), timeout=300)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr
    assert kept.read_text() == "precious"


def test_figures_are_drawn_into_a_folder_in_all_their_forms(workspace, tmp_path):
    answer = command("figures", "parameters", "receptive-fields", "--out", str(tmp_path / "pictures"))
    assert answer.returncode == 0, answer.stderr
    made = {path.name: path.read_bytes() for path in (tmp_path / "pictures").iterdir()}
    kept = workspace.build / "figures"
    assert {
        "parameters-light.svg",
        "parameters-dark.svg",
        "receptive-fields-light.png",
        "receptive-fields-dark.png",
    } <= set(made)
    assert made == {
        f"{name}-{path.name}": path.read_bytes()
        for name in ("parameters", "receptive-fields")
        for path in (kept / name).iterdir()
    }


def test_lists_name_every_figure_and_every_study():
    listed = [line.split()[0] for line in command("figures", "--list").stdout.splitlines()]
    assert listed == list(all_figures())
    listed = [line.split()[0] for line in command("study", "--list").stdout.splitlines()]
    assert listed == list(STUDIES)


@pytest.mark.parametrize("words", [["figures", "--list"], ["study", "--list"], ["--help"]])
def test_lists_and_help_import_nothing_that_takes_long(words):
    code = (
        "import atexit, sys; from tutorial_keras.__main__ import main; slow = {'tensorflow', 'matplotlib', 'numpy'};"
        f"atexit.register(lambda: print('slow:', sorted(slow & set(sys.modules)))); main({words})"
    )
    assert python("-c", code).stdout.splitlines()[-1] == "slow: []"


def test_training_keeps_a_run_in_a_folder_and_says_how_it_went(tmp_path):
    from tutorial_keras.training import Run

    answer = command("train", "--epochs", "1", "--seed", "3", "--out", str(tmp_path / "run"), timeout=300)
    assert answer.returncode == 0, answer.stderr
    run = Run.load(tmp_path / "run")
    assert (run.settings.seed, run.settings.epochs) == (3, 1)
    computed, first, last = answer.stdout.splitlines()
    assert computed.startswith("computes on ")
    assert first == f"epoch 1   loss {run.history['loss'][0]:.4f}   accuracy {run.history['accuracy'][0]:.4f}"
    assert last.startswith("test      loss 0.") and str(tmp_path / "run") in last
    assert 0.85 < float(last.split("accuracy ")[1].split()[0]) < 0.93


def test_ctrl_c_stops_training_in_one_line_and_leaves_nothing(tmp_path):
    program = subprocess.Popen(
        [sys.executable, "-m", "tutorial_keras", "train", "--epochs", "50", "--out", str(tmp_path / "run")],
        cwd=ROOT,
        env=environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert "train the network …\n" in iter(program.stderr.readline, "")
    time.sleep(1)
    program.send_signal(signal.SIGINT)
    try:
        output, errors = program.communicate(timeout=60)
    finally:
        program.kill()
    assert program.returncode == 130
    assert output == ""
    assert errors.splitlines()[-1].startswith("tutorial_keras: stopped") and "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
