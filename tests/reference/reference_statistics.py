"""Quartiles, shares of wins and Wilson's intervals made by NumPy.

A line `values` is followed by `quantiles`: least, quartile, median, quartile, most. Lines `a` and
`b` are paired and followed by `wins`: how often a is less than b, equal ones counted half, the
share, and Wilson's interval. A value that diverged is written so: it is larger than any other, and
NumPy gets 1e300 in its place, since it makes NaN of infinities.
"""
import numpy as np

DIVERGED = 1e300
Z = 1.959963984540054


def text(value):
    return "diverged" if value > 1e290 else "%.17g" % value


def line(word, values):
    print(word, " ".join(text(v) for v in values))


def quantiles(values):
    line("values", values)
    line("quantiles", np.quantile(values, [0, 0.25, 0.5, 0.75, 1]))


def pairs(a, b):
    a, b = np.array(a), np.array(b)
    wins = np.sum(a < b) + 0.5 * np.sum(a == b)
    n = np.longdouble(len(a))
    p, z = np.longdouble(wins) / n, np.longdouble(Z)
    roots = np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * roots / (1 + z * z / n)
    line("a", a)
    line("b", b)
    line("wins", [float(wins), float(p), float(max(centre - half, 0)), float(min(centre + half, 1))])


def with_diverged(random, n, diverged):
    values = np.exp(random.randn(n) - 3)
    values[random.permutation(n)[:diverged]] = DIVERGED
    return values


def main():
    random = np.random.RandomState(2385)
    print("# Statistics; made by reference_statistics.py, see README.")
    quantiles([0.385])
    quantiles([2.5, -1.75])
    quantiles([3.0, 3.0, 3.0, 7.25])
    for n in range(3, 14):
        quantiles(random.randn(n) * 10.0 ** random.randint(-8, 8))
    for n, diverged in [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (5, 2), (5, 3), (8, 2), (9, 2),
                        (10, 3), (10, 5), (10, 10)]:
        quantiles(with_diverged(random, n, diverged))
    quantiles(random.randn(200))
    pairs([1.5], [2.5])
    pairs([2.5], [1.5])
    pairs([2.5], [2.5])
    pairs([DIVERGED, 1.0], [DIVERGED, DIVERGED])
    for n, diverged in [(3, 0), (5, 1), (10, 0), (10, 4), (20, 7), (100, 3)]:
        a, b = with_diverged(random, n, diverged), with_diverged(random, n, diverged)
        b[: n // 4] = a[: n // 4]
        pairs(a, b)
    pairs(np.zeros(12), np.ones(12))
    pairs(np.ones(12), np.zeros(12))


main()
