"""seeds_numpy.py RACE.csv RACE.json: are the medians, quartiles and comparisons of a document those
that NumPy makes of the histories? The race is one in full batch with a target on the test loss, and
the CSV has the column gradients. Diverged replicas count as 1e300, since NumPy makes NaN of
infinities.
"""
import csv
import json
import sys

import numpy as np

DIVERGED = 1e300
Z = 1.959963984540054
CURVES = ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]


def read(path):
    """{run: {seed: [row, ...]}}"""
    runs = {}
    with open(path) as file:
        for row in csv.DictReader(file):
            runs.setdefault(int(row["run"]), {}).setdefault(int(row["seed"]), []).append(row)
    return runs


def has_diverged(rows):
    """By the document: a loss or a gradient was not finite."""
    return rows[-1]["diverged"]


def last(rows, curve):
    if has_diverged(rows):
        return DIVERGED if "loss" in curve else -DIVERGED
    return float(rows[-1][curve])


def same(made, expected, what):
    if abs(expected) > 1e290:
        good = made is None
    else:
        good = made is not None and abs(made - expected) <= 1e-12 * max(1, abs(expected))
    if not good:
        sys.exit("%s is %r, not %r" % (what, made, expected))


def check_figures(run, replicas, number):
    for curve in CURVES:
        low, middle, high = np.quantile([last(rows, curve) for rows in replicas.values()],
                                        [0.25, 0.5, 0.75])
        same(run["median"][curve], middle, "run %d: median %s" % (number, curve))
        same(run["quartiles"][curve][0], low, "run %d: lower quartile %s" % (number, curve))
        same(run["quartiles"][curve][1], high, "run %d: upper quartile %s" % (number, curve))
    diverged = sum(has_diverged(rows) for rows in replicas.values())
    if run["diverged"] != diverged:
        sys.exit("run %d: %d replicas have diverged" % (number, diverged))


def check_target(run, replicas, target, number):
    at = []
    for rows in replicas.values():
        reached = [i for i, row in enumerate(rows) if float(row["test_loss"]) < target]
        at.append(reached[0] if reached else DIVERGED)
    middle = np.median(at)
    if run["reached_by"] != sum(a < DIVERGED for a in at):
        sys.exit("run %d: the target is reached by %r" % (number, at))
    same(run["reached"] and run["reached"]["iterations"], middle, "run %d: reached" % number)


def losses(replicas, best):
    return np.array([DIVERGED if has_diverged(rows)
                     else min(float(row["test_loss"]) for row in rows) if best
                     else last(rows, "test_loss") for _, rows in sorted(replicas.items())])


def check_beats(run, runs, number):
    for against in run["beats"]:
        for name in ["final", "best"]:
            a, b = (losses(runs[n], name == "best") for n in (number, against["run"]))
            wins = np.sum(a < b) + 0.5 * np.sum(a == b)
            n = len(a)
            p = wins / n
            root = Z * np.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
            what = "run %d against %d, %s: " % (number, against["run"], name)
            same(against[name]["wins"], wins, what + "wins")
            same(against[name]["probability"], p, what + "share")
            same(against[name]["low"], max((p + Z * Z / (2 * n) - root) / (1 + Z * Z / n), 0),
                 what + "low")
            same(against[name]["high"], min((p + Z * Z / (2 * n) + root) / (1 + Z * Z / n), 1),
                 what + "high")


def check_curves(run, replicas):
    """The document's curves are the CSV's rows; notes which replicas have diverged."""
    number = run["run"]
    if [it["seed"] for it in run["seeds"]] != sorted(replicas):
        sys.exit("run %d has other seeds" % number)
    for it in run["seeds"]:
        rows = replicas[it["seed"]]
        rows[-1]["diverged"] = it["diverged_at"] is not None
        if not rows[-1]["diverged"] and not np.isfinite(float(rows[-1]["train_loss"])):
            sys.exit("run %d, seed %d has diverged" % (number, it["seed"]))
        if it["curves"]["gradients"] != [float(row["gradients"]) for row in rows]:
            sys.exit("run %d, seed %d: other curves" % (number, it["seed"]))


def main(table, document):
    runs = read(table)
    with open(document) as file:
        document = json.load(file)
    for run in document["runs"]:
        check_curves(run, runs[run["run"]])
    for run in document["runs"]:
        number = run["run"]
        replicas = runs[number]
        check_figures(run, replicas, number)
        check_target(run, replicas, document["target"]["below"], number)
        check_beats(run, runs, number)
    print("%d runs agree" % len(document["runs"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
