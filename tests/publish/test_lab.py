"""What the lab in the browser reads and loads: the vendored files are whole, the exported ones exact."""

import hashlib
import json

import keras
import numpy as np
import pytest

from tests.conftest import ROOT
from tutorial_keras.publish.lab import browser_config, choose_images, layout, loss_curve, pack

VENDOR = ROOT / "docs" / "javascripts" / "vendor" / "tfjs"


def test_the_vendored_files_are_the_ones_that_were_checked():
    sums = dict(line.split()[::-1] for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    assert sums == {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in sums}
    code = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS", "LICENSE", "README.md", "tfjs.d.ts"}
    assert code == set(sums)


def test_a_packed_file_holds_every_array_where_the_layout_says():
    random = np.random.default_rng(0)
    weights = {
        "conv1/kernel": random.normal(size=(3, 3, 1, 2)),
        "predictions/kernel": random.normal(size=(7, 3)),
        "predictions/bias": random.normal(size=3),
    }
    weights = {name: values.astype(np.float32) for name, values in weights.items()}
    content = pack(weights)
    for entry in layout(weights):
        values = weights[entry["name"]]
        assert entry["shape"] == values.shape and entry["offset"] % 4 == 0
        if entry["dtype"] == "float32":
            found = np.frombuffer(content, "<f4", values.size, entry["offset"])
            np.testing.assert_array_equal(found, values.ravel())
        else:
            (step,) = np.frombuffer(content, "<f4", 1, entry["offset"])
            start = entry["offset"] + 4
            bytes_ = [content[start + plane * values.size :][: values.size] for plane in range(3)]
            whole = [int.from_bytes(bytes(three), "little", signed=True) for three in zip(*bytes_, strict=True)]
            np.testing.assert_allclose(np.array(whole) * float(step), values.ravel(), rtol=0, atol=0.51 * step)
    assert len(content) == entry["offset"] + 4 * 3


def test_images_begin_with_the_tutorials_own_and_show_every_class_right_and_wrong():
    random = np.random.default_rng(0)
    labels = random.integers(0, 10, 400)
    predicted = np.where(random.random(400) < 0.3, (labels + 1) % 10, labels)
    chosen = choose_images(labels, predicted)
    assert chosen[0] == 0 and len(set(chosen)) == len(chosen)
    for label in range(10):
        right = [predicted[place] == label for place in chosen if labels[place] == label]
        assert right.count(True) >= 3 and right.count(False) >= 1


def test_a_network_without_mistakes_has_no_wrong_images():
    labels = np.arange(400) % 10
    assert len(choose_images(labels, labels)) == 30


def test_points_of_the_curve_are_means_of_25_batches_at_their_middle():
    curve = loss_curve(np.arange(60.0))
    assert curve == {"steps": [12.5, 37.5], "loss": [12.0, 37.0]}


def test_the_configuration_has_every_layer_and_its_numbers(run):
    config = browser_config(run.model)
    layers = config["config"]["layers"]
    assert [layer["config"]["name"] for layer in layers] == [layer.name for layer in run.model.layers]
    assert layers[0]["config"]["batch_input_shape"] == [None, 28, 28, 1]
    assert layers[0]["config"]["scale"] == 1 / 255
    assert [layer["config"].get("filters") for layer in layers][1:3] == [8, 16]
    json.dumps(config)


def test_the_manifest_says_how_good_each_checkpoint_is(workspace):
    manifest = json.loads((workspace.build / "lab" / "manifest.json").read_text(encoding="utf-8"))
    checkpoints = manifest["networks"]["trained"]["checkpoints"]
    assert [entry["step"] for entry in checkpoints] == workspace.results["checkpoints"]["steps"]
    assert checkpoints[0]["epoch"] == 0 and checkpoints[-1]["epoch"] == 5
    assert checkpoints[-1]["accuracy"] == pytest.approx(workspace.results["training"]["test_accuracy"], abs=1e-9)
    assert checkpoints[-1]["loss"] == pytest.approx(workspace.results["training"]["test_loss"], abs=1e-4)
    assert checkpoints[0]["accuracy"] < 0.3


def test_the_manifest_says_how_well_and_at_what_rate_shuffled_labels_were_learned(workspace, test_set):
    shuffled = json.loads((workspace.build / "lab" / "manifest.json").read_text(encoding="utf-8"))["networks"][
        "shuffled"
    ]
    run = workspace.load_shuffled_run()
    loss = keras.losses.SparseCategoricalCrossentropy()
    answers = run.model.predict(test_set[0][..., None], batch_size=500, verbose=0)
    assert shuffled["loss"] == pytest.approx(float(loss(test_set[1], answers)), abs=1e-4)
    assert shuffled["accuracy"] == pytest.approx((answers.argmax(1) == test_set[1]).mean())
    assert shuffled["rate"] < shuffled["trained_rate"] == workspace.results["training"]["peak_rate"]
