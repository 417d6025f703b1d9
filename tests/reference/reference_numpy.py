"""Trajectories of the optimizers that PyTorch 1.13 does not have, or has in another dialect.

Each rule is a plain transcription of its paper or of its authors' code, named beside it. Prints
a case for every specification in CASES; see problem.py for the objective and the format, README
for how to regenerate the golden file.

A rule is a function of the hyperparameters that returns step(w, g, t, lr): it changes the arrays
of the list w in place, given the gradients g and the iteration t = 1, 2, ...
"""
import math

import numpy as np

import problem
from problem import parse_spec


def zeros():
    return [np.zeros_like(w) for w in problem.initial_weights()]


def average(old, new, beta):
    old *= beta
    old += (1 - beta) * new


# ---- the notebook's four, and their dialects ---------------------------------------------------

def gd(o):
    def step(w, g, t, lr):
        for wi, gi in zip(w, g):
            wi -= lr * gi
    return step


def momentum(o):
    """ema: the notebook, 2.2; lr-inside: Sutskever et al. 2013, Keras."""
    v = zeros()

    def step(w, g, t, lr):
        for wi, gi, vi in zip(w, g, v):
            if o.get("form", "ema") == "ema":
                average(vi, gi, o["beta"])
                wi -= lr * vi
            else:
                vi *= o["beta"]
                vi += lr * gi
                wi -= vi
    return step


def nesterov(o):
    """lr-inside: Sutskever et al. 2013, as Keras writes it: v = mu v - lr g, w += mu v - lr g."""
    v = zeros()

    def step(w, g, t, lr):
        for wi, gi, vi in zip(w, g, v):
            vi *= o["beta"]
            vi -= lr * gi
            wi += o["beta"] * vi - lr * gi
    return step


def rmsprop(o):
    """outside: the notebook's code, 2.3; inside: TensorFlow, Keras."""
    s = zeros()

    def step(w, g, t, lr):
        for wi, gi, si in zip(w, g, s):
            average(si, gi ** 2, o["beta"])
            if o.get("eps_at") == "inside":
                wi -= lr * gi / np.sqrt(si + o["eps"])
            else:
                wi -= lr * gi / (np.sqrt(si) + o["eps"])
    return step


def adagrad(o):
    """Duchi et al. 2011 with delta inside the root, as Optax and Keras have it."""
    G = [np.full_like(x, o.get("initial", 0)) for x in zeros()]

    def step(w, g, t, lr):
        for wi, gi, Gi in zip(w, g, G):
            Gi += gi ** 2
            wi -= lr * gi / np.sqrt(Gi + o["eps"])
    return step


def adam(o):
    """The notebook's 2.4; Kingma & Ba 2015 and, as eps_at=hat, the form before its section 2.1."""
    m, v = zeros(), zeros()
    beta1, beta2, eps = o["beta1"], o["beta2"], o["eps"]

    def step(w, g, t, lr):
        c1, c2 = 1.0, 1.0
        place = o.get("eps_at", "outside")
        if o.get("bias_correction") or place == "hat":
            c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
        for wi, gi, mi, vi in zip(w, g, m, v):
            average(mi, gi, beta1)
            average(vi, gi ** 2, beta2)
            if place == "outside":
                wi -= lr * (mi / c1) / (np.sqrt(vi / c2) + eps)
            elif place == "inside":
                wi -= lr * (mi / c1) / np.sqrt(vi / c2 + eps)
            else:
                wi -= lr * math.sqrt(c2) / c1 * mi / (np.sqrt(vi) + eps)
    return step


# ---- the rest of Adam's family ------------------------------------------------------------------

def amsgrad(o):
    """Reddi et al. 2018, Algorithm 2: no bias correction."""
    m, v, peak = zeros(), zeros(), zeros()

    def step(w, g, t, lr):
        for i in range(len(w)):
            average(m[i], g[i], o["beta1"])
            average(v[i], g[i] ** 2, o["beta2"])
            peak[i] = np.maximum(peak[i], v[i])
            w[i] -= lr * m[i] / (np.sqrt(peak[i]) + o["eps"])
    return step


