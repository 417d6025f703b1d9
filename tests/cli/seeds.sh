#!/bin/sh
# seeds.sh - races under several seeds: each replica is the race under its seed alone, in CSV, in
# sessions and after forks and changes; what is wrong is refused in a sentence.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

race='-d spirals:n=80 --layers=6 --batch-size=16 --dropout=0.1 -o adam -o momentum:schedule=cosine'
events='--fork=1@7:gd:lr=0.3 --change=2@5:beta=0.5'
small='-d spirals:n=80 --layers=6 -a elu --columns=gradients --target=test_loss<0.2
    -o adam:lr=0.03 -o gd:lr=8 -o gd:lr=1000,weight_decay=1'
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

# Table, ranking and document: medians, quartiles, what diverged, and who beats whom. The second
# run diverges under some of the seeds, the third under all.
run -b $small -n 40 --seeds=1..9 --export=race.json --csv=race.csv
expect_code 0
expect_in out '9 seeds (1..9)'
expect_in out 'Medians over 9 seeds; the lines with 25 % and 75 % have the quartiles.'
test "$(grep -cE '^ +(25|75) % ' out)" -eq 6 || fail "not every run has quartiles"
grep -qE '[1-8]/9 diverged, [1-8]/9 stalled; lr=8' out || fail "no run diverges under some seeds"
expect_in out '9/9 diverged; lr='
grep -qE '^rank .* time    reached$' out || fail "the ranking does not say how many reached it"
grep -qE '^ +- +3 .* - +- +- +0/9$' out || fail "the run that diverges has reached the target"
for python in python3 /usr/bin/python3; do
    "$python" -c 'import numpy' 2>/dev/null || continue
    "$python" "$OPTOP_SOURCE/tests/cli/seeds_numpy.py" race.csv race.json >numpy 2>&1 ||
        fail "NumPy: $(cat numpy)"
    test "$(cat numpy)" = '3 runs agree' || fail "NumPy says $(cat numpy)"
    break
done
run -b $small -n 40 --seeds=1..9 --threads=1 --json
cp out one.json
run -b $small -n 40 --seeds=9,1..8 --threads=3 --json
expect_same out one.json
run -b $small -n 40 --seed=3 --json
expect_in out '"seeds": ""'
grep -q '"quartiles"' out && fail "a single seed has quartiles"

# The seeds count in what a race is refused for.
run -b --layers=2048 --seeds=1..1000 -n 1
expect_code 1
expect_in err 'training 4 runs of 1609729 parameters under 1000 seeds'
run -b $race -n 3 --seeds=4,5 --confusion
expect_in out 'Run 1, adam, seed 4, '

finish
