"""compare.py GOLDEN MADE: do two files of reference values agree, number by number?

Words must be the same; numbers may differ by TOLERANCE relative to the largest of their line.
"""
import sys

TOLERANCE = 1e-9


def is_number(word):
    try:
        float(word)
    except ValueError:
        return False
    return True


def same_line(a, b):
    a, b = a.split(), b.split()
    if len(a) != len(b):
        return False
    numbers = [(float(x), float(y)) for x, y in zip(a, b) if is_number(x) and is_number(y)]
    words = [(x, y) for x, y in zip(a, b) if not (is_number(x) and is_number(y))]
    largest = max((abs(x) for x, _ in numbers), default=0)
    return (all(x == y for x, y in words)
            and all(abs(x - y) <= TOLERANCE * largest for x, y in numbers))


def main(golden, made):
    with open(golden) as a, open(made) as b:
        a, b = a.read().splitlines(), b.read().splitlines()
    case = ""
    if len(a) != len(b):
        sys.exit("%s has %d lines, %s has %d" % (golden, len(a), made, len(b)))
    for number, (x, y) in enumerate(zip(a, b), 1):
        case = x if ":" in x.split(" ")[0] else case
        if not same_line(x, y):
            sys.exit("%s:%d: %s differs from what its generator makes" % (golden, number, case))


if __name__ == "__main__":
    main(*sys.argv[1:])
