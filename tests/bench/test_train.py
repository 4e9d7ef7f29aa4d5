"""The comparison of trainings: small sizes, its structure and its arithmetic, not its times."""

import argparse
import json

import pytest

from tutorial_keras.bench import train
from tutorial_keras.bench.train import BOUND, OURS, PEERS, STOCK, cases, compared, lines, operations


def test_the_operations_of_the_networks_matrix_multiplications():
    """By hand: a 3 × 3 convolution multiplies and adds 9 times for each pixel, input and output channel."""
    conv1, conv2, dense = 28 * 28 * 9 * 1 * 8, 28 * 28 * 9 * 8 * 16, 14 * 14 * 16 * 10
    assert operations() == 2 * (2 * conv1 + 3 * conv2 + 3 * dense) == 5_832_960


def test_each_case_is_set_against_this_project_round_by_round():
    found = compared({STOCK: [9.0, 20.0], OURS: [3.0, 4.0], BOUND: [1.5, 1.0]}, {STOCK: [0.9, 0.92], OURS: [0.91]})[
        "cases"
    ]
    assert found[STOCK]["seconds"]["median"] == 14.5 and found[STOCK]["accuracy"]["median"] == 0.91
    assert found[STOCK]["times_this_project"] == {"median": 4.0, "low": 3.0, "high": 5.0, "values": [3.0, 5.0]}
    assert found[BOUND]["times_this_project"]["values"] == [0.5, 0.25] and "accuracy" not in found[BOUND]
    assert "times_this_project" not in found[OURS]
    said = lines({"cases": found})
    assert len(said) == 4 and said[1].split("   ")[0] == STOCK and "4.00 (3.00 to 5.00)" in said[1]


def test_stock_keras_is_left_at_tensorflows_own_default(tmp_path):
    words, environment = cases(tmp_path / "data.npz", 5)[STOCK]
    assert environment == {"TF_ENABLE_ONEDNN_OPTS": None, "CUDA_VISIBLE_DEVICES": "-1"}
    assert words[1] == str(PEERS / "stock_keras.py")  # a script, which imports nothing of the project
    assert "tutorial_keras" not in (PEERS / "stock_keras.py").read_text()


def test_both_sides_train_in_processes_of_their_own(monkeypatch):
    """The real programs on a few images; those of PyTorch if it is installed."""
    everything = cases
    monkeypatch.setattr(
        train, "cases", lambda *words: {name: case for name, case in everything(*words).items() if "oneDNN" not in name}
    )
    found = train.measure(argparse.Namespace(repeats=1, epochs=1, images=256), lambda share: None)
    json.dumps(found)
    assert {STOCK, OURS, BOUND} <= set(found["cases"])
    for name, row in found["cases"].items():
        assert row["seconds"]["median"] > 0
        assert name == BOUND or 0.05 < row["accuracy"]["median"] < 0.9


@pytest.mark.parametrize(("words", "said"), [(["--images", "3"], "64 to 60000"), (["--epochs", "0"], "1 to 1000")])
def test_sizes_out_of_range_are_refused(words, said, capsys):
    parser = argparse.ArgumentParser()
    train.add_options(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert said in capsys.readouterr().err
