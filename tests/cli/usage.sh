#!/bin/sh
# usage.sh - --help, --version, and a sentence for every wrong command line.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"

for option in --help -h --version -V; do
    run "$option"
    expect_code 0
    expect_empty err
    test -s "$scratch/out" || fail "optop $option prints nothing"
done
expect_in out 'optop '
run --help
expect_in out 'Usage: optop [OPTION]...'
expect_in out '--optimizer=NAME[:KEY=VALUE'
test "$(grep -c 'are given' "$scratch/out")" -eq 2 ||
    fail "--help does not say that layers override --depth and --width"
grep -q "$(printf '\033')" "$scratch/out" && fail "--help has an escape byte"

# wrong WORDS ARGUMENT...: refused with a sentence that has these words, and a hint at --help.
wrong() {
    words=$1
    shift
    run "$@"
    expect_code 2
    expect_empty out
    expect_in err "optop: "
    expect_in err "$words"
    test "$(sed -n 2p "$scratch/err")" = "Try 'optop --help'." || fail "$what: no hint at --help"
    test "$(wc -l <"$scratch/err")" -eq 2 || fail "$what: more than a sentence and a hint"
}

wrong '--frobnicate is not an option' --frobnicate
wrong '-x is not an option' -x
wrong "--data: the race in file.csv cannot be changed this way" -d iris.csv file.csv
wrong '--l is ambiguous' --l=3
wrong '--batch: takes no value' --batch=1
wrong '--seed needs a value, N (allowed: 0 to 4294967295)' --seed
wrong '--iterations needs a value' -b -n
wrong "--iterations: '0' is not in range (allowed: 1 to 10^12" -n 0
wrong "--iterations: '1.5' is not a whole number" -n 1.5
wrong "--iterations: '1e' is not a whole number" -n 1e
wrong "--seed: '-1' is not in range" --seed=-1
wrong "--seed: '4294967296' is not in range" --seed=4294967296
wrong "--threads: '257' is not in range (allowed: 0 to 256)" --threads=257
wrong "--depth: '0' is not in range" --depth=0
wrong "--width: 'wide' is not a whole number" --width=wide
wrong "--layers: " --layers=64,0
wrong "--layers: " --layers=64,
wrong "--classes: " --classes=1
wrong "--classes: " --classes=1,1
wrong "--classes: " --classes=0,00
wrong "--data: " --data=
wrong "--activation: 'tahn' is not one of its values (allowed: relu" -a tahn
wrong "--batch-size: '-3' is not in range" --batch-size=-3
wrong "--csv: '' is not a file" --csv=
wrong "--optimizer: optimizer 'adamm' is not known (allowed: gd, momentum, " -o adamm
wrong 'did you mean adam?' -o adma
wrong 'did you mean gd?' -o sgd
wrong 'did you mean lr?' -o gd:lrr=1
wrong '--btach is not an option of optop; did you mean --batch?' --btach
wrong "--optimizer: gd has no hyperparameter 'beta' (allowed: lr" -o gd:beta=1
wrong "--optimizer: gd: lr: '0.1e' is not a number (allowed: 0 < lr <= " -o gd:lr=0.1e
wrong "--optimizer: gd: lr: 'nan' is not a number" -o gd:lr=nan
wrong "--optimizer: gd: lr: '-1' is not in range" -o gd:lr=-1
wrong "--optimizer: gd: lr is given twice" -o gd:lr=1,lr=2
wrong "--optimizer: gd: '' is not of the form KEY=VALUE" -o gd:

# Options that contradict each other or the data are found when these have been read.
wrong 'loss: softmax_cross_entropy needs' -b --loss=softmax_cross_entropy
wrong 'output_activation: ' -b --loss=binary_cross_entropy --output-activation=relu

# Control bytes arrive escaped.
wrong '\x1b[2J' "-o$(printf '\033')[2J"
grep -q "$(printf '\033')" "$scratch/err" && fail "a message has an escape byte"

