#!/bin/sh
# sweep.sh - a sweep of the bundled problem (13 learning rates of gradient descent, 20 iterations, two
# threads) beside the same loop in NumPy and PyTorch on two threads; what a job costs beyond its
# iterations; and how two processes of optop-mpi share the jobs. Says where a figure misses the one
# that is wanted. `make bench` calls it; by hand:
#
#   OPTOP=src/optop OPTOP_DATA=data sweep.sh [ROUNDS]
#
# Needs sqlite3; PYTHON is the interpreter for the peers.
set -eu
rounds=${1:-3}
here=$(cd "$(dirname "$0")" && pwd)
: "${OPTOP:?names the program}" "${OPTOP_DATA:?names the folder of the data}"
mpi=$(dirname "$OPTOP")/optop-mpi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python=${PYTHON:-}
for choice in python3 /usr/bin/python3; do
    if [ -z "$python" ] && "$choice" -c 'import torch, numpy' 2>/dev/null; then python=$choice; fi
done

now() { date +%s.%N; }
# seconds COMMAND...: its wall time.
seconds() {
    start=$(now)
    "$@" >/dev/null 2>"$folder/err" </dev/null || { cat "$folder/err" >&2; exit 1; }
    echo "$(now) $start" | awk '{ print $1 - $2 }'
}
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
# judge NAME FIGURE WANTED: a line where the figure is lower.
judge() {
    echo "$2 $3" | awk -v name="$1" '$1 < $2 {
        printf "  MISSED: %s is %.2f, wanted: at least %s\n", name, $1, $2 }'
}
faster=1.3    # than the loop of a peer, times
efficiency=0.9 # of two ranks: busy time over wall time
sweep() { "$OPTOP" -b --threads=2 --sweep='lr=1e-3..1*13' -o gd "$@"; }

# ---- the same loop elsewhere ----
: >"$folder/ours" && : >"$folder/numpy" && : >"$folder/torch"
round=0
while [ $round -lt "$rounds" ]; do
    seconds sweep -n 20 --csv="$folder/jobs.csv" >>"$folder/ours"
    if [ -n "$python" ]; then
        OPENBLAS_NUM_THREADS=2 "$python" "$here/peer_sweep.py" numpy "$OPTOP_DATA/mnist01" \
            >>"$folder/numpy"
        "$python" "$here/peer_sweep.py" torch "$OPTOP_DATA/mnist01" >>"$folder/torch"
    fi
    round=$((round + 1))
done
iterations=$(awk -F, 'NR > 1 { n += $9 } END { print n }' "$folder/jobs.csv")
ours=$(median <"$folder/ours")
echo "A sweep, 13 learning rates x 20 iterations ($iterations in all), two threads:"
echo "$ours $iterations" |
    awk '{ printf "  optop          %8.2f s  %8.1f iterations/s, start and data included\n", $1, $2 / $1 }'
for peer in numpy torch; do
    if [ -s "$folder/$peer" ]; then
        echo "$(median <"$folder/$peer") $ours $iterations" | awk -v peer=$peer '{
            printf "  %-12s   %8.2f s  %8.1f iterations/s, the loop alone: optop is %.2f times as fast\n",
            peer, $1, $3 / $1, $1 / $2 }'
        judge "the speed beside $peer" \
            "$(echo "$(median <"$folder/$peer") $ours" | awk '{ print $1 / $2 }')" $faster
    fi
done

# ---- a job's cost ----
# jobs ITERATIONS: milliseconds that a hundred jobs more take, divided by a hundred.
jobs() {
    few=$(seconds "$OPTOP" -b --threads=1 --sweep='lr=1e-3..1*2' -o gd -n "$1")
    many=$(seconds "$OPTOP" -b --threads=1 --sweep='lr=1e-3..1*102' -o gd -n "$1")
    echo "$few $many" | awk '{ print 10 * ($2 - $1) }'
}
echo "$(jobs 1) $(jobs 3)" | awk '{
    iteration = ($2 - $1) / 2
    printf "A job of one iteration on one thread: %.2f ms, of which an iteration takes %.2f ms\n",
        $1, iteration }'

# ---- two processes ----
if ! [ -x "$mpi" ] || ! command -v mpirun >/dev/null 2>&1; then
    echo 'optop-mpi or mpirun is not there: left out.'
    exit
fi
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
two() { mpirun --oversubscribe -n 2 "$mpi" --threads=1 "$@"; }
start=$(seconds two --data=rosenbrock --sweep='lr=1e-4..1e-3*2' -o gd -n 1)
wall=$(seconds two --sweep='lr=1e-3..1*26' -o gd -n 20 --session="$folder/two.optop")
busy=$(sqlite3 "$folder/two.optop" 'SELECT sum(seconds) FROM sweep_times')
echo "$start $wall $busy" | awk '{
    printf "Two ranks, 26 jobs: busy %.2f s in %.2f s without the start of MPI (%.2f s): efficiency %.2f\n",
    $3, $2 - $1, $1, $3 / (2 * ($2 - $1)) }'
judge 'the efficiency of two ranks' "$(echo "$start $wall $busy" | awk '{ print $3 / (2 * ($2 - $1)) }')" $efficiency
long=$(seconds two --data=rosenbrock --sweep='lr=1e-4..1e-3*4000' -o gd -n 1)
echo "$start $long" | awk '{
    t = ($2 - $1) / 4000
    printf "Handing out a job and taking its result: %.3f ms. A projection, not a measurement: 1000 ranks\n", 1e3 * t
    printf "of one thread are kept busy by jobs of %.2f s or more.\n", 1e3 * t }'
