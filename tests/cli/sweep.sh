#!/bin/sh
# sweep.sh - sweeps in batch mode: the same results for any number of threads, parts and
# interruptions; what is kept, what is printed, what is refused.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
toy_data data/mnist01
OPTOP_DATA=$scratch/data
export OPTOP_DATA
command -v sqlite3 >/dev/null 2>&1 || skip "sqlite3 is not there"

# content FILE: everything about a file's sweeps but times and hosts, sorted.
content() {
    sqlite3 -readonly -quote "$1" "
        SELECT * FROM sweeps ORDER BY 1; SELECT * FROM sweep_facts ORDER BY 1, 2;
        SELECT * FROM sweep_runs ORDER BY 1, 2; SELECT * FROM sweep_ranges ORDER BY 1, 2;
        SELECT * FROM sweep_configs ORDER BY 1, 2; SELECT * FROM sweep_values ORDER BY 1, 2, 3;
        SELECT * FROM sweep_results ORDER BY 1, 2"
}

done_in() {
    sqlite3 -readonly "$1" 'SELECT count(*) FROM sweep_results' 2>/dev/null || echo 0
}

expect_same() {
    cmp "$1" "$2" >/dev/null 2>&1 || fail "$what: $1 and $2 differ"
}

# 4 and 8 configurations, 3 seeds.
list="--layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -o momentum:beta={0.5,0.9} -n 40"

# ---- any number of threads ----
for threads in 1 2 7; do
    # shellcheck disable=SC2086
    run -b $list --threads=$threads --csv=$threads.csv --session=$threads.optop
    expect_code 0
    expect_empty err
    cp out $threads.txt
    content $threads.optop >$threads.content
    expect_same $threads.csv 1.csv
    expect_same $threads.txt 1.txt
    expect_same $threads.content 1.content
done
test "$(wc -l <1.csv)" -eq 37 || fail "the CSV has $(wc -l <1.csv) lines"
test "$(head -n 1 1.csv)" = "job,configuration,run,optimizer,name,seed,lr,beta,ended,iterations,gradients,reached_at,train_loss,test_loss,train_accuracy,test_accuracy,best_train_loss,best_test_loss,best_train_accuracy,best_test_accuracy" ||
    fail "the header is $(head -n 1 1.csv)"
test "$(cut -d, -f1-8 1.csv | sed -n 17p)" = 16,6,2,momentum,momentum,1,0.01,0.9 ||
    fail "job 16 is $(sed -n 17p 1.csv)"
# The best on the way is no worse than the end, and sometimes better.
awk -F, 'NR > 1 && $9 != "diverged" { n++; better += $18 < $14
        worse += $17 > $13 || $18 > $14 || $19 < $15 || $20 < $16 }
    END { exit !(n > 0 && !worse && better) }' 1.csv || fail "the best figures: $(cat 1.csv)"
run -b 1.optop
expect_code 0
expect_same out 1.txt
grep -q '^12 configurations, 3 seeds (1..3), 40 iterations: 36 jobs.$' 1.txt ||
    fail "the table does not say what the sweep is"
tr -s '\n ' ' ' <1.txt >line
grep -q '^   1  ' 1.txt && grep -qE '; [0-9]+ gradient evaluations' line &&
    grep -qE '^   2  momentum +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+$' 1.txt || fail "the table lacks something: $(cat 1.txt)"

# The row of a job and the curve of the same run in a race.
run -b --layers=3 -o gd:lr=0.1 --seed=2 -n 40 --csv=race.csv
expect_code 0
test "$(sed -n 6p 1.csv | cut -d, -f1,2,6,7)" = 5,2,2,0.1 || fail "job 5 is $(sed -n 6p 1.csv)"
test "$(tail -n 1 race.csv | cut -d, -f4)" = "$(sed -n 6p 1.csv | cut -d, -f13)" ||
    fail "a job's train loss is not the one of its run in a race"

# ---- what is done is not done again; another list is refused ----
sqlite3 1.optop 'SELECT * FROM sweep_times ORDER BY job' >times
# shellcheck disable=SC2086
run -b $list --session=1.optop
expect_code 0
expect_same out 1.txt
sqlite3 1.optop 'SELECT * FROM sweep_times ORDER BY job' >again
expect_same times again
while read -r options; do
    read -r sentence
    # shellcheck disable=SC2086
    run -b $list $options --session=1.optop
    expect_code 2
    expect_in err "$sentence"