# In a small address space the program ends as it does in a large one.
if command -v prlimit >/dev/null 2>&1 && test -z "${OPTOP_SANITIZED:-}"; then
    timeout 20 prlimit --as=120000000 "$OPTOP" --help >"$scratch/small" 2>&1
    code=$?
    what="prlimit --as=120000000 optop --help"
    expect_code 0
    "$OPTOP" --help | cmp -s - "$scratch/small" || fail "$what: prints something else"
fi

# What no memory can hold is refused before the time is spent; what memory may not hold is said.
if test "${OPTOP_SANITIZED:-no}" = no && command -v prlimit >/dev/null; then
    what='optop with 6 GB for 818 million parameters'
    prlimit --as=6000000000 "$OPTOP" -b --layers=16384,16384,16384,16384 -n 1 -o gd \
        >"$scratch/out" 2>"$scratch/err" </dev/null
    code=$?
    expect_code 1
    expect_in err 'training 8'
    expect_in err ' parameters needs '
    expect_in err ' of memory, and '
    expect_empty out
fi
# Bundled data are looked for in the folder that is named, then beside the program and where it is
# installed. Other data in their place are called by their folder.
toy_data "$scratch/named/mnist01"
toy_data "$scratch/own/data/mnist01"
mkdir -p "$scratch/own/bin" "$scratch/installed/bin" "$scratch/installed/share/optop"
cp "$OPTOP" "$scratch/own/bin/optop"
cp "$OPTOP" "$scratch/installed/bin/optop"
cp -r "$scratch/named/mnist01" "$scratch/installed/share/optop/mnist01"
# from PROGRAM FOLDER: what it trains on is from there, says title, --describe and JSON.
from() {
    "$1" -b $tiny -n 1 -o gd >"$scratch/out" 2>"$scratch/err" </dev/null
    code=$?
    what="$1 with data of its own"
    expect_code 0
    expect_in out "mnist01 from $2/mnist01 6+4"
    "$1" --describe >"$scratch/out" 2>"$scratch/err" </dev/null
    expect_in out "mnist01 from $2/mnist01"
    "$1" -b $tiny -n 1 -o gd --json >"$scratch/out" 2>"$scratch/err" </dev/null
    expect_in out "mnist01 from $2/mnist01"
}
if test -e /proc/self/exe; then
    own=$(cd "$scratch" && pwd -P)
    (export OPTOP_DATA="$scratch/named" && from "$scratch/own/bin/optop" "$scratch/named" &&
        test "$failures" -eq 0) || failures=$((failures + 1))
    (unset OPTOP_DATA && from "$scratch/own/bin/optop" "$own/own/bin/../data" &&
        test "$failures" -eq 0) || failures=$((failures + 1))
    (unset OPTOP_DATA && from "$scratch/installed/bin/optop" "$own/installed/bin/../share/optop" &&
        test "$failures" -eq 0) || failures=$((failures + 1))
fi
# The bundled files are recognized by what they hold, packed or not.
mkdir -p "$scratch/copy/mnist01"
for file in "$OPTOP_DATA"/mnist01/*.gz; do
    name=${file##*/}
    gunzip -c "$file" >"$scratch/copy/mnist01/${name%.gz}"
done
(OPTOP_DATA="$scratch/copy" && export OPTOP_DATA && run -b $tiny -n 1 -o gd &&
    { grep -q '^mnist01 12665+2115' "$scratch/out" || fail "$what: $(head -n 1 "$scratch/out")"; } &&
    test "$failures" -eq 0) || failures=$((failures + 1))

what='optop -b -n 1e12'
toy_data "$scratch/toy"
rm "$scratch/err"
"$OPTOP" -b $tiny --data="$scratch/toy" -n 1e12 --threads=2 -o gd \
    >"$scratch/out" 2>"$scratch/err" </dev/null &
until_true test -s "$scratch/err" || fail "$what: it says nothing"
kill -TERM $!
wait $!
code=$?
expect_code 143
expect_in err 'optop: There is memory for the curves of about '
expect_in err ' of 1000000000000 iterations ('

finish
