"""Visualizing what convolutional neural networks learn: feature maps and filters."""

import os

# Both must be set before TensorFlow is imported, and neither overrides what the user has set.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # off by default on CPUs with AVX2 only; three times faster on
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # keep TensorFlow's start-up notes out of the progress display
