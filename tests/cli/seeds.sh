#!/bin/sh
# seeds.sh - races under several seeds: each replica is the race under its seed alone, in CSV, in
# sessions and after forks and changes; what is wrong is refused in a sentence.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

race='-d spirals:n=80 --layers=6 --batch-size=16 --dropout=0.1 -o adam -o momentum:schedule=cosine'
events='--fork=1@7:gd:lr=0.3 --change=2@5:beta=0.5'
header='run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,seed,name'

# expect_same A B: two files are the same bytes.
expect_same() {
    cmp -s "$1" "$2" || fail "$what: $1 and $2 differ"
}

# expect_refused TEXT ARGUMENT...: a sentence with this text, exit code 2.
expect_refused() {
    text=$1
    shift
    run -b "$@"
    expect_code 2
    expect_in err "$text"
}

# Every replica's rows are those of a race under its seed alone, for any number of threads.
run -b $race $events -n 20 --seeds=9,3..5 --csv=seeds.csv --threads=3
expect_code 0
expect_in out '4 seeds (3..5,9)'
test "$(head -n 1 seeds.csv)" = "$header" || fail "the header is $(head -n 1 seeds.csv)"
run -b $race $events -n 20 --seeds=3..5,9 --csv=- --threads=1
expect_same out seeds.csv
for seed in 3 4 5 9; do
    run -b $race $events -n 20 --seed=$seed --csv=alone.csv
    awk -F, -v OFS=, -v s=$seed 'NR == 1 || $8 == s { print $1, $2, $3, $4, $5, $6, $7, $9 }' \
        seeds.csv | sed 1s/.*/"$(head -n 1 alone.csv)"/ >replica.csv
    expect_same replica.csv alone.csv
done
awk -F, 'NR > 1 { print $1, $8, $3 }' seeds.csv >order
sort -c -n -k1,1 -k2,2 -k3,3 order || fail "rows are not sorted by run, seed and iteration"
test "$(wc -l <order)" -eq $((3 * 4 * 20)) || fail "there are $(wc -l <order) rows"

# A list of one seed is a list: the CSV has the column; --seed has not.
run -b $race -n 3 --seeds=5 --csv=-
test "$(head -n 1 out)" = "$header" || fail "--seeds=5 has the header $(head -n 1 out)"
expect_in err ', 1 seed (5)'
run -b $race -n 3 --seed=5 --columns=seconds --csv=-
test "$(head -n 1 out)" = 'run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name,seconds' ||
    fail "--seed=5 has the header $(head -n 1 out)"
run -b $race -n 3 --seeds=5,6 --columns=gradients --csv=-
test "$(head -n 1 out)" = "$header,gradients" || fail "with columns: $(head -n 1 out)"

# The seed of the data stays; the batches' and the weights' do not.
test "$(cut -d, -f4 out | sort -u | wc -l)" -gt 8 || fail "seeds have the same losses"

expect_refused "--seeds: cannot be used with --seed (--seeds=1..3 alone names all seeds)" \
    --seeds=1..3 --seed=1
expect_refused "--seeds: '1..x' is not a seed (allowed: seeds and ranges" --seeds=1..x
expect_refused "--seeds: '3,1..5' has the seed 3 twice" --seeds=3,1..5
expect_refused "--seeds: '1..1001' has more than 1000 seeds" --seeds=1..1001
expect_refused '--seeds needs a value, LIST' --seeds

# The exit code is 3 only when every replica of every run has diverged.
run -b -d rosenbrock --seeds=1,2 -n 60 -o gd:lr=1
expect_code 3
run -b -d rosenbrock --seeds=1,2 -n 60 -o gd:lr=1 -o gd:lr=1e-4
expect_code 0

# Sessions: interrupted and gone on with, with forks and changes to come.
run -b $race $events -n 10 --seeds=3..5,9 --session=race.optop
expect_code 0
run -b $race $events -n 20 --seeds=9,3..5 --session=race.optop --csv=resumed.csv
expect_code 0
grep -v ,momentum seeds.csv >seeds.others
grep -v ,momentum resumed.csv >resumed.others
expect_same resumed.others seeds.others
run -b race.optop --csv=again.csv
expect_code 0
expect_same again.csv resumed.csv
if command -v sqlite3 >/dev/null 2>&1; then
    sqlite3 -readonly -header race.optop 'SELECT * FROM csv_seeds' >shell.csv
    expect_same shell.csv resumed.csv
    sqlite3 race.optop 'DROP VIEW csv_seeds' # as older programs wrote it
    run -b race.optop --csv=-
    expect_code 0
    expect_same out resumed.csv
    sqlite3 race.optop 'UPDATE seeds SET seed = 6 WHERE seed = 5'
    run -b race.optop
    expect_code 1
    expect_in err 'its seeds are not those of its problem'
fi
run -b $race -n 5 --seeds=1..3 --session=other.optop
expect_code 0
run -b $race -n 5 --seeds=1..4 --session=other.optop
expect_code 2
expect_in err "other.optop: has another race: its list of seeds is '1..3', not '1..4'"
run -b $race -n 5 --seed=1 --session=other.optop
expect_code 2
expect_in err "its list of seeds is '1..3', not ''"
run -b other.optop --seeds=1..4
expect_code 2
expect_in err '--seeds: the race in other.optop cannot be changed this way'

finish
