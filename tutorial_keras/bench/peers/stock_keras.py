"""Stock Keras: the tutorial's network trained by plain `compile` and `fit`, as in any introduction.

Run by itself, `python stock_keras.py data.npz 5`, so that nothing of this project is imported and TensorFlow is as it
comes. `data.npz` has `images` (n, 28, 28) uint8 and `labels` (n,), and `test_images`, `test_labels`.
"""

import json
import sys
import time

import keras
import numpy as np
from keras import layers

data = np.load(sys.argv[1])
images, labels, test_images, test_labels = (data[name] for name in ("images", "labels", "test_images", "test_labels"))

keras.utils.set_random_seed(42)
keras.ops.zeros(1)  # starts the device, which is not part of training
started = time.perf_counter()
model = keras.Sequential(
    [
        keras.Input((28, 28, 1)),
        layers.Rescaling(1 / 255),
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(images[..., None], labels, batch_size=64, epochs=int(sys.argv[2]), verbose=0)
seconds = time.perf_counter() - started

_, accuracy = model.evaluate(test_images[..., None], test_labels, batch_size=500, verbose=0)
print(json.dumps({"seconds": seconds, "accuracy": float(accuracy)}))