done <<'END'
-n 41
its iterations are '40', not '41'
--seeds=1..4
its seeds are '1..3', not '1..4'
--l2=0.1
its l2 is '0', not '0.1'
--target=test_loss<0.1
its target is '', not 'test_loss<0.1'
-o adam
its configuration 13 is 'missing', not 'adam:lr=0.01,beta1=0.9,beta2=0.999'
END
run -b --layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -n 40 --session=1.optop
expect_code 2
expect_in err 'which goes on after configuration 4'
content 1.optop >again
expect_same 1.content again
cp 1.optop older.optop
sqlite3 older.optop "UPDATE sweep_facts SET value = '1' WHERE name = 'arithmetic';
    UPDATE sweeps SET hash = '0123456789abcdef'"
# shellcheck disable=SC2086
run -b $list --session=older.optop
expect_code 2
expect_in err "its arithmetic is '1', not '"

# ---- interruptions ----
# A longer list, so that there is something to interrupt; each time after another job.
long="--layers=3 --sweep=lr=0.01..0.5*6 --seeds=1..2 -o gd -o adam -n 2000"
# shellcheck disable=SC2086
run -b $long --threads=2 --session=whole.optop
expect_code 0
content whole.optop >whole.content
more_or_gone() { test "$(done_in killed.optop)" -gt "$1" || ! kill -0 "$2" 2>/dev/null; }
# one_more COMMAND...: until it has done a job more; it does not start while the file is looked at.
one_more() {
    for try in 1 2 3 4 5 6 7 8 9; do
        "$@" >/dev/null 2>&1 &
        until_true more_or_gone "$there" $!
        test "$(done_in killed.optop)" -le "$there" || return 0
        wait $!
    done
    fail "$*: no job is done in $try attempts"
}
there=0
for round in 1 2 3; do
    # shellcheck disable=SC2086
    one_more "$OPTOP" -b $long --threads=2 --session=killed.optop
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    there=$(done_in killed.optop)
    test "$there" -lt 24 || break
done
sqlite3 -readonly killed.optop 'SELECT * FROM sweep_times' | LC_ALL=C sort >times
# shellcheck disable=SC2086
run -b $long --threads=1 --session=killed.optop
expect_code 0
content killed.optop >killed.content
expect_same killed.content whole.content
sqlite3 -readonly killed.optop 'SELECT * FROM sweep_times' | LC_ALL=C sort >again
test "$(LC_ALL=C comm -12 times again | wc -l)" -eq "$(wc -l <times)" ||
    fail "jobs that were done are done again: $(LC_ALL=C comm -23 times again)"

# Ten times in the middle of a write: the first ones while the tables are made, the others among
# results. In the end the document and the table are those of a sweep that nobody disturbed.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    many="--layers=3 --sweep=lr=0.01..0.5*6 --seeds=1..12 -o gd -o adam -n 20"
    # shellcheck disable=SC2086
    run -b $many --threads=2 --session=undisturbed.optop
    expect_code 0
    mv out undisturbed.txt
    # shellcheck disable=SC2086
    run -b $many --json
    expect_code 0
    mv out undisturbed.json
    at=20
    there=0
    steps=0
    for round in 1 2 3 4 5 6 7 8 9 10; do
        what="interruption $round, at write $at"
        # shellcheck disable=SC2086
        ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e trace=pwrite64 \
            -e inject=pwrite64:signal=KILL:when=$at \
            "$OPTOP" -b $many --threads=1 --session=ten.optop >/dev/null 2>&1 </dev/null
        code=$?
        expect_code 137
        now=$(done_in ten.optop)
        test "$now" -ge "$there" || fail "$what: of $there results $now are left"
        if test "$now" -gt "$there"; then
            steps=$((steps + 1))
            at=$((at - 3))
        else
            at=$((at + 20))
        fi
        there=$now
    done
    what="ten interruptions"
    test $steps -ge 3 || fail "$what: only $steps of them came among results"
    test "$there" -lt 144 || fail "$what: there was nothing left to do"
    # shellcheck disable=SC2086
    run -b $many --threads=2 --session=ten.optop
    expect_code 0
    expect_same out undisturbed.txt
    # shellcheck disable=SC2086
    run -b $many --session=ten.optop --json
    expect_code 0
    expect_same out undisturbed.json
    content ten.optop >ten.content
    content undisturbed.optop >undisturbed.content
    expect_same ten.content undisturbed.content
