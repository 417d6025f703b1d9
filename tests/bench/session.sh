#!/bin/sh
# session.sh - what keeping a race costs: processor time of the notebook's comparison (J1, four
# runs) with a session and without, in turn, the least of all rounds; and the size of the file.
# `make bench` calls it; by hand:
#
#   session.sh [ROUNDS [ITERATIONS]]
#
# OPTOP is the program.
set -eu
rounds=${1:-5}
iterations=${2:-300}
: "${OPTOP:?names the program}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

# spent: seconds of a processor that this shell's children have used.
spent() {
    times >"$folder/times" # in this shell: a pipe would be another's
    awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, "[ms]"); s += 60 * t[1] + t[2] } print s }' \
        "$folder/times"
}

# cost OPTION...: of a race.
cost() {
    spent >"$folder/before"
    "$OPTOP" --batch -n "$iterations" "$@" >/dev/null
    spent >"$folder/after"
    paste "$folder/before" "$folder/after" | awk '{ print $2 - $1 }'
}

round=0
while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    rm -f "$folder"/race.optop*
    cost >>"$folder/without"
    cost --session="$folder/race.optop" >>"$folder/with"
done
least() { sort -n "$1" | head -n 1; }
without=$(least "$folder/without")
with=$(least "$folder/with")
size=$(wc -c <"$folder/race.optop")
awk -v a="$without" -v b="$with" -v n="$iterations" -v size="$size" 'BEGIN {
    printf "session: four runs, %d iterations: %.2f s of a processor without, %.2f s with (%+.1f %%); ", \
        n, a, b, 100 * (b / a - 1)
    printf "the file has %.1f MB\n", size / 1e6 }'