def nadam(o, slip=False):
    """Dozat 2016 with the warming momentum schedule of its section 2.2.

    PyTorch 1.13 multiplies the second product by mu once too often (corrected in 2.0); slip=True
    does so too, for the comparison in check_nadam.
    """
    m, v = zeros(), zeros()
    product = 1.0

    def step(w, g, t, lr):
        nonlocal product
        mu = o["beta1"] * (1 - 0.5 * 0.96 ** (t * o["psi"]))
        mu_next = o["beta1"] * (1 - 0.5 * 0.96 ** ((t + 1) * o["psi"]))
        product *= mu
        product_next = product * mu_next * (mu if slip else 1)
        for wi, gi, mi, vi in zip(w, g, m, v):
            average(mi, gi, o["beta1"])
            average(vi, gi ** 2, o["beta2"])
            ahead = (1 - mu) / (1 - product) * gi + mu_next / (1 - product_next) * mi
            wi -= lr * ahead / (np.sqrt(vi / (1 - o["beta2"] ** t)) + o["eps"])
    return step


def adan(o):
    """Xie et al. 2022, Algorithm 1 with its betas as 1 - beta, as the authors' code has them."""
    m, u, n = zeros(), zeros(), zeros()
    previous = None
    beta1, beta2, beta3 = o["beta1"], o["beta2"], o["beta3"]

    def step(w, g, t, lr):
        nonlocal previous
        difference = zeros() if previous is None else [a - b for a, b in zip(g, previous)]
        previous = [gi.copy() for gi in g]
        for i in range(len(w)):
            average(m[i], g[i], beta1)
            average(u[i], difference[i], beta2)
            average(n[i], (g[i] + beta2 * difference[i]) ** 2, beta3)
            m_hat, u_hat = m[i] / (1 - beta1 ** t), u[i] / (1 - beta2 ** t)
            n_hat = n[i] / (1 - beta3 ** t)
            w[i] -= lr * (m_hat + beta2 * u_hat) / (np.sqrt(n_hat) + o["eps"])
            w[i] /= 1 + lr * o.get("weight_decay", 0)
    return step


def adabelief(o):
    """Zhuang et al. 2020, Algorithm 2 as in the authors' code: eps is added to s itself, too."""
    m, s = zeros(), zeros()
    beta1, beta2, eps = o["beta1"], o["beta2"], o["eps"]

    def step(w, g, t, lr):
        for wi, gi, mi, si in zip(w, g, m, s):
            average(mi, gi, beta1)
            average(si, (gi - mi) ** 2, beta2)
            si += eps
            wi -= lr * (mi / (1 - beta1 ** t)) / (np.sqrt(si / (1 - beta2 ** t)) + eps)
    return step


def yogi(o):
    """Zaheer et al. 2018, Algorithm 2, with Adam's bias correction as in TensorFlow Addons."""
    m, v = zeros(), [np.full_like(x, o["v0"]) for x in zeros()]
    beta1, beta2 = o["beta1"], o["beta2"]

    def step(w, g, t, lr):
        for wi, gi, mi, vi in zip(w, g, m, v):
            average(mi, gi, beta1)
            vi -= (1 - beta2) * np.sign(vi - gi ** 2) * gi ** 2
            wi -= lr * (mi / (1 - beta1 ** t)) / (np.sqrt(vi / (1 - beta2 ** t)) + o["eps"])
    return step


# ---- signs --------------------------------------------------------------------------------------

def signsgd(o):
    """Bernstein et al. 2018, Algorithm 1; with beta its Signum, Algorithm 2."""
    m = zeros()

    def step(w, g, t, lr):
        for wi, gi, mi in zip(w, g, m):
            average(mi, gi, o.get("beta", 0))
            wi -= lr * np.sign(mi)
    return step


def lion(o):
    """Chen et al. 2023, Algorithm 2; the decay is decoupled (see decoupled below)."""
    m = zeros()

    def step(w, g, t, lr):
        for wi, gi, mi in zip(w, g, m):
            wi -= lr * np.sign(o["beta1"] * mi + (1 - o["beta1"]) * gi)
            average(mi, gi, o["beta2"])
    return step


# ---- whole tensors ------------------------------------------------------------------------------

def lamb(o):
    """You et al. 2020, Algorithm 2, phi the identity, as Optax has it."""
    m, v = zeros(), zeros()
    beta1, beta2 = o["beta1"], o["beta2"]

    def step(w, g, t, lr):
        for wi, gi, mi, vi in zip(w, g, m, v):
            average(mi, gi, beta1)
            average(vi, gi ** 2, beta2)
            u = (mi / (1 - beta1 ** t)) / (np.sqrt(vi / (1 - beta2 ** t)) + o["eps"])
            u += o.get("weight_decay", 0) * wi
            w_norm, u_norm = np.sqrt(np.sum(wi ** 2)), np.sqrt(np.sum(u ** 2))
            ratio = w_norm / u_norm if w_norm > 0 and u_norm > 0 else 1
            wi -= lr * ratio * u
    return step


