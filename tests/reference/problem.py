"""The objective that all reference trajectories share, and the format they are written in.

A 5-4-6-4-3 network, tanh in every layer, square loss 1/(2m) ||A - Y||^2 over the full batch of
m = 7 samples, everything in double precision. Weights and data come from NumPy's RandomState, so
that optop makes the same ones. The third input is always 0: the gradients of its weights are
exactly 0, which is where optimizers that divide by a gradient's size go wrong.

A weight matrix is n_out x n_in here, as in the notebook; optop stores n_in x n_out, and the
weights are written in its order: W1 transposed, row by row, b1, W2 transposed, ...
"""
import numpy as np

WIDTHS = [5, 4, 6, 4, 3]
SAMPLES = 7
WEIGHT_SEED = 3
DATA_SEED = 2385
ITERATIONS = 50


def data():
    """X, SAMPLES x 5, and Y, SAMPLES x 3: a row a sample."""
    random = np.random.RandomState(DATA_SEED)
    X = random.randn(SAMPLES, WIDTHS[0])
    Y = random.random_sample((SAMPLES, WIDTHS[-1]))
    X[:, 2] = 0
    return X, Y


def initial_weights():
    """[W1, b1, W2, b2, ...] as the notebook draws them."""
    random = np.random.RandomState(WEIGHT_SEED)
    weights = []
    for n_in, n_out in zip(WIDTHS, WIDTHS[1:]):
        weights.append(np.sqrt(1 / n_in) * random.randn(n_out, n_in))
        weights.append(np.zeros(n_out))
    return weights


def activations(weights, X):
    """Every layer's outputs, the inputs first."""
    A = [X]
    for W, b in zip(weights[0::2], weights[1::2]):
        A.append(np.tanh(A[-1] @ W.T + b))
    return A


def loss_and_gradient(weights, target=None):
    """The loss and [dW1, db1, ...]; target(A) replaces the targets where it is given."""
    X, Y = data()
    A = activations(weights, X)
    if target is not None:
        Y = target(A[-1])
    gradient = []
    dA = (A[-1] - Y) / SAMPLES
    for layer in reversed(range(len(weights) // 2)):
        dZ = dA * (1 - A[layer + 1] ** 2)
        gradient[:0] = [dZ.T @ A[layer], dZ.sum(axis=0)]
        dA = dZ @ weights[2 * layer]
    return np.sum((A[-1] - Y) ** 2) / (2 * SAMPLES), gradient


def number(value):
    return "%.17g" % value


def format_case(spec, losses, weights):
    """Three lines: the run's specification, the losses before each update, the final weights."""
    flat = np.concatenate([np.asarray(w).T.ravel() for w in weights])
    return "\n".join([
        spec,
        "losses " + " ".join(number(loss) for loss in losses),
        "weights " + " ".join(number(w) for w in flat),
        "",
    ])


def parse_spec(spec):
    """"adam:lr=0.01,beta1=0.8" as ("adam", {"lr": 0.01, "beta1": 0.8}); words stay words."""
    name, _, rest = spec.partition(":")
    values = {}
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        try:
            values[key] = float(value)
        except ValueError:
            values[key] = value
    return name, values
