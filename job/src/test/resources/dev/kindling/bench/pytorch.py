"""Trains the benchmark's networks with PyTorch: python3 -c ... THREADS

Writes PyTorch's version; then for each line `WORKLOAD BATCH_SIZE SECONDS` of standard input trains
for about so long and writes the examples per second.
"""
import sys
import time

import torch
from torch import nn

torch.manual_seed(1)
torch.set_num_threads(int(sys.argv[1]))

WORKLOADS = {
    "mlp": ((784,), lambda: nn.Sequential(
        nn.Linear(784, 256), nn.Sigmoid(),
        nn.Linear(256, 128), nn.Sigmoid(),
        nn.Linear(128, 10))),
    "wide": ((784,), lambda: nn.Sequential(
        nn.Linear(784, 1024), nn.ReLU(),
        nn.Linear(1024, 1024), nn.ReLU(),
        nn.Linear(1024, 10))),
    "cnn": ((1, 28, 28), lambda: nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(784, 64), nn.ReLU(),
        nn.Linear(64, 10))),
}


def training(name, batch_size):
    shape, build = WORKLOADS[name]
    model = build()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    x = torch.rand(batch_size, *shape)
    labels = torch.randint(0, 10, (batch_size,))
    loss = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss(model(x), labels).backward()
        optimizer.step()

    return step


print(torch.__version__, flush=True)
steps = {}
for line in sys.stdin:
    name, batch_size, seconds = line.split()
    key = name, batch_size
    if key not in steps:
        steps[key] = training(name, int(batch_size))
    start = time.perf_counter()
    examples = 0
    while time.perf_counter() - start < float(seconds):
        steps[key]()
        examples += int(batch_size)
    print(examples / (time.perf_counter() - start), flush=True)