fi

# A signal: what is done is printed and kept.
# shellcheck disable=SC2086
"$OPTOP" -b $long -n 500000 --threads=1 --csv=stopped.csv --session=stopped.optop >out 2>err &
stopped_job=$!
some_done() { test -s stopped.optop && test "$(done_in stopped.optop)" -gt 0; }
until_true some_done
kill -TERM $stopped_job
wait $stopped_job
code=$?
what="optop after TERM"
expect_code 143
expect_in out ' of them done.'
test "$(($(wc -l <stopped.csv) - 1))" -eq "$(done_in stopped.optop)" ||
    fail "the CSV has other jobs than the session"

# ---- parts ----
for k in 1 2 3; do
    # shellcheck disable=SC2086
    run -b $list --part=$k/3 --session=part$k.optop
    expect_code 0
    expect_in out "Part $k of 3: 12 of 36 jobs are done."
done
run --merge=all.optop part1.optop part3.optop
expect_code 0
expect_in out 'all.optop: 24 of 36 jobs are done.'
run --merge=all.optop part2.optop part1.optop
expect_code 0
expect_in out 'all.optop: 36 of 36 jobs are done.'
content all.optop >all.content
expect_same all.content 1.content
run -b all.optop
expect_same out 1.txt
run --merge=other.optop part1.optop whole.optop
expect_code 2
expect_in err "whole.optop: has another list of jobs than other.optop: its iterations are '2000', not '40'"
sqlite3 part2.optop 'UPDATE sweep_results SET test_loss = test_loss + 1e-15 WHERE job = 2'
run --merge=all.optop part2.optop
expect_code 1
expect_in err 'part2.optop: its result of job 2 is not the one that all.optop has'
# A part is read before it is copied, and so is what is there: OUT can be read afterwards.
run --merge=sound.optop part1.optop
expect_code 0
content sound.optop >sound.content
while read -r damage; do
    read -r sentence
    cp part3.optop damaged.optop
    sqlite3 damaged.optop "$damage"
    run --merge=sound.optop damaged.optop
    what="$what after $damage"
    expect_in err "$sentence"
    test "$code" -ne 0 || fail "$what: exit status 0"
    content sound.optop >again
    expect_same again sound.content
done <<'END'
UPDATE sweep_results SET job = 99 WHERE job = 3
damaged.optop: the session is damaged: a result is of no job of its sweep
UPDATE sweep_results SET test_loss = 'x' WHERE job = 3
a value of a sweep's 'test_loss' is of the wrong type
UPDATE sweep_times SET job = 99 WHERE job = 3
damaged.optop: a time is of no job of its sweep
UPDATE sweep_configs SET config = 'gd' WHERE configuration = 2
damaged.optop: the session is damaged: configuration 2 of its sweep is 'gd', not 'gd:lr=0.1'
UPDATE sweep_facts SET value = '1' WHERE name = 'arithmetic'
damaged.optop: a sweep: its arithmetic is '1', this optop's is '
UPDATE sweep_facts SET value = '0.1' WHERE name = 'l2'
damaged.optop: has another list of jobs than sound.optop: its l2 is '0.1', not '0'
UPDATE sweeps SET sweep = 9223372036854775807
damaged.optop: the session is damaged: the number of a sweep is not valid
UPDATE sweeps SET sweep = 0
damaged.optop: the session is damaged: the number of a sweep is not valid
INSERT INTO sweeps SELECT 2, hash, confirms, draws, jobs FROM sweeps
damaged.optop: has 2 sweeps (allowed: a file with one)
END
cp sound.optop damaged.optop
sqlite3 damaged.optop 'UPDATE sweep_results SET job = 99 WHERE job = 1'
run --merge=damaged.optop part3.optop
expect_code 1
expect_in err 'damaged.optop: the session is damaged: a result is of no job of its sweep'
# Times of jobs that are there stay; the data may lie elsewhere, but not be others; and a list that is
# shorter or longer is another one.
cp part1.optop later.optop
sqlite3 later.optop 'UPDATE sweep_times SET seconds = seconds + 1'
cp -r data elsewhere
run -b --layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -o momentum:beta={0.5,0.9} -n 40 \
    --part=1/3 --data="$scratch/elsewhere/mnist01" --session=moved.optop
expect_code 0
run --merge=sound.optop later.optop moved.optop
expect_code 0
content sound.optop >again
expect_same again sound.content
for file in sound.optop part1.optop; do
    sqlite3 $file 'SELECT job, seconds, host FROM sweep_times ORDER BY job' >$file.times
