"""Learning rates made by PyTorch's schedulers, and by NumPy for those that PyTorch 1.13 lacks.

Prints three lines for every specification in CASES: the run's specification, the losses that the
schedule is told, and the learning rates of as many iterations. A warm-up is PyTorch's LinearLR
from 1/(warmup + 1), put in front with SequentialLR.
"""
import math
import warnings

import numpy as np
import torch

from problem import number, parse_spec

scheduler = torch.optim.lr_scheduler
ITERATIONS = 60
# Falls, rests, falls a little, rests, rises: what reduce-on-plateau has to tell apart.
LOSSES = np.concatenate([np.linspace(2.0, 1.0, 12), np.full(15, 0.99991), np.linspace(0.9, 0.8, 6),
                         np.full(17, 0.8), np.linspace(0.81, 0.9, 10)])


def lambda_of(factor):
    return lambda opt, o, length: scheduler.LambdaLR(opt, lambda k: factor(o, k, length))


def wsd(o, k, length):
    """Haegele et al. 2024, the cool-down 1 - sqrt."""
    cooldown = o["cooldown"] * length
    if k <= length - cooldown:
        return 1.0
    return 1 - math.sqrt((k - length + cooldown) / cooldown) if k < length else 0.0


def polynomial(o, k, length):
    """PyTorch's closed form, with its end raised from 0."""
    fraction = 1 - min(k, length) / length
    return o["end"] + (1 - o["end"]) * fraction ** o["power"]


# The length is total less the warm-up, where a schedule has a total.
MAKERS = {
    "constant": lambda_of(lambda o, k, length: 1.0),
    "step": lambda opt, o, length: scheduler.StepLR(opt, int(o["period"]), o["gamma"]),
    "exponential": lambda opt, o, length: scheduler.ExponentialLR(opt, o["gamma"]),
    "inverse-time": lambda_of(lambda o, k, length: 1 / (1 + o["rate"] * k)),
    "linear": lambda opt, o, length: scheduler.LinearLR(opt, 1.0, o["end"], length),
    "polynomial": lambda opt, o, length: scheduler.PolynomialLR(opt, length, o["power"])
    if "end" not in o else lambda_of(polynomial)(opt, o, length),
    "cosine": lambda opt, o, length: scheduler.CosineAnnealingLR(
        opt, length, eta_min=o["end"] * o["lr"]),
    "cosine-restarts": lambda opt, o, length: scheduler.CosineAnnealingWarmRestarts(
        opt, int(o["period"]), int(o["growth"]), eta_min=o["end"] * o["lr"]),
    "one-cycle": lambda opt, o, length: scheduler.OneCycleLR(
        opt, o["lr"], total_steps=length, pct_start=o["rise"], div_factor=o["div"],
        final_div_factor=o["final_div"], cycle_momentum=False),
    "wsd": lambda_of(wsd),
    "plateau": lambda opt, o, length: scheduler.ReduceLROnPlateau(
        opt, factor=o["factor"], patience=int(o["patience"]), threshold=o["threshold"],
        min_lr=o["end"] * o["lr"]),
}

CASES = [
    "gd:lr=0.3",
    "gd:lr=0.3,warmup=7",
    "gd:lr=0.3,schedule=step,period=13,gamma=0.35",
    "gd:lr=0.3,schedule=step,period=9,gamma=0.35,warmup=5",
    "gd:lr=0.3,schedule=exponential,gamma=0.93",
    "gd:lr=0.3,schedule=exponential,gamma=0.93,warmup=11",
    "gd:lr=0.3,schedule=inverse-time,rate=0.17",
    "gd:lr=0.3,schedule=linear,total=45,end=0.15",
    "gd:lr=0.3,schedule=linear,total=45,end=0.15,warmup=10",
    "gd:lr=0.3,schedule=polynomial,total=45,power=1.7",
    "gd:lr=0.3,schedule=polynomial,total=45,power=1.7,end=0.1",
    "gd:lr=0.3,schedule=cosine,total=60,end=0.05",
    "gd:lr=0.3,schedule=cosine,total=70,end=0.05,warmup=9",
    "gd:lr=0.3,schedule=cosine-restarts,period=7,growth=2,end=0.01",
    "gd:lr=0.3,schedule=cosine-restarts,period=11,growth=1,end=0.2",
    "gd:lr=0.3,schedule=one-cycle,total=60,rise=0.3,div=25,final_div=1e4",
    "gd:lr=0.3,schedule=one-cycle,total=80,rise=0.45,div=7,final_div=300",
    "gd:lr=0.3,schedule=wsd,total=50,cooldown=0.35,warmup=6",
    "gd:lr=0.3,schedule=plateau,factor=0.4,patience=4,threshold=1e-4,end=0",
    "gd:lr=0.3,schedule=plateau,factor=0.1,patience=2,threshold=0.02,end=0.01",
]


def rates(spec):
    _, o = parse_spec(spec)
    warmup = int(o.get("warmup", 0))
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=o["lr"])
    name = o.get("schedule", "constant")
    schedule = MAKERS[name](optimizer, o, int(o.get("total", 0)) - warmup)
    if warmup:
        optimizer.param_groups[0]["lr"] = o["lr"]
        ramp = scheduler.LinearLR(optimizer, 1 / (warmup + 1), 1.0, warmup)
        schedule = scheduler.SequentialLR(optimizer, [ramp, schedule], [warmup])
    result = []
    for loss in LOSSES:
        if name == "plateau":
            schedule.step(loss)
        result.append(optimizer.param_groups[0]["lr"])
        if name != "plateau" and len(result) < ITERATIONS:
            optimizer.step()
            schedule.step()
    return result


def main():
    warnings.simplefilter("ignore")
    print("# Learning rates; made by reference_schedules.py, see README.")
    for spec in CASES:
        print(spec)
        print("losses " + " ".join(number(loss) for loss in LOSSES))
        print("rates " + " ".join(number(rate) for rate in rates(spec)))


if __name__ == "__main__":
    main()
