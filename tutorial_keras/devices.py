"""What TensorFlow computes on, in words."""

from __future__ import annotations

from .parallel import cores


def device() -> str:
    """The GPU that TensorFlow has found and uses, or the processor and whether oneDNN speeds it up."""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        name = tf.config.experimental.get_device_details(gpus[0]).get("device_name", gpus[0].name)
        return f"GPU {name}" + (f", the first of {len(gpus)}" if len(gpus) > 1 else "")
    words = {True: ", oneDNN on", False: ", oneDNN off", None: ""}[onednn_is_on()]
    return f"processor, {cores()} cores{words}"


def onednn_is_on() -> bool | None:
    """Whether TensorFlow computes by oneDNN: None where it does not say."""
    try:
        from tensorflow.python.util._pywrap_util_port import IsMklEnabled
    except ImportError:  # not part of TensorFlow's public interface
        return None
    return bool(IsMklEnabled())
