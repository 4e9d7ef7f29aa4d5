"""Training repeats bit by bit, and its losses, rates and steps are those that arithmetic gives."""

from dataclasses import replace

import numpy as np
import pytest

from tutorial_keras.errors import TutorialError
from tutorial_keras.model import build_model, build_probe
from tutorial_keras.studies import study_results
from tutorial_keras.training import (
    CHOSEN,
    Run,
    checkpoint_steps,
    cross_entropy,
    evaluate,
    learning_rate_schedule,
    train_with,
)

IMAGES = 2000  # 31 batches of 64 and one of 16
SIZES = np.array([64] * 31 + [16])
SHORT = replace(CHOSEN, epochs=1, seed=7)


@pytest.fixture(scope="module")
def subset(train_set):
    return train_set[0][:IMAGES], train_set[1][:IMAGES]


@pytest.fixture(scope="module")
def short(subset):
    """One epoch over a few images, with validation and a record of its progress."""
    progress = []
    images, labels = subset
    run = train_with(
        SHORT,
        images,
        labels,
        validation=(images[:300], labels[:300]),
        on_progress=lambda *steps: progress.append(steps),
    )
    return run, progress


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not(short, subset):
    first = short[0]
    again = train_with(SHORT, *subset)
    assert first.checkpoints.weights.keys() == again.checkpoints.weights.keys()
    for name, values in first.checkpoints.weights.items():
        assert np.array_equal(values, again.checkpoints.weights[name]), name
    assert np.array_equal(first.batch_loss, again.batch_loss)
    other = train_with(replace(SHORT, seed=8), *subset)
    assert not np.array_equal(
        other.checkpoints.weights["conv1/kernel"][0], first.checkpoints.weights["conv1/kernel"][0]
    )


def test_the_loss_of_an_epoch_is_the_mean_over_its_images(short):
    run, _ = short
    expected = sum(float(loss) * size for loss, size in zip(run.batch_loss, SIZES, strict=True)) / IMAGES
    assert run.history["loss"] == [pytest.approx(expected, rel=1e-9)]


def test_validation_figures_are_those_of_the_final_weights(short, subset):
    run, _ = short
    probabilities = run.model.predict(subset[0][:300, ..., None], verbose=0).astype(float)
    labels = subset[1][:300]
    assert run.history["val_accuracy"] == [
        np.mean([p.argmax() == y for p, y in zip(probabilities, labels, strict=True)])
    ]
    expected = -np.mean([np.log(p[y]) for p, y in zip(probabilities, labels, strict=True)])
    assert run.history["val_loss"] == [pytest.approx(expected, rel=1e-4)]


def test_progress_ends_at_the_last_step_and_only_rises(short):
    steps = [step for step, _ in short[1]]
    assert steps == sorted(steps)
    assert short[1][-1] == (32, 32)


def test_checkpoints_are_dense_early_and_then_at_every_epoch(short):
    assert checkpoint_steps(938, 5) == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 938, 1876, 2814, 3752, 4690]
    assert checkpoint_steps(8, 2) == [0, 1, 2, 4, 8, 16]
    assert checkpoint_steps(1, 2) == [0, 1, 2]
    assert short[0].checkpoints.steps.tolist() == [0, 1, 2, 4, 8, 16, 32]


def test_a_restored_checkpoint_is_the_network_of_that_step(short, subset):
    run, _ = short
    last = run.checkpoints.restore(build_model(), -1)
    assert evaluate(last, *subset) == evaluate(run.model, *subset)
    first = run.checkpoints.restore(build_model(), 0)
    assert evaluate(first, *subset)[0] > evaluate(last, *subset)[0] + 0.5


def test_two_steps_of_the_last_layer_are_adam_worked_out_by_hand(train_set):
    """All images in one batch, so that the order does not matter; softmax and cross-entropy give p - y."""
    images, labels = train_set[0][:64], train_set[1][:64]
    rate = 1e-3
    settings = replace(CHOSEN, epochs=2, schedule="constant", peak_rate=rate)
    run = train_with(settings, images, labels)
    assert run.checkpoints.steps.tolist() == [0, 1, 2]

    model = build_model()
    probe = build_probe(model, ["flatten"])
    means = {"kernel": 0.0, "bias": 0.0}
    squares = {"kernel": 0.0, "bias": 0.0}
    for step in (1, 2):
        run.checkpoints.restore(model, step - 1)
        shown = probe.predict(images[..., None], verbose=0)
        probabilities, inputs = shown["predictions"].astype(float), shown["flatten"].astype(float)
        loss = -np.mean(np.log(probabilities[range(64), labels]))
        assert run.batch_loss[step - 1] == pytest.approx(loss, rel=1e-5)
        assert run.history["accuracy"][step - 1] == np.mean(probabilities.argmax(1) == labels)
        errors = probabilities - np.eye(10)[labels]
        gradients = {"kernel": inputs.T @ errors / 64, "bias": errors.mean(0)}
        for part, gradient in gradients.items():
            means[part] = 0.9 * means[part] + 0.1 * gradient
            squares[part] = 0.999 * squares[part] + 0.001 * gradient**2
            # Kingma & Ba's efficient form: both corrections in the rate, epsilon beside the uncorrected root
            corrected = rate * np.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            expected = -corrected * means[part] / (np.sqrt(squares[part]) + 1e-7)
            values = run.checkpoints.weights[f"predictions/{part}"]
            moved = values[step].astype(float) - values[step - 1]
            clear = np.abs(gradient) > 1e-5  # below that, float32 does not settle the direction
            assert clear.mean() > 0.5
            np.testing.assert_allclose(moved[clear], expected[clear], atol=0.01 * rate)


