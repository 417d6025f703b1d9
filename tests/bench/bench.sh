#!/bin/sh
# bench.sh - compares the engine with the notebook on NumPy and with PyTorch, side by side: every
# contender runs once a round, and J4, which takes longest, every other round; the table has the
# medians. Peers that are not installed are left out with a word. `make bench` calls it; by hand:
#
#   bench.sh [ROUNDS [SECONDS]]
#
# BENCH_DIR is where the bench_* programs are, FASHION_MNIST the folder of that data set
# (Debian: dataset-fashion-mnist), PYTHON the interpreter.
set -eu
rounds=${1:-5}
seconds=${2:-1}
here=$(cd "$(dirname "$0")" && pwd)
programs=${BENCH_DIR:-.}
python=${PYTHON:-}
mnist=${OPTOP_DATA:-$here/../../data}/mnist01
fashion=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist}
results=$(mktemp)
table=$(mktemp -d)/table.npz
trap 'rm -rf "$results" "$(dirname "$table")"' EXIT INT TERM

say() { printf '%s\n' "$*"; }
progress() { if [ -t 2 ]; then printf '\r\033[K%s' "$*" >&2; fi; }

have_module() { "$python" -c "import $1" 2>/dev/null; }

# record JOB CONTENDER THREADS COMMAND...: notes the first number that the command prints.
record() {
    job=$1 contender=$2 threads=$3
    shift 3
    progress "round $round of $rounds: $job, $contender, $threads thread(s)"
    printf '%s|%s|%s|%s\n' "$job" "$contender" "$threads" \
        "$("$@" | sed 's/ .*//')" >>"$results"
}

# ours JOB KEY=VALUE...: both precisions, one and two threads.
ours() {
    name=$1
    shift
    for count in 1 2; do
        record "$name" 'optop double' $count "$programs/bench_engine" \
            threads=$count seconds="$seconds" "$@"
        record "$name" 'optop float' $count "$programs/bench_engine_single" \
            threads=$count seconds="$seconds" "$@"
    done
}

torch() { # JOB FOLDER CLASSES LAYERS BATCH OPTIMIZER TYPE
    [ "$have_torch" = yes ] || return 0
    for count in 1 2; do
        record "$1" "PyTorch $7" $count "$python" "$here/peer_torch.py" \
            "$2" "$3" "$4" "$5" "$6" "$7" $count "$seconds"
    done
}

numpy() {
    [ "$have_numpy" = yes ] || return 0
    for count in 1 2; do
        record "$1" 'notebook, NumPy' $count env OPENBLAS_NUM_THREADS=$count \
            "$python" "$here/peer_numpy.py" "$mnist" "$seconds"
    done
}

# The interpreter that was asked for, or the first that has the most.
for choice in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$choice" -c 'import torch, numpy' 2>/dev/null; then python=$choice; fi
done
python=${python:-python3}
have_numpy=no have_torch=no have_fashion=no
if have_module numpy; then have_numpy=yes; else say 'NumPy is not installed: left out.'; fi
if [ $have_numpy = yes ] && have_module torch; then
    have_torch=yes
else
    say 'PyTorch (or NumPy) is not installed: left out.'
fi
if [ $have_numpy = yes ]; then
    "$python" - "$table" <<'END'
import sys, numpy as np
r = np.random.RandomState(1)
x = r.randn(100000, 20)
np.savez(sys.argv[1], x=x, y=np.argmax(x[:, :3] + r.randn(100000, 3), axis=1).astype(np.uint8))
END
fi
if [ -r "$fashion/train-images-idx3-ubyte.gz" ]; then
    have_fashion=yes
else
    say "There is no Fashion-MNIST in $fashion: J4 is left out."
fi

small=784,64,64,1
large=784,256,256,10
round=1
while [ $round -le "$rounds" ]; do
    ours J1
    numpy J1
    torch J1 "$mnist" 0,1 $small 0 sgd float64
    torch J1 "$mnist" 0,1 $small 0 sgd float32
    ours 'J2 gd' batch_size=128 eval_every=1000000
    torch 'J2 gd' "$mnist" 0,1 $small 128 sgd float32
    ours 'J2 adam' batch_size=128 eval_every=1000000 optimizer=adam
    torch 'J2 adam' "$mnist" 0,1 $small 128 adam float32
    ours J3 optimizer=gd:lr=0.1 optimizer=momentum:lr=0.9,beta=0.9 \
        optimizer=rmsprop:lr=0.001,beta=0.9 optimizer=adam:lr=0.01,beta1=0.9,beta2=0.99
    if [ $have_fashion = yes ] && [ $((round % 2)) -eq 1 ]; then
        ours 'J4 full' data="$fashion" classes= layers=256,256 warm=1
        torch 'J4 full' "$fashion" '' $large 0 sgd float32
        ours 'J4 128' data="$fashion" classes= layers=256,256 batch_size=128 eval_every=1000000
        torch 'J4 128' "$fashion" '' $large 128 sgd float32
    fi
    if [ $have_numpy = yes ]; then
        ours 'J5 table' data="$table" test=0.01 loss=square batch_size=128 eval_every=1000000
        torch 'J5 table' "$table" '' 20,64,64,3 128 sgd float32
        torch 'J5 table' "$table" '' 20,64,64,3 128 sgd float64
    fi
    ours 'J6 wide' layers=1024,1024 batch_size=128 eval_every=1000000 warm=2
    torch 'J6 wide' "$mnist" 0,1 784,1024,1024,1 128 sgd float32
    torch 'J6 wide' "$mnist" 0,1 784,1024,1024,1 128 sgd float64
    round=$((round + 1))