def newton_schulz(G, steps):
    X = G.T if G.shape[0] > G.shape[1] else G
    X = X / (np.sqrt(np.sum(X ** 2)) + 1e-7)
    for _ in range(steps):
        A = X @ X.T
        X = 3.4445 * X + (-4.7750 * A + 2.0315 * A @ A) @ X
    return X.T if G.shape[0] > G.shape[1] else X


def muon(o):
    """Jordan et al. 2024, its first form: b = mu b + g; AdamW for what is no hidden matrix."""
    b, m, v = zeros(), zeros(), zeros()
    hidden = {i for i in range(2, len(b) - 2, 2)}

    def step(w, g, t, lr):
        adam_lr = o["adam_lr"] * lr / o["lr"]
        beta1, beta2 = o["adam_beta1"], o["adam_beta2"]
        decay = o.get("weight_decay", 0)
        for i in range(len(w)):
            if i in hidden:
                b[i] = o["beta"] * b[i] + g[i]
                update = g[i] + o["beta"] * b[i] if o.get("nesterov", 1) else b[i]
                update = newton_schulz(update, int(o.get("steps", 5)))
                update *= math.sqrt(max(1, w[i].shape[0] / w[i].shape[1]))
                w[i] *= 1 - lr * decay
                w[i] -= lr * update
            else:
                average(m[i], g[i], beta1)
                average(v[i], g[i] ** 2, beta2)
                m_hat, v_hat = m[i] / (1 - beta1 ** t), v[i] / (1 - beta2 ** t)
                w[i] *= 1 - adam_lr * decay
                w[i] -= adam_lr * m_hat / (np.sqrt(v_hat) + o["adam_eps"])
    return step


# ---- averages of iterates, learning rates found by themselves -----------------------------------

