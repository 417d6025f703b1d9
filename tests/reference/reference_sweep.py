"""reference_sweep.py - what NumPy says of sweep.csv, which optop wrote:

    optop -b --data=moons --layers=8,8 -a leaky_relu --output-activation=identity \\
        --sweep='lr=0.03..300*7' --seeds=1..4 -o gd -o adam -o momentum -n 15 --csv=sweep.csv

A line a configuration (median and quartiles of the test loss over the seeds, a job that diverged
having an infinite one), a line a run in the order of their best medians (best configuration, wins
over the next one's, their share and Wilson's interval), and a line a run and number of trials (the
mean of the best median over all choices of so many configurations).
"""
import csv
import itertools
import os

import numpy as np

Z = 1.959963984540054


def read():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sweep.csv")
    with open(path) as file:
        rows = list(csv.DictReader(file))
    losses, run_of = {}, {}
    for row in rows:
        config = int(row["configuration"])
        loss = np.inf if row["ended"] == "diverged" else float(row["test_loss"])
        losses.setdefault(config, {})[int(row["seed"])] = loss
        run_of[config] = int(row["run"])
    return losses, run_of


def quantile(values, part):
    """NumPy's linear rule; where it would take a difference of infinities, the infinite neighbour."""
    values = np.sort(values)
    if np.all(np.isfinite(values)):
        return np.quantile(values, part)
    place = part * (len(values) - 1)
    below = int(np.floor(place))
    if place == below:
        return values[below]
    a, b = values[below], values[below + 1]
    return b if np.isinf(b) else a + (b - a) * (place - below)


def wilson(wins, n):
    p = wins / n
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (0.0 if wins == 0 else centre - half), (1.0 if wins == n else centre + half)


def text(value):
    return "%.17g" % value if np.isfinite(value) else "infinite"


def main():
    losses, run_of = read()
    median = {}
    for config in sorted(losses):
        values = np.array(list(losses[config].values()))
        median[config] = quantile(values, 0.5)
        print("point", config, text(median[config]), text(quantile(values, 0.25)),
              text(quantile(values, 0.75)))
    runs = sorted(set(run_of.values()))
    best = {run: min((c for c in losses if run_of[c] == run), key=lambda c: median[c])
            for run in runs}
    order = sorted(runs, key=lambda run: median[best[run]])
    for rank, run in enumerate(order[:-1]):
        a, b = losses[best[run]], losses[best[order[rank + 1]]]
        wins = sum(1.0 if a[s] < b[s] else 0.5 if a[s] == b[s] else 0.0 for s in a)
        low, high = wilson(wins, len(a))
        print("rank %d %d %d %.17g %.17g %.17g" % (rank + 1, run, best[run], wins, low, high))
    for run in runs:
        medians = [median[c] for c in sorted(losses) if run_of[c] == run]
        for k in range(1, len(medians) + 1):
            choices = [min(choice) for choice in itertools.combinations(medians, k)]
            print("trials", run, k, text(np.mean(choices)))


main()