done
progress ''

awk -F'|' '
function median(key,    n, i, j, t, v) {
    n = split(values[key], v, " ")
    for (i = 2; i <= n; i++) {
        t = v[i] + 0
        for (j = i - 1; j > 0 && v[j] + 0 > t; j--) v[j + 1] = v[j]
        v[j + 1] = t
    }
    return n % 2 ? v[(n + 1) / 2] : (v[n / 2] + v[n / 2 + 1]) / 2
}
function best(job, who,    one, two) {
    one = median(job "|" who "|1")
    two = median(job "|" who "|2")
    return one < two ? one : two
}
{
    pair = $1 "|" $2
    if (!(pair in seen)) { seen[pair] = 1; order[++pairs] = pair }
    values[pair "|" $3] = values[pair "|" $3] " " $4
}
END {
    printf "%-8s %-18s %10s %10s %12s %12s\n", "job", "program", "1 thread", "2 threads",
           "optop double", "optop float"
    printf "%-8s %-18s %10s %10s %12s %12s\n", "", "", "ms", "ms", "is faster", "is faster"
    for (i = 1; i <= pairs; i++) {
        split(order[i], p, "|")
        printf "%-8s %-18s %10.3f %10.3f", p[1], p[2], median(order[i] "|1"), median(order[i] "|2")
        mine = best(p[1], p[2])
        printf " %11.2fx %11.2fx\n", mine / best(p[1], "optop double"),
               mine / best(p[1], "optop float")
    }
}' "$results"

# limit JOB KEY=VALUE...: what its products and sums alone would take.
limit() {
    name=$1
    shift
    for count in 1 2; do
        for program in bench_engine bench_engine_single; do
            kind=$(precision $program)
            awk -F'|' -v job="$name" -v who="$kind" -v threads=$count \
                -v limit="$("$programs/$program" threads=$count limit=1 "$@")" '
                $1 == job && $2 == who && $3 == threads { time[++n] = $4 + 0 }
                END {
                    split(limit, l, " ")
                    for (i = 2; i <= n; i++) {
                        t = time[i]
                        for (j = i - 1; j > 0 && time[j] > t; j--) time[j + 1] = time[j]
                        time[j + 1] = t
                    }
                    m = n % 2 ? time[(n + 1) / 2] : (time[n / 2] + time[n / 2 + 1]) / 2
                    printf "%-8s %-14s %d thread(s): %5.0f million at %5.1f thousand million a ",
                           job, who, threads, l[2], l[3]
                    printf "second: %7.3f ms; %7.3f ms: %.2f times\n", l[1], m, m / l[1]
                }' "$results"
        done
    done
}

precision() { if [ "$1" = bench_engine ]; then echo 'optop double'; else echo 'optop float'; fi; }

say ''
say "Milliseconds an iteration, medians over $rounds rounds (J4: every other). \"Is faster\": each at its"
say 'best number of threads. J1 784-64-64-1 on the bundled MNIST 0/1, full batch with a test evaluation'
say 'an iteration; J2 the same in batches of 128; J3 four optimizers on J1 at once; J4 784-256-256-10'
say 'on Fashion-MNIST, full batch with a test evaluation, and batches of 128; J5 20-64-64-3 on 100,000'
say 'rows of a table, J6 784-1024-1024-1 on J2, both in batches of 128.'

say ''
say 'The arithmetic limit: products and sums of an iteration at the peak of each thread, in ms; the'
say 'iteration measured; and how many times the limit that is.'
limit J1
limit 'J6 wide' layers=1024,1024 batch_size=128 eval_every=1000000

# norms JOB KEY=VALUE...: what the norms of gradient, weights and update cost.
norms() {
    name=$1
    shift
    for program in bench_engine bench_engine_single; do
        printf '%-8s %-18s %8s %%\n' "$name" "$(precision $program)" \
            "$("$programs/$program" seconds=0.5 norms=1 "$@")"
    done
}

# The shortest iteration of four optimizers on J1 under these seeds, in milliseconds.
shortest() {
    "$programs/bench_engine" threads=2 seconds="$seconds" data="$mnist" "$@" optimizer=gd \
        optimizer=momentum optimizer=rmsprop optimizer=adam | cut -d' ' -f2
}

say ''
say 'Seeds: four optimizers under ten seeds on J1, an iteration of a replica; with a single seed:'
shortest seeds=1..10 >"$results.ten"
shortest seed=1 >"$results.one"
paste -d' ' "$results.ten" "$results.one" |
    awk '{ printf "%.4f ms and %.4f ms: %.2f times as long\n", $1 / 40, $2 / 4, $1 / 10 / $2 }'
rm -f "$results.ten" "$results.one"

say ''
say 'Norms of gradient, weights and update: at most this share of an iteration on one thread.'
norms J1
norms 'J2 gd' batch_size=128 eval_every=1000000
norms 'J2 adam' batch_size=128 eval_every=1000000 optimizer=adam
if [ $have_fashion = yes ]; then
    norms 'J4 full' data="$fashion" classes= layers=256,256 warm=1
    norms 'J4 128' data="$fashion" classes= layers=256,256 batch_size=128 eval_every=1000000
fi