done
expect_same sound.optop.times part1.optop.times
printf '\001' | dd of=elsewhere/mnist01/train-images-idx3-ubyte bs=1 seek=20 conv=notrunc 2>dd
run -b --layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -o momentum:beta={0.5,0.9} -n 40 \
    --part=2/3 --data="$scratch/elsewhere/mnist01" --session=others.optop
expect_code 0
run --merge=sound.optop others.optop
expect_code 2
expect_in err "others.optop: has another list of jobs than sound.optop: its data's checksum is '"
run -b --layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -n 40 --part=1/3 --session=fewer.optop
expect_code 0
run --merge=sound.optop fewer.optop
expect_code 2
expect_in err 'fewer.optop: has another list of jobs than sound.optop: it has fewer'
run --merge=fewer.optop sound.optop
expect_code 2
expect_in err "its configuration 5 is 'momentum:lr=0.01,beta=0.5', not 'missing'"
content sound.optop >again
expect_same again sound.content
run --merge=none.optop race.csv
expect_code 1
expect_in err 'race.csv: is no session of optop'
test ! -e none.optop || fail "a merge of nothing leaves a file"
run --merge=none.optop
expect_code 2
expect_in err '--merge: '

# ---- draws, targets, the best again ----
run -b --layers=3 --sweep='lr=1e-3..1*' --random=7 -o gd -o adam -n 20 --csv=random.csv \
    --target='train_loss<0.2' --session=random.optop
expect_code 0
test "$(wc -l <random.csv)" -eq 15 || fail "14 draws make $(wc -l <random.csv) lines"
grep -q ',reached,' random.csv || fail "no job reached the target"
run -b --layers=3 --sweep=lr=0.1..0.4*3 --seeds=1..2 --confirm=3..5 -o gd -o adam -n 20 \
    --session=confirm.optop --json
expect_code 0
test "$(sqlite3 :memory: "SELECT json_valid(readfile('out')) || json_extract(readfile('out'),
    '\$.confirmation.seeds')")" = '1[3,4,5]' || fail "the JSON document is not right: $(cat out)"
test "$(sqlite3 confirm.optop 'SELECT count(*) FROM sweep_results WHERE sweep = 2')" = 6 ||
    fail "the best were not trained again on three seeds"
run --merge=merged.optop confirm.optop
expect_code 0
expect_in out 'confirm.optop: what --confirm trained again is left out.'
expect_in out 'merged.optop: 12 of 12 jobs are done.'
run --merge=confirm.optop merged.optop
expect_in out 'confirm.optop: 12 of 12 jobs are done.'
cp confirm.optop damaged.optop
sqlite3 damaged.optop 'UPDATE sweeps SET sweep = 9223372036854775807 WHERE sweep = 1'
run -b --layers=3 --sweep=lr=0.1..0.4*3 --seeds=1..2 --confirm=6..7 -o gd -o adam -n 20 \
    --session=damaged.optop
expect_code 1
expect_in err 'damaged.optop: the session is damaged: the number of a sweep is not valid'
run -b confirm.optop --confirm=3..5
expect_code 0
expect_in out 'The same trained again'
run -b confirm.optop --confirm=2..5
expect_code 2
expect_in err '--confirm: the sweep has used seed 2'
run -b --layers=3 --sweep=lr=0.001..0.004*3 -o gd -n 20
tr -s '\n ' ' ' <"$scratch/out" >line && mv line "$scratch/out"
expect_in out 'the best lr, 0.004, is the largest that was tried: widen the range'
expect_in out '; at most twice the best for lr 0.001 (or less) to 0.004 (or more), at least 4x;'
run -b --layers=3 --sweep='lr={1e30,2e30}' -o gd:clip_norm=0 -n 20
expect_code 2
expect_in err "--sweep: gd: lr: '1e+30' is not in range (allowed: 0 < lr <= 1000)"
run -b --data=rosenbrock --sweep='lr={10,100}' -o gd -n 50
expect_code 3
expect_in out diverged
cp out diverged.txt
# There is nothing to be confirmed then; and runs keep their numbers where one has no best.
run -b --data=rosenbrock --sweep='lr={10,100}' -o gd -n 50 --confirm=5..6
expect_code 3
expect_empty err
expect_same out diverged.txt
run -b --data=rosenbrock --sweep='lr={10,100}' -o gd -o adam -n 50 --confirm=5..6 --json
expect_code 0
test "$(sqlite3 :memory: "SELECT json_extract(readfile('out'), '\$.sweep.runs[0].run',
    '\$.confirmation.runs[0].run', '\$.confirmation.configurations[0].run')")" = '[2,2,2]' ||
    fail "adam is not the second run of the confirmation: $(cat out)"

