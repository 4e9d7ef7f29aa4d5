"""PyTorch in eager mode: the tutorial's network in a plain training loop.

`python pytorch.py data.npz 5 loader contiguous` feeds it by a `DataLoader`, as PyTorch's introduction does; with
`sliced` each batch is taken from a tensor in memory. The second word is the layout: `contiguous` or `channels-last`.
The data as for `stock_keras`.
"""

import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = np.load(sys.argv[1])
images, labels, test_images, test_labels = (
    torch.from_numpy(data[name]) for name in ("images", "labels", "test_images", "test_labels")
)
epochs, feeding = int(sys.argv[2]), sys.argv[3]
layout = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}[sys.argv[4]]


def prepared(pixels):
    """Pixels (n, 28, 28) uint8 as the network takes them."""
    return (pixels[:, None].float() / 255).contiguous(memory_format=layout)


def batches():
    """The batches of one epoch in a new order."""
    order = torch.randperm(len(labels))
    return ((inputs[some], labels[some]) for some in order.split(64))


torch.manual_seed(42)
started = time.perf_counter()
inputs, labels = prepared(images), labels.long()
model = nn.Sequential(
    nn.Conv2d(1, 8, 3, padding=1),
    nn.ReLU(),
    nn.Conv2d(8, 16, 3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(3136, 10),
).to(memory_format=layout)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
loss_function = nn.CrossEntropyLoss()
loader = DataLoader(TensorDataset(inputs, labels), batch_size=64, shuffle=True)
for _ in range(epochs):
    for pixels, truth in loader if feeding == "loader" else batches():
        loss = loss_function(model(pixels), truth)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
seconds = time.perf_counter() - started

with torch.inference_mode():
    hits = sum(int((model(prepared(some)).argmax(1) == truth).sum()) for some, truth in
               zip(test_images.split(500), test_labels.split(500), strict=True))  # fmt: skip
print(json.dumps({"seconds": seconds, "accuracy": hits / len(test_labels)}))
