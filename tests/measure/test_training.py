"""Rankings and numbers behind the section Training."""

import json

import numpy as np
import pytest

from tutorial_keras.measure.training import rank_settings
from tutorial_keras.studies import RESULTS


def row(scale, rate, seed, *accuracies):
    return {
        "scale": scale,
        "schedule": "cosine",
        "peak_rate": rate,
        "seed": seed,
        "val_accuracy": list(accuracies),
        "val_loss": [0.3],
    }


def test_settings_are_ranked_by_the_mean_of_their_last_epoch():
    rows = [row("a", 1, 0, 0.99, 0.80), row("a", 1, 1, 0.99, 0.84), row("b", 1, 0, 0.5, 0.83), row("b", 2, 0, 0.1)]
    ranked = rank_settings(rows)
    assert [(choice["scale"], choice["peak_rate"], choice["runs"]) for choice in ranked] == [
        ("b", 1, 1),
        ("a", 1, 2),
        ("b", 2, 1),
    ]
    assert ranked[1]["mean"] == pytest.approx(0.82)
    assert (ranked[1]["lowest"], ranked[1]["highest"]) == (0.80, 0.84)


def test_the_results_agree_with_the_studies_and_the_run(workspace, run, test_set):
    results = workspace.results["training"]
    accuracies = [row["test_accuracy"] for row in json.loads((RESULTS / "seeds.json").read_text())["rows"]]
    assert results["seeds"]["mean"] == pytest.approx(sum(accuracies) / len(accuracies))
    spread = sum((value - results["seeds"]["mean"]) ** 2 for value in accuracies) / (len(accuracies) - 1)
    assert results["seeds"]["deviation"] == pytest.approx(spread**0.5)
    assert results["loss"] == run.history["loss"]
    assert results["test_errors"] == round(10_000 * (1 - results["test_accuracy"]))
    assert results["test_low"] < results["test_accuracy"] < results["test_high"]
    assert results["chance_loss"] == pytest.approx(np.log(10))
    assert results["steps"] == 5 * -(-60_000 // 64)


def test_the_chosen_settings_are_those_of_the_run_and_rank_first(workspace, run):
    results = workspace.results["training"]
    assert results["chosen"] == results["choices"][0]
    assert results["gain"] == pytest.approx(results["chosen"]["mean"] - results["baseline"]["mean"])
    assert (results["baseline"]["schedule"], results["baseline"]["peak_rate"]) == ("constant", 0.001)
    assert (results["chosen"]["schedule"], results["chosen"]["peak_rate"]) == (
        run.settings.schedule,
        run.settings.peak_rate,
    )
    means = [choice["mean"] for choice in results["choices"]]
    assert means == sorted(means, reverse=True)
