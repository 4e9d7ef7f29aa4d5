"""Importing TensorFlow without its start-up notes.

TensorFlow 2.21 prints them from C++ before `TF_CPP_MIN_LOG_LEVEL` takes effect: that oneDNN is on, that there is no
GPU. They would stand in the middle of progress displays and of every notebook's first output.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import warnings

_NOTES = re.compile(
    r"WARNING: All log messages before absl"
    r"|[IWE]0000 .*(oneDNN custom operations|cuda drivers|cuInit|cpu_feature_guard)"
    r"|To enable the following instructions"
)


def import_tensorflow() -> None:
    """Import TensorFlow once and let it look for devices; of what it says on standard error drop only those notes."""
    if "tensorflow" in sys.modules:
        _warn_of_slowness()
        return
    sys.stderr.flush()
    try:
        standard_error = os.dup(2)
    except OSError:  # a program without a standard error has nothing to keep clean
        return
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)  # C++ writes to the file descriptor, past sys.stderr
        try:
            import tensorflow

            for gpu in tensorflow.config.list_physical_devices("GPU"):
                # several processes may compute at once, and each would take all of the memory
                tensorflow.config.experimental.set_memory_growth(gpu, True)
            tensorflow.constant(0)  # the first operation looks for devices, which TensorFlow comments on too
        finally:
            os.dup2(standard_error, 2)
            os.close(standard_error)
            said.seek(0)
            lines = said.read().decode(errors="replace").splitlines(keepends=True)
            sys.stderr.writelines(line for line in lines if not _NOTES.match(line))


def _warn_of_slowness() -> None:
    """Say so, once, if TensorFlow came before this package could switch oneDNN on and has left it off."""
    import tutorial_keras

    from .devices import onednn_is_on

    # other processors than those of Intel's kind have no oneDNN to switch on
    if tutorial_keras._TOO_LATE and onednn_is_on() is False and platform.machine() in ("x86_64", "AMD64"):
        tutorial_keras._TOO_LATE = False
        warnings.warn(
            "TensorFlow was imported before tutorial_keras and runs without oneDNN, so training takes about three "
            "times as long; import tutorial_keras first, or set TF_ENABLE_ONEDNN_OPTS=1",
            RuntimeWarning,
            stacklevel=3,
        )
