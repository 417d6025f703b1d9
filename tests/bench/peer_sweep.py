"""peer_sweep.py - a sweep as a loop: 13 learning rates of gradient descent, 20 iterations each.

    peer_sweep.py numpy|torch FOLDER

The training is that of peer_numpy.py and peer_torch.py (J1: full batch, a test evaluation an
iteration, double precision), from new weights for each learning rate. Prints the seconds of the
loop; the data are loaded before.
"""
import sys
import time

import numpy as np

from peer_data import load, targets

LAYERS = [784, 64, 64, 1]
RATES = np.geomspace(1e-3, 1, 13)
ITERATIONS = 20


def weights():
    random = np.random.RandomState(1)
    pairs = list(zip(LAYERS[:-1], LAYERS[1:]))
    return [np.sqrt(1 / a) * random.randn(b, a) for a, b in pairs]


def numpy_job(rate, x, y, x_test, y_test):
    W, b = weights(), [np.zeros((n, 1)) for n in LAYERS[1:]]

    def forward(a):
        Z, A = [], [a]
        for w, c in zip(W, b):
            Z.append(w @ A[-1] + c)
            A.append(np.maximum(0, Z[-1]))
        return Z, A

    for _ in range(ITERATIONS):
        test = np.sum((forward(x_test)[1][-1] - y_test) ** 2) / (2 * y_test.shape[1])
        Z, A = forward(x)
        train = np.sum((A[-1] - y) ** 2) / (2 * y.shape[1])
        d = (A[-1] - y) / y.shape[1] * np.where(Z[-1] >= 0, 1, 0)
        for layer in reversed(range(len(W))):
            dW, db = d @ A[layer].T, np.sum(d, axis=1, keepdims=True)
            if layer > 0:
                d = W[layer].T @ d * np.where(Z[layer - 1] >= 0, 1, 0)
            W[layer] -= rate * dW
            b[layer] -= rate * db
    return train, test


def torch_job(rate, x, y, x_test, y_test):
    import torch

    modules = []
    for w in weights():
        linear = torch.nn.Linear(w.shape[1], w.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(w))
            linear.bias.zero_()
        modules += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules)
    updater = torch.optim.SGD(network.parameters(), lr=float(rate))

    def loss_of(a, b):
        return ((network(a) - b) ** 2).sum() / (2 * len(a))

    for _ in range(ITERATIONS):
        with torch.no_grad():
            test = loss_of(x_test, y_test).item()
        updater.zero_grad()
        loss = loss_of(x, y)
        loss.backward()
        updater.step()
        train = loss.item()
    return train, test


def main():
    peer, folder = sys.argv[1:]
    (x, y), (x_test, y_test) = load(folder, [0, 1])
    data = x, targets(y, [0, 1]), x_test, targets(y_test, [0, 1])
    if peer == "torch":
        import torch

        torch.set_num_threads(2)
        torch.set_default_dtype(torch.float64)
        data = [torch.tensor(part) for part in data]
        job = torch_job
    else:
        data = [np.ascontiguousarray(part.T) for part in data]
        job = numpy_job
    job(RATES[0], *data)
    start = time.perf_counter()
    for rate in RATES:
        job(rate, *data)
    print("%.4f" % (time.perf_counter() - start))


main()
