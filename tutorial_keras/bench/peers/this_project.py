"""This project: `train_with` on the same images, with everything that `train` does, its checkpoints included.

`python -m tutorial_keras.bench.peers.this_project data.npz 5`; the data as for `stock_keras`.
"""

import json
import sys
import time
from dataclasses import replace

import numpy as np

from tutorial_keras.training import CHOSEN, evaluate, train_with

data = np.load(sys.argv[1])
images, labels, test_images, test_labels = (data[name] for name in ("images", "labels", "test_images", "test_labels"))

started = time.perf_counter()
run = train_with(replace(CHOSEN, epochs=int(sys.argv[2])), images, labels)
seconds = time.perf_counter() - started

_, accuracy = evaluate(run.model, test_images, test_labels)
print(json.dumps({"seconds": seconds, "accuracy": accuracy}))