# ---- refusals ----
while read -r options; do
    read -r sentence
    # shellcheck disable=SC2086
    run -b $options
    expect_code 2
    expect_in err "$sentence"
done <<'END'
--sweep=lr=0.1..1
--sweep: lr: '0.1..1' does not say how the points are spaced
--sweep=beta1={0.8,0.9} -o gd
--sweep: gd has no hyperparameter 'beta1'
--sweep=lr=0.1..1*3 -o gd --fork=1@5:adam
--fork: cannot be used with a sweep
--sweep=lr=0.1..1*3 -o gd --change=1@5:lr=1
--change: cannot be used with a sweep
--sweep=lr=0.1..1*3 -o gd --export=a.svg
--export: cannot be used with a sweep
--sweep=lr=0.1..1*3 -o gd:lr={1,2}
lr: has two ranges for the same run
--sweep=lr=0.1..1*3 --judge=target
--judge: 'target' needs a target
--part=1/2
--part: there is no sweep
--sweep=lr=0.1..1*3 --part=3/2
--part: '3/2' is no part of a sweep
--sweep=lr=0.1..1*3 --part=0000001/2
--part: '0000001/2' is no part of a sweep
--sweep=lr=0.1..1*3 --memory=1M
--memory: cannot be used with a sweep in batch mode, which takes no checkpoints
--sweep=lr=0.1..1*3 --confirm=1..2
--confirm: the sweep has used seed 1
--random=5
--sweep: there is no range to draw from
--sweep=lr=0.1..1*3 --part=1/2 --confirm=5
--confirm: cannot be used with --part
END
run --sweep=lr=0.1..1*3 --part=1/2
expect_code 2
expect_in err '--part: needs --batch'
# What a file has cannot be changed, and what nothing would come of is refused.
run -b -o gd -n 2 --layers=3 --session=a_race.optop
expect_code 0
while read -r options; do
    read -r sentence
    # shellcheck disable=SC2086
    run $options
    expect_code 2
    expect_in err "$sentence"
done <<'END'
-b confirm.optop -n 20
--iterations: the list of jobs in confirm.optop cannot be changed
confirm.optop --target=train_loss<0.1
--target: the list of jobs in confirm.optop cannot be changed
-b confirm.optop --export=a.svg
--export: cannot be used with the sweep in confirm.optop
-b confirm.optop --memory=1M
--memory: cannot be used with the sweep in confirm.optop in batch mode, which takes no checkpoints
-b confirm.optop --confusion
--confusion: cannot be used with the sweep in confirm.optop
-b a_race.optop --judge=train_loss
--judge: a_race.optop has no sweep, or has a race as well (allowed: a file with a sweep alone)
-b a_race.optop --confirm=5
--confirm: a_race.optop has no sweep
END
run -b confirm.optop --judge=train_loss
expect_code 0
expect_in out 'by median train loss'

# A race and a sweep of the same problem in one file: it goes on as a race.
race_sweep="-b -o gd -n 2 --sweep=lr=0.1..1*3 --session=a_race.optop"
# shellcheck disable=SC2086
run $race_sweep --layers=4
expect_code 2
expect_in err "a_race.optop: has another race: its layers is '3', not '4'"
# shellcheck disable=SC2086
run $race_sweep --layers=3
expect_code 0
expect_in out '3 configurations'
run -b a_race.optop
expect_code 0
expect_in out 'hyperparameters'
# What --confirm trains again says of which sweep.
test "$(sqlite3 confirm.optop 'SELECT count(*) FROM sweeps a, sweeps b
    WHERE a.sweep = 2 AND b.sweep = 1 AND a.confirms = b.hash')" = 1 ||
    fail "the checksum of the confirmed sweep: $(sqlite3 confirm.optop 'SELECT * FROM sweeps')"
run -b --layers=3 --sweep=lr=0.1..0.4*3 --confirm=3..5 -o gd -n 20 --target='train_loss<0.2' \
    --session=target.optop
