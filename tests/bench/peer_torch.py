"""peer_torch.py - the same training on PyTorch, with its own layers, autograd and optimizers.

    peer_torch.py FOLDER CLASSES LAYERS BATCH OPTIMIZER TYPE THREADS SECONDS

CLASSES and LAYERS are lists like 0,1 and 784,64,64,1; CLASSES '' keeps all. BATCH 0 is the full
batch: an iteration is then the test evaluation, the training pass and the update. OPTIMIZER is sgd
or adam, TYPE float32 or float64. Prints the median time of an iteration in milliseconds.
"""
import statistics
import sys
import time

import torch

from peer_data import load, targets


def numbers(text):
    return [int(word) for word in text.split(",") if word]


def make_network(layers):
    modules = []
    for inputs, outputs in zip(layers[:-1], layers[1:]):
        modules += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*modules)


def loss_of(network, x, y):
    return ((network(x) - y) ** 2).sum() / (2 * len(x))


def batches(x, y, size):
    """Endless minibatches in random order."""
    while True:
        order = torch.randperm(len(x))
        for begin in range(0, len(x) - size + 1, size):
            index = order[begin:begin + size]
            yield x[index], y[index]


def main():
    folder, classes, layers, batch, optimizer, real, threads, seconds = sys.argv[1:]
    classes, batch, dtype = numbers(classes), int(batch), getattr(torch, real)
    torch.set_num_threads(int(threads))
    torch.set_default_dtype(dtype)
    torch.manual_seed(1)
    (x, y), (x_test, y_test) = [
        (torch.tensor(images, dtype=dtype), torch.tensor(targets(labels, classes), dtype=dtype))
        for images, labels in load(folder, classes)]
    network = make_network(numbers(layers))
    make = {"sgd": lambda p: torch.optim.SGD(p, lr=0.1),
            "adam": lambda p: torch.optim.Adam(p, lr=0.001)}[optimizer]
    updater = make(network.parameters())
    source = batches(x, y, batch) if batch else None

    def iterate():
        if source:
            x_now, y_now = next(source)
        else:
            x_now, y_now = x, y
            with torch.no_grad():
                loss_of(network, x_test, y_test).item()
        updater.zero_grad()
        loss = loss_of(network, x_now, y_now)
        loss.backward()
        updater.step()
        return loss.item()

    for _ in range(20 if batch else 1):
        iterate()
    times = []
    start = time.perf_counter()
    while time.perf_counter() - start < float(seconds) or len(times) < 3:
        before = time.perf_counter()
        iterate()
        times.append(time.perf_counter() - before)
    print("%.4f" % (1e3 * statistics.median(times)))


main()
