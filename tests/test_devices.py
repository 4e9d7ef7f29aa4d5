"""oneDNN is on whatever imports the package first, never against the user's will; a GPU is used and named."""

import types

import pytest
import tensorflow as tf

from tutorial_keras import devices

from .conftest import python

ASK = "from tutorial_keras.devices import onednn_is_on as on; print(on())"


def answer(code, setting, monkeypatch):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    if setting is not None:
        monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", setting)
    return python("-c", code)


@pytest.mark.parametrize(("setting", "on"), [(None, "True"), ("0", "False")])
def test_onednn_is_on_unless_the_user_has_said_otherwise(monkeypatch, setting, on):
    done = answer(f"import tutorial_keras.training; {ASK}", setting, monkeypatch)
    assert (done.stdout, done.stderr) == (on + "\n", "")


LATE = """
import tensorflow
import tutorial_keras
from tutorial_keras import devices
devices.onednn_is_on = lambda: {on}
import tutorial_keras.model
"""


@pytest.mark.parametrize(
    ("on", "setting", "warned"),
    [(False, None, 1), (True, None, 0), (False, "0", 0)],
    ids=["off", "on", "off as wished"],
)
def test_tensorflow_imported_first_without_onednn_is_warned_of_once(monkeypatch, on, setting, warned):
    done = answer(LATE.format(on=on), setting, monkeypatch)
    assert done.returncode == 0
    assert done.stderr.count("TensorFlow was imported before tutorial_keras") == warned


def test_a_gpu_is_named(monkeypatch):
    gpus = [types.SimpleNamespace(name="/physical_device:GPU:0"), types.SimpleNamespace(name="/physical_device:GPU:1")]
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: gpus if kind == "GPU" else [])
    monkeypatch.setattr(tf.config.experimental, "get_device_details", lambda gpu: {"device_name": "Test 9000"})
    assert devices.device() == "GPU Test 9000, the first of 2"
    monkeypatch.setattr(tf.config.experimental, "get_device_details", lambda gpu: {})
    assert devices.device() == "GPU /physical_device:GPU:0, the first of 2"


def test_without_a_gpu_the_processor_is_named(monkeypatch):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    monkeypatch.setattr(devices, "onednn_is_on", lambda: True)
    monkeypatch.setattr(devices, "cores", lambda: 2)
    assert devices.device() == "processor, 2 cores, oneDNN on"
