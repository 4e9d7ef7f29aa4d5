"""Studies: committed rows belong to the present code, and a stopped study goes on where it was."""

import json
import os
import platform
import re
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from scipy import stats

from tutorial_keras import studies
from tutorial_keras.errors import TutorialError
from tutorial_keras.studies import engine

from ..conftest import ROOT, command, environment


@pytest.mark.parametrize("name", studies.STUDIES)
def test_the_committed_rows_were_made_by_the_present_code(name):
    committed = json.loads((studies.RESULTS / f"{name}.json").read_text())
    redo = f"run 'python -m tutorial_keras study {name}' and commit its rows"
    keys = {committed["code_key"], committed.get("confirmed", {}).get("code_key")}
    assert studies.study_key(name) in keys, f"the code behind study {name} has changed: {redo}"
    assert committed["command"] == f"python -m tutorial_keras study {name}"
    assert {"tensorflow", "keras", "numpy"} <= set(committed["versions"])
    if "machines" in committed:  # rows made before this was kept have none
        assert all(set(machine) == set(engine.this_machine()) for machine in committed["machines"])
        assert len(committed["seconds"]) == len(committed["rows"])
    tasks = studies.STUDIES[name].tasks
    assert [{key: row[key] for key in task} for row, task in zip(committed["rows"], tasks, strict=True)] == tasks


def test_no_rows_are_committed_of_a_study_that_is_gone():
    assert {file.stem for file in studies.RESULTS.glob("*.json")} == set(studies.STUDIES)


def test_settings_are_chosen_without_the_test_images():
    rows = studies.study_results("settings")["rows"]
    assert not [name for row in rows for name in row if name.startswith("test")]
    assert {row["seed"] for row in rows}.isdisjoint({*studies.SEEDS, 42})


def test_the_chosen_settings_are_the_ones_that_won():
    from tutorial_keras.training import CHOSEN

    means: dict[tuple, list[float]] = {}
    for row in studies.study_results("settings")["rows"]:
        means.setdefault((row["scale"], row["schedule"], row["peak_rate"]), []).append(row["val_accuracy"][-1])
    scale, schedule, rate = max(means, key=lambda setting: sum(means[setting]) / len(means[setting]))
    assert (CHOSEN.scale, CHOSEN.schedule, CHOSEN.peak_rate) == (studies.SCALES[scale], schedule, rate)


@pytest.fixture
def tiny(tmp_path, monkeypatch):
    """A study of three tasks that takes no time; returns the list of tasks that were run."""
    ran = []

    def task(parameters):
        if parameters["seed"] == 2 and 2 not in stopped:
            stopped.append(2)
            raise KeyboardInterrupt
        ran.append(parameters["seed"])
        return {"square": parameters["seed"] ** 2}

    stopped: list[int] = []
    tasks = [{"seed": seed} for seed in range(3)]
    # its key is read from the source of a function that exists
    monkeypatch.setitem(studies.STUDIES, "tiny", studies.Study("How?", 1, "training:test_seed", tasks))
    monkeypatch.setattr(studies.Study, "load", lambda self: task)
    monkeypatch.setattr(studies, "RESULTS", tmp_path / "results")
    return ran


