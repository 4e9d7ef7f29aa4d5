"""The machine's rate of matrix multiplication: `python matmul.py` prints the best of several, in operations a second.

A multiplication and an addition are two operations. Square float32 matrices, large enough to keep all cores busy.
"""

import json
import time

import tensorflow as tf

SIDE, TIMES = 2048, 12

left, right = (tf.random.stateless_normal((SIDE, SIDE), (seed, 0)) for seed in (1, 2))
times = []
for _ in range(TIMES):
    started = time.perf_counter()
    tf.matmul(left, right).numpy()
    times.append(time.perf_counter() - started)
print(json.dumps({"operations_per_second": 2 * SIDE**3 / min(times)}))
