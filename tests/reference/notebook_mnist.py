#!/usr/bin/python3
"""The notebook's comparison (3.2) in NumPy: train and test losses of its four optimizers.

Prints tests/golden/notebook_mnist.txt: iteration, then train and test loss of each optimizer,
as hexadecimal floats. Usage: notebook_mnist.py DATA_FOLDER > tests/golden/notebook_mnist.txt
"""
import gzip
import sys

import numpy as np

ITERATIONS = 100
LAYERS = [784, 64, 64, 1]


def read(folder, name, header):
    with gzip.open(f"{folder}/{name}.gz") as stream:
        return np.frombuffer(stream.read(), np.uint8, offset=header)


def split(folder, name):
    y = read(folder, f"{name}-labels-idx1-ubyte", 8)
    x = read(folder, f"{name}-images-idx3-ubyte", 16).reshape(len(y), -1).T / 255.0
    return x, y.reshape(1, -1).astype(float)


def initialize():
    np.random.seed(1)
    return [(np.sqrt(1 / n) * np.random.randn(k, n), np.zeros((k, 1)))
            for n, k in zip(LAYERS, LAYERS[1:])]


def forward(parameters, x):
    caches = [(None, x)]
    for w, b in parameters:
        z = w @ caches[-1][1] + b
        caches.append((z, np.maximum(0, z)))
    return caches


def cost(a, y):
    return np.sum((a - y) ** 2) / (2 * y.shape[1])


def gradients(parameters, caches, y):
    grads = []
    z, a = caches[-1]
    dz = (a - y) / y.shape[1] * (z >= 0)
    for layer in reversed(range(len(parameters))):
        grads.insert(0, (dz @ caches[layer][1].T, dz.sum(axis=1, keepdims=True)))
        if layer > 0:
            dz = parameters[layer][0].T @ dz * (caches[layer][0] >= 0)
    return grads


def descent(state, g):
    return 0.1 * g


def momentum(state, g):
    state["v"] = 0.9 * state.get("v", 0) + (1 - 0.9) * g
    return 0.9 * state["v"]


def rmsprop(state, g):
    state["s"] = 0.9 * state.get("s", 0) + (1 - 0.9) * g ** 2
    return 0.001 * g / (np.sqrt(state["s"]) + 1e-8)


def adam(state, g):
    state["v"] = 0.9 * state.get("v", 0) + (1 - 0.9) * g
    state["s"] = 0.99 * state.get("s", 0) + (1 - 0.99) * g ** 2
    return 0.01 * state["v"] / (np.sqrt(state["s"]) + 1e-8)


def train(step, x, y, x_test, y_test):
    parameters = initialize()
    states = [({}, {}) for _ in parameters]
    for _ in range(ITERATIONS):
        test_loss = cost(forward(parameters, x_test)[-1][1], y_test)
        caches = forward(parameters, x)
        yield cost(caches[-1][1], y), test_loss
        grads = gradients(parameters, caches, y)
        parameters = [tuple(p - step(s, g) for p, s, g in zip(*layer))
                      for layer in zip(parameters, states, grads)]


def main():
    folder = sys.argv[1]
    data = split(folder, "train") + split(folder, "t10k")
    columns = [list(train(step, *data)) for step in (descent, momentum, rmsprop, adam)]
    for i in range(ITERATIONS):
        print(i, *(float(v).hex() for column in columns for v in column[i]))


main()
