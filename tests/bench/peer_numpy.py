"""peer_numpy.py - the notebook's training on NumPy: full batch, gradient descent.

    peer_numpy.py FOLDER SECONDS

Prints the median time of an iteration (test evaluation, training pass, update) in milliseconds.
The number of threads is OPENBLAS_NUM_THREADS.
"""
import statistics
import sys
import time

import numpy as np

from peer_data import load, targets

LAYERS = [784, 64, 64, 1]
LEARNING_RATE = 0.1


def relu(z):
    return np.maximum(0, z)


def relu_derivative(z):
    return np.where(z >= 0, 1, 0)


class Network:
    """As in the notebook, samples are columns: Z = W A + b."""

    def __init__(self):
        np.random.seed(1)
        pairs = list(zip(LAYERS[:-1], LAYERS[1:]))
        self.W = [np.sqrt(1 / a) * np.random.randn(b, a) for a, b in pairs]
        self.b = [np.zeros((b, 1)) for _, b in pairs]

    def forward(self, X):
        self.Z, self.A = [], [X]
        for W, b in zip(self.W, self.b):
            self.Z.append(W @ self.A[-1] + b)
            self.A.append(relu(self.Z[-1]))
        return self.A[-1]

    def backward(self, Y):
        dW, db = [None] * len(self.W), [None] * len(self.W)
        dZ = (self.A[-1] - Y) / Y.shape[1] * relu_derivative(self.Z[-1])
        for layer in reversed(range(len(self.W))):
            dW[layer] = dZ @ self.A[layer].T
            db[layer] = np.sum(dZ, axis=1, keepdims=True)
            if layer > 0:
                dZ = self.W[layer].T @ dZ * relu_derivative(self.Z[layer - 1])
        return dW, db


def cost(A, Y):
    return np.sum((A - Y) ** 2) / (2 * Y.shape[1])


def iterate(network, X, Y, X_test, Y_test):
    test_loss = cost(network.forward(X_test), Y_test)
    train_loss = cost(network.forward(X), Y)
    dW, db = network.backward(Y)
    for layer in range(len(dW)):
        network.W[layer] -= LEARNING_RATE * dW[layer]
        network.b[layer] -= LEARNING_RATE * db[layer]
    return train_loss, test_loss


def main():
    (x, y), (x_test, y_test) = load(sys.argv[1], [0, 1])
    data = x.T, targets(y, [0, 1]).T, x_test.T, targets(y_test, [0, 1]).T
    network = Network()
    times = []
    iterate(network, *data)
    start = time.perf_counter()
    while time.perf_counter() - start < float(sys.argv[2]) or len(times) < 3:
        before = time.perf_counter()
        iterate(network, *data)
        times.append(time.perf_counter() - before)
    print("%.4f" % (1e3 * statistics.median(times)))


main()
