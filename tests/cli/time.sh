#!/bin/sh
# time.sh - forks and changes from the command line: the rows, their order, what is refused.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

# rows RUN FROM TO FILE: those rows of a CSV without the run's number and names.
rows() {
    awk -F, -v OFS=, -v run="$1" -v from="$2" -v to="$3" \
        '$1 == run && $3 >= from && $3 <= to { print $3, $4, $5, $6, $7 }' "$4"
}

# same_rows RUN FROM TO FILE RUN FILE: a run's rows are those of another one.
same_rows() {
    rows "$1" "$2" "$3" "$4" >a
    rows "$5" "$2" "$3" "$6" >b
    test -s a || fail "run $1 has no rows $2 to $3"
    cmp -s a b || fail "rows $2 to $3 of run $1 in $4 are not those of run $5 in $6"
}

run --batch $tiny -n 20 -o gd -o adam:lr=0.01 --csv=plain.csv
expect_code 0
run --batch $tiny -n 20 -o gd -o adam:lr=0.01 --fork=2@12:adam:lr=0.001 --fork=adam@5:rmsprop \
    --change=1@8:lr=0.5 --threads=3 --csv=forked.csv
expect_code 0
expect_empty err
test "$(cut -d, -f1,2 forked.csv | sort -u | tr '\n' ' ')" = \
    '1,gd 2,adam 3,adam 4,rmsprop run,optimizer ' || fail "the forks are not runs 3 and 4"
same_rows 2 0 19 forked.csv 2 plain.csv
same_rows 3 0 11 forked.csv 2 plain.csv
same_rows 4 0 4 forked.csv 2 plain.csv
same_rows 1 0 7 forked.csv 1 plain.csv
# The losses of the state at which they part are still the same; then they differ.
same_rows 3 12 12 forked.csv 2 plain.csv
test "$(rows 3 13 13 forked.csv)" != "$(rows 2 13 13 forked.csv)" || fail "the fork is its parent"
test "$(rows 1 9 9 forked.csv)" != "$(rows 1 9 9 plain.csv)" || fail "nothing has changed at 8"

# A fork's future is that of a run that changes there.
run --batch $tiny -n 20 -o adam:lr=0.01 --change=1@12:lr=0.001 --csv=changed.csv
same_rows 1 0 19 changed.csv 3 forked.csv
run --batch $tiny -n 20 -o adam:lr=0.01 --change=1@5:rmsprop --csv=changed.csv
same_rows 1 0 19 changed.csv 4 forked.csv

# Forked at the end and at the beginning; budgets change nothing.
run --batch $tiny -n 6 -o adam --fork=1@6:gd --fork=1@0:gd -o gd --memory=0 --csv=ends.csv
expect_code 0
expect_in err 'optop: --memory holds no checkpoint of adam: going back in time recomputes most of it'
same_rows 3 0 5 ends.csv 1 ends.csv
same_rows 4 0 5 ends.csv 2 ends.csv

# JSON says where runs come from and what was changed, with the difference.
run --batch $tiny -n 20 -o gd -o adam:lr=0.01 --fork=2@12:adam:lr=0.001 --change=1@8:lr=0.5 --json
expect_code 0
expect_in out '"parent": 2, "forked_at": 12'
expect_in out '"parent": null, "forked_at": null'
expect_in out '"changes": [{"from": 8, "optimizer": "gd", "schedule_restarts": false'
expect_in out '"difference": "lr 0.1 -> 0.5"'
expect_in out '"difference": "lr 0.01 -> 0.001"'
run --batch $tiny -n 20 -o gd -o adam:lr=0.01 --fork=2@12:adam:lr=0.001 --change=1@8:lr=0.5
expect_in out 'forked from run 2 at 12'
expect_in out 'changed at 8'

# Without anything that needs them, few checkpoints are not worth a word.
run --batch $tiny -n 2 -o adam --memory=1k
expect_code 0
expect_empty err

for wrong in --fork=1@7:gd --fork=5@2:gd --fork=1@x:gd --fork=1@2:nosuch --change=1@2:beta=0.5 \
    --change=1@2 --memory=much --memory=; do
    run --batch $tiny -n 6 -o gd "$wrong"
    expect_code 2
    expect_in err "optop: ${wrong%%=*}: "
    grep -q 'allowed:\|example:' "$scratch/err" || fail "$wrong: it is not said what is allowed"
done
finish