expect_code 0
test "$(sqlite3 target.optop "SELECT group_concat(value) FROM sweep_facts WHERE name = 'target'")" \
    = 'train_loss<0.2,train_loss<0.2' || fail "the best are not trained again to their target"
# Only jobs that diverged make exit status 3; others that ended early do not.
run -b --layers=3 --sweep='lr={900,1000}' -o gd -n 40 --csv=-
expect_code 0
test "$(grep -c ',stalled,' out)" -eq 2 || fail "not all stall: $(cat out)"
expect_in err '2 configurations, 1 seed (1), 40 iterations: 2 jobs.'
test "$(wc -l <out)" -eq 3 || fail "with --csv=- standard output is not the CSV alone: $(cat out)"
run -b --layers=3 --sweep=lr=0.1..1*3 -o gd -n 5 --part=1/2 --json
expect_code 0
test "$(sqlite3 :memory: "SELECT json_valid(readfile('out'))")" = 1 || fail "no document: $(cat out)"

# What is too large, or has nowhere to go, is refused before anything is trained or replaced; and a
# sweep that ends without a job leaves the older file.
echo precious >old.csv
run -b --layers=3 --sweep=lr=0.1..1*3 -o gd -n 1e12 --csv=old.csv
expect_code 1
expect_empty out
expect_in err 'optop: the sweep needs '
if test "${OPTOP_SANITIZED:-no}" = no && command -v prlimit >/dev/null; then
    what='a sweep on 8 threads in 3 GB'
    prlimit --as=3000000000 "$OPTOP" -b --layers=3 --threads=8 --sweep=lr=0.1..1*9 -o gd -n 2e7 \
        >out 2>err </dev/null
    code=$?
    expect_code 1
    expect_in err 'optop: the sweep needs '
fi
run -b --layers=3 --sweep=lr=0.1..1*3 -o gd -n 100000000 --csv=nowhere/sweep.csv
expect_code 1
expect_in err 'optop: nowhere'
expect_empty out
what='optop after a TERM before the first job'
"$OPTOP" -b --data=moons:n=400 --sweep=lr=0.01..0.1*3 -o gd -n 10000000 --threads=2 --csv=old.csv \
    >out 2>err </dev/null &
expect_training $!
kill -TERM $!
wait $!
code=$?
expect_code 143
expect_in err 'optop: old.csv: not written, as no job was done'
test "$(cat old.csv)" = precious || fail "$what: the older file was replaced"

# ---- what the manual says of a file, and what a damaged one says ----
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$OPTOP_SOURCE/man/optop-session.5" |
    grep sweep_ >examples
test "$(wc -l <examples)" -ge 2 || fail "optop-session(5) has $(wc -l <examples) examples of sweeps"
cp 1.optop race.optop
while read -r example; do
    what=$example
    sh -c "$example" >out 2>err </dev/null
    code=$?
    expect_code 0
    expect_empty err
    test "$(wc -l <out)" -ge 3 || fail "$example prints $(wc -l <out) lines"
done <examples
while read -r damage; do
    read -r sentence
    cp 1.optop damaged.optop
    sqlite3 damaged.optop "$damage"
    run -b damaged.optop
    expect_code 1
    expect_in err "$sentence"
done <<'END'
UPDATE sweep_results SET ended = 'x' WHERE job = 3
damaged.optop: the session is damaged: a job's end or its iterations are not valid
UPDATE sweep_results SET seed = 77 WHERE job = 3
a result is of no job of its sweep
UPDATE sweep_results SET test_loss = 'x' WHERE job = 3
a value of a sweep's 'test_loss' is of the wrong type
UPDATE sweep_results SET job = 99 WHERE job = 36
a result is of no job of its sweep
UPDATE sweep_facts SET value = '1..' WHERE name = 'job_seeds'
damaged.optop: a sweep:
UPDATE sweep_facts SET value = '41' WHERE name = 'iterations'
the sweep's list of jobs is not that of its checksum
UPDATE sweep_ranges SET text = 'lr=1..2*999999999'
no such number of points
UPDATE sweep_runs SET config = 'gd:lr=7e300' WHERE run = 1
damaged.optop: a sweep:
UPDATE sweep_facts SET value = '1' WHERE name = 'arithmetic'
damaged.optop: a sweep: its arithmetic is '1', this optop's is '
DELETE FROM sweep_runs WHERE run = 1
a sweep's run is missing
DROP TABLE sweep_ranges
no such table: sweep_ranges
END
finish