def test_a_stopped_study_keeps_its_answers_and_runs_only_the_rest(tiny, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    assert tiny == [0, 1]
    assert not (tmp_path / "results").exists()

    heard = []
    result = engine.run_study("tiny", tmp_path / "scratch", jobs=1, on_progress=lambda *done: heard.append(done))
    assert tiny == [0, 1, 2]
    assert heard == [(2, 3), (3, 3)]
    assert result["rows"] == [{"seed": 0, "square": 0}, {"seed": 1, "square": 1}, {"seed": 2, "square": 4}]
    assert studies.study_results("tiny") == result

    engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    assert tiny == [0, 1, 2]


def test_rows_come_with_the_machine_the_libraries_and_each_tasks_seconds(tiny, tmp_path, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    kept = next((tmp_path / "scratch" / "tiny").iterdir())
    kept.write_text(json.dumps(json.loads(kept.read_text())["row"]))  # as older ones were: the row alone
    made = engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    assert [row["square"] for row in made["rows"]] == [0, 1, 4]
    assert [seconds is None for seconds in made["seconds"]].count(True) == 1
    assert all(0 <= seconds < 1 for seconds in made["seconds"] if seconds is not None)
    assert made["machines"] == [engine.this_machine()]
    assert set(made["versions"]) == {"tensorflow", "keras", "numpy", "scipy", "sklearn"}
    assert not any(value == "not installed" for value in made["versions"].values())
    assert platform.node() not in json.dumps(made["machines"])


def test_rows_are_written_one_a_line(tiny, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    lines = (studies.RESULTS / "tiny.json").read_text().splitlines()
    assert '  {"seed": 1, "square": 1},' in lines


def test_rows_are_confirmed_only_if_repeated_tasks_give_them_to_the_last_bit(tiny, tmp_path, monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    made = engine.run_study("tiny", tmp_path / "scratch", jobs=1)
    monkeypatch.setattr(engine, "study_key", lambda name: "another key")
    tiny.clear()
    confirmed = engine.confirm_study("tiny", 2, jobs=1)
    assert tiny == [0, 2]
    assert confirmed["rows"] == made["rows"] and confirmed["code_key"] == made["code_key"]
    assert confirmed["confirmed"] == {"code_key": "another key", "rows": [0, 2]}
    assert studies.study_results("tiny") == confirmed

    monkeypatch.setattr(studies.Study, "load", lambda self: lambda parameters: {"square": 4.000000001})
    before = (studies.RESULTS / "tiny.json").read_text()
    with pytest.raises(TutorialError, match="another row"):
        engine.confirm_study("tiny", 2, jobs=1)
    assert (studies.RESULTS / "tiny.json").read_text() == before

    study = studies.STUDIES["tiny"]
    monkeypatch.setitem(studies.STUDIES, "tiny", studies.Study("How?", 1, study.task, study.tasks[:2]))
    with pytest.raises(TutorialError, match="other tasks"):
        engine.confirm_study("tiny", 2, jobs=1)


def test_an_unknown_study_is_answered_with_those_there_are():
    with pytest.raises(TutorialError, match=re.escape(f"'sedes'; there are {', '.join(studies.STUDIES)}")):
        studies.find_study("sedes")


def test_a_task_repeated_here_gives_what_was_committed_up_to_the_spread_of_seeds():
    study = studies.STUDIES["filters"]
    task = {"filters": "none", "seed": 0}  # the quickest of all: no convolution
    rows = [row for row in studies.study_results("filters")["rows"] if row["filters"] == "none"]
    committed = np.array([row["test_accuracy"] for row in rows])
    repeated = study.load()(task)["test_accuracy"]
    # on the machine that made the rows it is the same number; elsewhere rounding differs, as between two seeds
    spread = committed.std(ddof=1) * np.sqrt(1 + 1 / len(committed))
    low, high = stats.t.interval(0.999, len(committed) - 1, repeated, spread)
    assert low <= rows[0]["test_accuracy"] <= high
    assert rows[0]["seed"] == 0
    assert high - low < 0.02


PROCESS_STUDY = """
import os, sys
from pathlib import Path
from tutorial_keras import studies
from tutorial_keras.studies import engine

def load(self):
    return lambda parameters: {"square": parameters["seed"] ** 2, "process": os.getpid()}

studies.Study.load = load
studies.STUDIES["tiny"] = studies.Study("How?", 1, "training:test_seed", [{"seed": seed} for seed in range(8)])
"""


def test_a_dask_cluster_of_two_workers_answers_as_this_machine_does(tmp_path):
    distributed = pytest.importorskip("distributed", reason="needs Dask's package `distributed`")
    (tmp_path / "stub.py").write_text(PROCESS_STUDY)
    program = PROCESS_STUDY + (
        "studies.RESULTS = Path(sys.argv[2])\n"
        "engine.run_study('tiny', Path(sys.argv[2]) / 'scratch', scheduler=sys.argv[1])\n"
    )
    places = {**os.environ, **environment()}
    places["PYTHONPATH"] = f"{ROOT}{os.pathsep}{tmp_path}"
    with (
        pytest.MonkeyPatch.context() as patch,
        distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster,
    ):
        patch.setenv("PYTHONPATH", places["PYTHONPATH"])
        workers = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "distributed.cli.dask_worker",
                    cluster.scheduler_address,
                    "--nthreads",
                    "1",
                    "--no-dashboard",
                    "--preload",
                    "stub",
                    "--local-directory",
                    str(tmp_path),
                ],
                env=places,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        try:
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                client.wait_for_workers(2, timeout=60)
            words = [sys.executable, "-c", program, cluster.scheduler_address, str(tmp_path)]
            done = subprocess.run(words, env=places, capture_output=True, text=True, timeout=120)
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "tiny.json").read_text())["rows"]
    assert [row["square"] for row in rows] == [seed**2 for seed in range(8)]
    assert len({row["process"] for row in rows}) == 2


def test_one_who_listens_and_is_no_scheduler_is_named_within_seconds():
    pytest.importorskip("distributed", reason="needs Dask's package `distributed`")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        started = time.monotonic()
        with pytest.raises(TutorialError, match=f"'{address}', where no Dask scheduler answers"):
            engine._require_answer(address)
    assert time.monotonic() - started < engine.CONNECTING + 3


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--backend", "dask"], "--scheduler None"),
        (["--scheduler", "tcp://127.0.0.1:1"], "--backend local"),
        (["--backend", "dask", "--scheduler", "nowhere at all"], "'nowhere at all'; expected an address"),
        (["--backend", "dask", "--scheduler", "tcp://127.0.0.1:99999"], "which does not answer"),
        (["--backend", "dask", "--scheduler", "tcp://127.0.0.1:1"], "which does not answer"),
        (["--backend", "dask", "--scheduler", "foo://127.0.0.1:80"], "'foo://127.0.0.1:80'; expected an address"),
        (["--backend", "dask", "--scheduler", f"tcp://{'a' * 70}:80"], "which does not answer"),
        (["--backend", "dask", "--confirm", "1"], "--confirm and --backend dask"),
        (["--list"], "--list and 'seeds'"),
        (["--backend", "slurm"], "invalid choice"),
        (["--jobs", "0"], "whole number"),
    ],
)
def test_a_backend_that_cannot_be_used_gets_one_line(words, expected):
    done = command("study", "seeds", *words, timeout=60)
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