def prodigy(o):
    """Mishchenko & Defazio 2023, Algorithm 1 as in the authors' code: no bias correction."""
    m, v, s = zeros(), zeros(), zeros()
    w0 = problem.initial_weights()
    beta1, beta2 = o["beta1"], o["beta2"]
    beta3 = math.sqrt(beta2)
    d0 = o["d0"]
    d, d_max, numerator = d0, d0, 0.0

    def step(w, g, t, lr):
        nonlocal d, d_max, numerator
        dlr = d * lr
        numerator *= beta3
        denominator = 0.0
        for i in range(len(w)):
            numerator += d / d0 * dlr * np.sum(g[i] * (w0[i] - w[i]))
            m[i] = beta1 * m[i] + d * (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + d * d * (1 - beta2) * g[i] ** 2
            s[i] = beta3 * s[i] + d / d0 * dlr * g[i]
            denominator += np.sum(np.abs(s[i]))
        if denominator == 0:
            return
        d_hat = o.get("d_coef", 1) * numerator / denominator
        d_max = max(d_max, d_hat)
        d = min(d_max, d * o.get("growth", math.inf))
        for i in range(len(w)):
            w[i] -= o.get("weight_decay", 0) * dlr * w[i]
            w[i] -= dlr * m[i] / (np.sqrt(v[i]) + d * o["eps"])
    return step


RULES = {rule.__name__: rule for rule in (
    gd, momentum, nesterov, rmsprop, adagrad, adam, amsgrad, nadam, adan, adabelief, yogi,
    signsgd, lion, lamb, muon, prodigy)}

# Rules above that treat weight_decay themselves.
OWN_DECAY = {"adan", "lamb", "muon", "prodigy"}

CASES = [
    "gd:lr=0.7,weight_decay=0.3,decoupled=1",
    "momentum:lr=0.9,beta=0.9",
    "momentum:lr=0.3,beta=0.8,form=lr-inside",
    "momentum:lr=0.5,beta=0.8,form=lr-inside,schedule=exponential,gamma=0.95",
    "momentum:lr=0.8,beta=0.6,weight_decay=0.05,clip_norm=0.2,clip_value=0.05",
    "nesterov:lr=0.3,beta=0.8,form=lr-inside",
    "nesterov:lr=0.4,beta=0.7,form=lr-inside,schedule=exponential,gamma=0.93",
    "adagrad:lr=0.13,eps=1e-4,eps_at=inside",
    "rmsprop:lr=0.005,beta=0.93,eps=1e-8",
    "rmsprop:lr=0.005,beta=0.93,eps=1e-5,eps_at=inside",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-8",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-4,eps_at=inside",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-4,eps_at=inside,bias_correction=1",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-4,eps_at=hat,bias_correction=1",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-4,eps_at=hat,bias_correction=0",
    "amsgrad:lr=0.03,beta1=0.8,beta2=0.6,eps=1e-5,bias_correction=0",
    "nadam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-7,psi=0.004",
    "nadam:lr=0.01,beta1=0.9,beta2=0.99,eps=1e-8,psi=0.3,weight_decay=0.05",
    "adan:lr=0.03,beta1=0.9,beta2=0.8,beta3=0.95,eps=1e-6",
    "adan:lr=0.02,beta1=0.98,beta2=0.92,beta3=0.99,eps=1e-8,weight_decay=0.4,decoupled=1",
    "adabelief:lr=0.02,beta1=0.8,beta2=0.95,eps=1e-8",
    "adabelief:lr=0.005,beta1=0.9,beta2=0.99,eps=1e-16,weight_decay=0.3,decoupled=1",
    "yogi:lr=0.02,beta1=0.8,beta2=0.95,eps=1e-3,v0=1e-6",
    "yogi:lr=0.03,beta1=0.9,beta2=0.9,eps=1e-4,v0=0.01,weight_decay=0.03",
    "signsgd:lr=0.011",
    "signsgd:lr=0.007,beta=0.8,weight_decay=0.6,decoupled=1",
    "lion:lr=0.011,beta1=0.8,beta2=0.95",
    "lion:lr=0.007,beta1=0.9,beta2=0.99,weight_decay=0.7,decoupled=1",
    "lamb:lr=0.03,beta1=0.8,beta2=0.95,eps=1e-6",
    "lamb:lr=0.05,beta1=0.9,beta2=0.99,eps=1e-4,weight_decay=0.2,decoupled=1",
    "muon:lr=0.02,beta=0.9,adam_lr=0.01,adam_beta1=0.9,adam_beta2=0.95,adam_eps=1e-10",
    "muon:lr=0.03,beta=0.8,nesterov=0,steps=4,adam_lr=0.02,adam_beta1=0.8,adam_beta2=0.9,"
    "adam_eps=1e-8,weight_decay=0.2,decoupled=1,schedule=exponential,gamma=0.98",
    "prodigy:lr=1,beta1=0.9,beta2=0.999,eps=1e-8,d0=1e-3",
    "prodigy:lr=0.7,beta1=0.8,beta2=0.9,eps=1e-6,d0=0.002,d_coef=1.5,weight_decay=0.1,decoupled=1",
]


def clip(g, o):
    """Values cut, then the whole gradient shrunk to the norm (Pascanu et al. 2013)."""
    if "clip_value" in o:
        g = [np.clip(gi, -o["clip_value"], o["clip_value"]) for gi in g]
    if "clip_norm" in o:
        norm = math.sqrt(sum(np.sum(gi ** 2) for gi in g))
        g = [gi * min(1.0, o["clip_norm"] / norm) for gi in g]
    return g


def rate(o, t):
    return o["lr"] * o["gamma"] ** (t - 1) if o.get("schedule") == "exponential" else o["lr"]


def trajectory(spec, rule=None):
    name, o = parse_spec(spec)
    step = (rule or RULES[name])(o)
    w = problem.initial_weights()
    losses = []
    for t in range(1, problem.ITERATIONS + 1):
        loss, g = problem.loss_and_gradient(w)
        losses.append(loss)
        g = clip(g, o)
        lr = rate(o, t)
        decay = 0 if name in OWN_DECAY else o.get("weight_decay", 0)
        if decay and o.get("decoupled"):
            for wi in w:
                wi *= 1 - lr * decay
        elif decay:
            g = [gi + decay * wi for gi, wi in zip(g, w)]
        step(w, g, t, lr)
    return losses, w


# ---- schedule-free and sophia need more than a gradient at the weights -------------------------

def schedule_free(spec):
    """Defazio et al. 2024, its AdamW as in the authors' code; the losses are those at x."""
    _, o = parse_spec(spec)
    x, y, z = (problem.initial_weights() for _ in range(3))
    v = zeros()
    beta1, beta2 = o["beta1"], o["beta2"]
    lr_max, weight_sum = 0.0, 0.0
    losses = []
    for t in range(1, problem.ITERATIONS + 1):
        losses.append(problem.loss_and_gradient(x)[0])
        _, g = problem.loss_and_gradient(y)
        warmup = o.get("warmup", 0)
        lr = o["lr"] * min(1.0, t / (warmup + 1))
        lr_max = max(lr_max, lr)
        weight_sum += lr_max ** 2
        c = lr_max ** 2 / weight_sum
        for i in range(len(x)):
            average(v[i], g[i] ** 2, beta2)
            step = g[i] / (np.sqrt(v[i] / (1 - beta2 ** t)) + o["eps"])
            step += o.get("weight_decay", 0) * y[i]
            z[i] -= lr * step
            x[i] = (1 - c) * x[i] + c * z[i]
            y[i] = beta1 * x[i] + (1 - beta1) * z[i]
    return losses, x


MASK = 2 ** 64 - 1


def mix(x):
    """The finalizer of splitmix64, with which optop draws what depends on a number alone."""
    x = (x + 0x9e3779b97f4a7c15) & MASK
    x = ((x ^ (x >> 30)) * 0xbf58476d1ce4e5b9) & MASK
    x = ((x ^ (x >> 27)) * 0x94d049bb133111eb) & MASK
    return x ^ (x >> 31)


def mixed_gaussian(x):
    u, v = ((mix(y) >> 11) / 2 ** 53 for y in (x, mix(x)))
    return math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v)


