"""Trajectories made by PyTorch's optimizers, for those that PyTorch 1.13 has.

Prints a case for every specification in CASES; see problem.py for the objective and the format,
README for how to regenerate the golden file. The gradients are PyTorch's own, too.
"""
import torch

import problem
from problem import parse_spec

SGD = torch.optim.SGD


def momentum(p, o):
    return SGD(p, lr=o["lr"], momentum=o["beta"], dampening=o.get("dampening", 0), **decay(o))


def rmsprop(p, o):
    return torch.optim.RMSprop(p, lr=o["lr"], alpha=o["beta"], eps=o["eps"],
                               centered=bool(o.get("centered", 0)),
                               momentum=o.get("momentum", 0), **decay(o))


def adam(p, o, make=torch.optim.Adam, **more):
    return make(p, lr=o["lr"], betas=(o["beta1"], o["beta2"]), eps=o["eps"], **more, **decay(o))


def lbfgs(p, o):
    wolfe = o.get("line_search") == "strong-wolfe"
    return torch.optim.LBFGS(p, lr=o["lr"], max_iter=1, max_eval=1000, tolerance_grad=0,
                             tolerance_change=1e-9, history_size=int(o["history"]),
                             line_search_fn="strong_wolfe" if wolfe else None)


def decay(o):
    return {"weight_decay": o["weight_decay"]} if "weight_decay" in o else {}


MAKERS = {
    "gd": lambda p, o: SGD(p, lr=o["lr"], **decay(o)),
    "momentum": momentum,
    "nesterov": lambda p, o: SGD(p, lr=o["lr"], momentum=o["beta"], nesterov=True, **decay(o)),
    "adagrad": lambda p, o: torch.optim.Adagrad(
        p, lr=o["lr"], eps=o["eps"], initial_accumulator_value=o.get("initial", 0),
        lr_decay=o.get("rate", 0), **decay(o)),
    "rmsprop": rmsprop,
    "adadelta": lambda p, o: torch.optim.Adadelta(p, lr=o["lr"], rho=o["rho"], eps=o["eps"],
                                                  **decay(o)),
    "adam": adam,
    "adamw": lambda p, o: adam(p, o, torch.optim.AdamW),
    "amsgrad": lambda p, o: adam(p, o, amsgrad=True),
    "adamax": lambda p, o: adam(p, o, torch.optim.Adamax),
    "radam": lambda p, o: adam(p, o, torch.optim.RAdam),
    "rprop": lambda p, o: torch.optim.Rprop(p, lr=o["lr"], etas=(o["eta_minus"], o["eta_plus"]),
                                            step_sizes=(o["step_min"], o["step_max"])),
    "lbfgs": lbfgs,
}

CASES = [
    "gd:lr=0.7",
    "gd:lr=0.7,weight_decay=0.03",
    "gd:lr=1.3,clip_norm=0.11",
    "gd:lr=1.3,clip_value=0.017",
    "momentum:lr=0.3,beta=0.8,form=heavy-ball",
    "momentum:lr=0.3,beta=0.8,form=heavy-ball,dampening=0.35",
    "momentum:lr=0.2,beta=0.85,form=heavy-ball,weight_decay=0.02",
    "nesterov:lr=0.3,beta=0.8",
    "nesterov:lr=0.25,beta=0.6,weight_decay=0.02",
    "adagrad:lr=0.13,eps=1e-10",
    "adagrad:lr=0.13,eps=1e-3,initial=0.1",
    "adagrad:lr=0.2,eps=1e-10,schedule=inverse-time,rate=0.07",
    "adagrad:lr=0.13,eps=1e-10,weight_decay=0.04",
    "rmsprop:lr=0.004,beta=0.93,eps=1e-6",
    "rmsprop:lr=0.005,beta=0.93,eps=1e-4,centered=1",
    "rmsprop:lr=0.007,beta=0.83,eps=1e-6,momentum=0.6",
    "rmsprop:lr=0.005,beta=0.93,eps=1e-4,centered=1,momentum=0.7,weight_decay=0.02",
    "adadelta:lr=0.6,rho=0.9,eps=1e-4",
    "adadelta:lr=1.2,rho=0.9,eps=1e-6,weight_decay=0.02",
    "adam:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-7,bias_correction=1",
    "adam:lr=0.02,beta1=0.7,beta2=0.9,eps=0.001,bias_correction=1,weight_decay=0.05",
    "adamw:lr=0.02,beta1=0.85,beta2=0.97,eps=1e-7,weight_decay=0.3",
    "amsgrad:lr=0.03,beta1=0.8,beta2=0.6,eps=1e-7",
    "amsgrad:lr=0.03,beta1=0.8,beta2=0.6,eps=1e-7,weight_decay=0.05",
    "adamax:lr=0.03,beta1=0.8,beta2=0.95,eps=1e-6",
    "adamax:lr=0.02,beta1=0.9,beta2=0.99,eps=1e-8,weight_decay=0.03",
    "radam:lr=0.03,beta1=0.8,beta2=0.95,eps=1e-6",
    "radam:lr=0.02,beta1=0.9,beta2=0.99,eps=1e-8,weight_decay=0.03",
    "rprop:lr=0.013,eta_minus=0.5,eta_plus=1.2,step_min=1e-6,step_max=50",
    "rprop:lr=0.2,eta_minus=0.3,eta_plus=1.5,step_min=0.004,step_max=0.25",
    "lbfgs:lr=0.6,history=100",
    "lbfgs:lr=0.4,history=3",
    "lbfgs:lr=0.02,history=5,line_search=strong-wolfe",
    "lbfgs:lr=4,history=6,line_search=strong-wolfe",
]


def clip(parameters, o):
    """Clipping as in the papers: values cut, then the whole gradient shrunk to the norm."""
    gradients = [p.grad for p in parameters]
    if "clip_value" in o:
        for g in gradients:
            g.clamp_(-o["clip_value"], o["clip_value"])
    if "clip_norm" in o:
        norm = torch.sqrt(sum((g * g).sum() for g in gradients))
        for g in gradients:
            g.mul_(min(1.0, o["clip_norm"] / norm.item()))


def trajectory(spec):
    name, o = parse_spec(spec)
    X, Y = (torch.tensor(array) for array in problem.data())
    parameters = [torch.tensor(w, requires_grad=True) for w in problem.initial_weights()]
    optimizer = MAKERS[name](parameters, o)
    losses = []

    def closure():
        optimizer.zero_grad()
        A = X
        for W, b in zip(parameters[0::2], parameters[1::2]):
            A = torch.tanh(A @ W.T + b)
        loss = ((A - Y) ** 2).sum() / (2 * problem.SAMPLES)
        loss.backward()
        clip(parameters, o)
        return loss

    for _ in range(problem.ITERATIONS):
        losses.append(float(optimizer.step(closure)))
    return losses, [p.detach().numpy() for p in parameters]


def main():
    torch.set_num_threads(1)
    print("# PyTorch's optimizers; made by reference_torch.py, see README.")
    for spec in CASES:
        print(problem.format_case(spec, *trajectory(spec)), end="")


if __name__ == "__main__":
    main()