@pytest.mark.parametrize("step", [0, 1, 100, 468, 469, 470, 2000, 4000, 4689, 4690])
def test_the_learning_rate_climbs_in_a_line_and_falls_along_half_a_cosine(step):
    settings = replace(CHOSEN, epochs=5, schedule="cosine", peak_rate=0.008, warmup_epochs=0.5)
    rate = float(learning_rate_schedule(settings, 938)(step))
    climb, fall = 0.008 * (step + 1) / 470, 0.008 * (1 + np.cos(np.pi * (step - 469) / (4690 - 469))) / 2
    expected = climb if step < 469 else fall
    assert rate == pytest.approx(expected, abs=1e-8)


def test_a_constant_learning_rate_is_a_number():
    assert learning_rate_schedule(replace(CHOSEN, schedule="constant", peak_rate=0.003), 938) == 0.003


def test_cross_entropy_is_the_mean_of_minus_log_of_the_right_probability():
    probabilities = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1], [1.0, 0.0, 0.0]], np.float32)
    expected = -(np.log(0.25) + np.log(0.8) + np.log(1.0)) / 3
    assert cross_entropy(probabilities, np.array([2, 1, 0])) == pytest.approx(expected, rel=1e-6)
    assert np.isfinite(cross_entropy(probabilities, np.array([0, 0, 2])))


def test_a_saved_run_comes_back_whole(short, subset, tmp_path):
    run, _ = short
    run.save(tmp_path)
    loaded = Run.load(tmp_path)
    assert (loaded.history, loaded.settings, loaded.seconds) == (run.history, run.settings, run.seconds)
    assert np.array_equal(loaded.batch_loss, run.batch_loss)
    assert np.array_equal(loaded.checkpoints.steps, run.checkpoints.steps)
    for name, values in run.checkpoints.weights.items():
        assert np.array_equal(loaded.checkpoints.weights[name], values), name
    pixels = subset[0][:50, ..., None]
    assert np.array_equal(loaded.model.predict(pixels, verbose=0), run.model.predict(pixels, verbose=0))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": 0}, "epochs=0"),
        ({"epochs": 1.5}, "epochs=1.5"),
        ({"seed": -1}, "seed=-1"),
        ({"seed": 2**32}, "seed=4294967296"),
        ({"schedule": "linear"}, "schedule='linear'"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(subset, change, words):
    with pytest.raises(TutorialError, match=words) as caught:
        train_with(replace(SHORT, **change), *subset)
    assert "expected" in str(caught.value)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (np.zeros(9, int), r"labels of shape \(9,\)"),
        (np.full(10, 10), "labels 10 to 10"),
        (np.full(10, -1), "labels -1 to -1"),
        (np.zeros(10), "whole numbers 0 to 9"),
    ],
    ids=["too few", "too high", "negative", "not whole"],
)
def test_labels_that_do_not_fit_are_refused(labels, words):
    with pytest.raises(TutorialError, match=words):
        train_with(SHORT, np.zeros((10, 28, 28)), labels)


def test_the_projects_run_reaches_the_accuracy_it_promises(workspace, run, test_set):
    """The bar of the tutorial; the figure in the results is recomputed from the stored network."""
    results = workspace.results["training"]
    predictions = run.model.predict(test_set[0][..., None], batch_size=500, verbose=0).argmax(1)
    assert results["test_accuracy"] == np.mean(predictions == test_set[1])
    assert results["test_accuracy"] >= 0.910
    assert (results["seed"], results["epochs"]) == (42, 5)


def test_the_projects_history_follows_from_its_batches(run):
    sizes = np.array([64] * 937 + [32])
    epochs = run.batch_loss.astype(float).reshape(5, 938)
    np.testing.assert_allclose(run.history["loss"], epochs @ sizes / 60_000, rtol=1e-9)


def test_ten_seeds_fixed_beforehand_average_above_the_bar():
    rows = study_results("seeds")["rows"]
    assert [row["seed"] for row in rows] == list(range(10))
    assert sum(row["test_accuracy"] for row in rows) / 10 >= 0.914