def drawn_targets(A, iteration):
    """Square loss: a normal distribution of deviation 1 around the prediction."""
    key = mix(~(problem.WEIGHT_SEED << 32 ^ iteration) & MASK)
    rows = [mix(key ^ mix(i)) for i in range(len(A))]
    return A + [[mixed_gaussian((row + j) & MASK) for j in range(A.shape[1])] for row in rows]


def sophia(spec):
    """Liu et al. 2024, Algorithm 3 with the Gauss-Newton-Bartlett estimator, in the form of the
    authors' code: min(|m| / (rho batch h + 1e-15), 1)."""
    _, o = parse_spec(spec)
    w = problem.initial_weights()
    m, h = zeros(), zeros()
    losses = []
    for t in range(1, problem.ITERATIONS + 1):
        loss, g = problem.loss_and_gradient(w)
        losses.append(loss)
        if (t - 1) % int(o["every"]) == 0:
            _, s = problem.loss_and_gradient(w, lambda A: drawn_targets(A, t - 1))
        for i in range(len(w)):
            if (t - 1) % int(o["every"]) == 0:
                average(h[i], s[i] ** 2, o["beta2"])
            average(m[i], g[i], o["beta1"])
            w[i] *= 1 - o["lr"] * o["weight_decay"]
            ratio = np.minimum(np.abs(m[i]) / (o["rho"] * problem.SAMPLES * h[i] + 1e-15), 1)
            w[i] -= o["lr"] * np.sign(m[i]) * ratio
    return losses, w


TRAJECTORIES = {"schedule-free": schedule_free, "sophia": sophia}

CASES += [
    "schedule-free:lr=0.05,beta1=0.9,beta2=0.99,eps=1e-8",
    "schedule-free:lr=0.03,beta1=0.8,beta2=0.95,eps=1e-6,weight_decay=0.2,decoupled=1,warmup=7",
    "sophia:lr=0.01,beta1=0.9,beta2=0.8,rho=4,every=3,weight_decay=0",
    "sophia:lr=0.02,beta1=0.95,beta2=0.9,rho=1,every=7,weight_decay=0.2,decoupled=1",
]


def check_nadam():
    """The transcription of NAdam, with PyTorch 1.13's slip, is PyTorch 1.13's.

    To single precision, in which PyTorch keeps the product of the mu's.
    """
    try:
        import torch
    except ImportError:
        return
    if not torch.__version__.startswith("1.13"):
        return
    import reference_torch
    spec = "nadam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-7,psi=0.004"
    reference_torch.MAKERS["nadam"] = lambda p, o: reference_torch.adam(
        p, o, torch.optim.NAdam, momentum_decay=o["psi"])
    ours, _ = trajectory(spec, lambda o: nadam(o, slip=True))
    theirs, _ = reference_torch.trajectory(spec)
    np.testing.assert_allclose(ours, theirs, rtol=1e-7)


def main():
    check_nadam()
    print("# NumPy transcriptions of papers and authors' code; made by reference_numpy.py,"
          " see README.")
    for spec in CASES:
        name, _ = parse_spec(spec)
        print(problem.format_case(spec, *TRAJECTORIES.get(name, trajectory)(spec)), end="")


if __name__ == "__main__":
    main()
