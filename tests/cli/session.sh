#!/bin/sh
# session.sh - races kept in a file by batch mode: gone on with after an end, a kill or a full disk,
# they give the bytes of a race that was never interrupted; what differs is named.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

race='-d spirals:n=80 --layers=6 --batch-size=16 -o adam -o lbfgs:history=3 -o momentum:schedule=cosine,name=a"b'
columns='run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name'

# expect_same A B: two files are the same bytes.
expect_same() {
    cmp -s "$1" "$2" || fail "$what: $1 and $2 differ"
}

run -b $race -n 90 --csv=whole.csv
expect_code 0

# Twice the same command: nothing is left to be done, the outputs are those of the whole race.
run -b $race -n 50 --session=race.optop
expect_code 0
run -b $race -n 50 --session=race.optop --csv=first.csv
expect_code 0
expect_empty err
run -b $race -n 90 --session=race.optop --csv=second.csv
expect_code 0
head -n 51 first.csv >first.head
head -n 51 second.csv >second.head
expect_same first.head second.head
# A schedule that has begun keeps its end, so that only the others are as never interrupted.
grep -v ,momentum, second.csv >second.others
grep -v ,momentum, whole.csv >whole.others
expect_same second.others whole.others
run -b race.optop --csv=third.csv --threads=3
expect_code 0
expect_same second.csv third.csv
test "$(echo race.optop*)" = race.optop || fail "left beside the session: $(echo race.optop*)"

# The sqlite3 shell alone gives the CSV.
if command -v sqlite3 >/dev/null 2>&1; then
    sqlite3 -readonly -header race.optop 'SELECT * FROM csv' >shell.csv
    expect_same shell.csv third.csv
    test "$(head -n 1 shell.csv)" = "$columns" ||
        fail "the header is $(head -n 1 shell.csv)"
fi

# The examples of the manual; the first one makes the CSV.
if command -v sqlite3 >/dev/null 2>&1; then
    sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/s/^\.Dl //p' "$OPTOP_SOURCE/man/optop-session.5" >examples
    test "$(wc -l <examples)" -ge 5 || fail "optop-session(5) has $(wc -l <examples) examples"
    while read -r example; do
        what=$example
        sh -c "$example" >out 2>err </dev/null
        code=$?
        expect_code 0
        expect_empty err
        test -s out || test -s race.csv || fail "$example prints nothing"
    done <examples
    expect_same race.csv third.csv
    test "$(tail -n 1 out)" = ok || fail "the file is not sound: $(cat out)"
fi

# What differs is named, and the file stays.
while read -r options; do
    read -r sentence
    run -b $options --session=race.optop
    expect_code 2
    expect_in err "race.optop: $sentence"
done <<END
$race -n 20
its race has 90 iterations; --iterations may rise, not fall to 20
$race -n 90 --seed=3
has another race: its seed is '1', not '3'
$race -n 90 --layers=7
has another race: its layers is '6', not '7'
$race -n 90 -o gd
has another race: its number of runs is '3', not '4'
-d spirals:n=80 --layers=6 --batch-size=16 -n 90 -o adam -o lbfgs:history=4 -o momentum
has another race: its run 2 is 'lbfgs:lr=1,history=3', not 'lbfgs:lr=1,history=4'
END
run -b race.optop --csv=third.csv
expect_code 0
expect_same second.csv third.csv

# Files that are no sessions, and command lines that ask for two races.
run -b missing.optop
expect_code 1
expect_in err 'missing.optop: No such file or directory'
echo 'a letter' >letter.optop
run -b letter.optop
expect_code 1
expect_in err 'letter.optop: is no session of optop'
run -b race.optop --layers=3
expect_code 2
expect_in err '--layers: the race in race.optop cannot be changed this way'
run -b race.optop -o adam
expect_code 2
run -b race.optop --session=other.optop
expect_code 2
expect_in err "a second session (the first: 'race.optop')"
run -b --session=
expect_code 2
run -b -d nowhere --session=new.optop
expect_code 1
test ! -e new.optop || fail "a session without a race was left behind"

# Other data under the same name.
printf 'a,b,label\n1,2,x\n2,1,y\n3,4,x\n4,3,y\n5,6,x\n6,5,y\n' >data.csv
run -b -d data.csv -n 3 -o gd --session=table.optop
expect_code 0
mkdir elsewhere
cd elsewhere || exit 1
run -b ../table.optop -n 5 # the data are found where they were
expect_code 0
cd ..
sed -i 's/^6,5,y/6,4,y/' data.csv
run -b table.optop
expect_code 1
expect_in err 'table.optop: the data in data.csv are not those that the race was trained on'

# A signal ends it with everything kept.
"$OPTOP" -b $race --layers=900 -n 100000000 --threads=2 --session=long.optop >out 2>err &
pid=$!
what='optop --session, HUP'
expect_training $pid
kill -HUP $pid
wait $pid
test $? -eq 129 || fail "HUP: exit status $?"
test "$(echo long.optop*)" = long.optop || fail "HUP: left: $(echo long.optop*)"
run -b long.optop -n 99999
expect_code 2
expect_in err 'may rise'

# children: sets `used` to the processor time of all programs waited for so far, in clock ticks. (A
# subshell would have its own.)
children() {
    times >times
    used=$(awk -v hz="$(getconf CLK_TCK)" 'NR == 2 {
        for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); seconds += 60 * t[1] + t[2] }
        print int(seconds * hz)
    }' times)
}
# work PID TICKS: lets it work until its session has the race, and for so much processor time more;
# `begun` is what it had used by then. It is stopped whenever that is looked at, so that it does not
# end meanwhile.
work() {
    begun=
    for window in $(seq 3000); do
        kill -CONT "$1"
        sleep 0.01
        kill -STOP "$1"
        so_far=$(ticks "$1")
        if test -z "$begun" && grep -q spirals:n=80 killed.optop-wal 2>/dev/null; then
            begun=$so_far
        fi
        if test -n "$begun" && test $((so_far - begun)) -ge "$2"; then return; fi
    done
    fail "it has not begun a session, or not worked, after $window looks"
}

# Killed at any moment: it opens, says so, and comes to the same end. Five times it is killed whenever
# that is, also before there is a file; then after more and more of its work on the race.
killed=0 begun=0
future='--fork=1@500:gd:lr=0.05,name=fork --change=2@1200:history=2'
n=2000 whole=0
while test "$whole" -lt 20; do # as many iterations as give a fifth of a second to kill it in
    children
    before=$used
    run -b $race -n $n --csv=long.csv $future
    children
    whole=$((used - before))
    test "$whole" -ge 20 || n=$((n * 2))
done
for kill in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    rm -f killed.optop*
    "$OPTOP" -b $race -n $n $future --session=killed.optop >out 2>err &
    pid=$!
    if test $kill -gt 5; then
        work $pid $(((whole - begun) * (kill - 6) / 20))
    else
        sleep "$(awk "BEGIN { print $kill * $kill / 2000 }")"
    fi
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    run -b $race -n $n $future --session=killed.optop --csv=killed.csv
    expect_code 0
    expect_same killed.csv long.csv
    test ! -s "$scratch/err" || expect_in err 'the last seconds before its end are lost'
    test ! -s "$scratch/err" || killed=$((killed + 1))
done
test "$killed" -ge 10 || fail "only $killed of 20 kills hit a session that was being written"
run -b $race -n $n --session=killed.optop
expect_code 2
expect_in err "its number of runs is '4', not '3'"
run -b $race -n $n --session=killed.optop --fork=1@501:gd:lr=0.05,name=fork --change=2@1200:history=2
expect_code 2
expect_in err 'its runs were forked or changed in another way'

# A change that names the schedule starts its clock anew: another race, though the values agree.
clock='-d spirals:n=40 --layers=3 -o gd:schedule=cosine,total=60 -n 20'
run -b $clock --change=1@5:lr=0.2 --session=clock.optop
expect_code 0
run -b $clock --change=1@5:lr=0.2,schedule=cosine,total=60 --session=clock.optop
expect_code 2
expect_in err 'its runs were forked or changed in another way'
run -b $clock --change=1@5:lr=0.2 --session=clock.optop
expect_code 0

# What is only measured may be asked of a race that is there.
run -b clock.optop --target='train_loss<0.9' --csv=targeted.csv --columns=update_norm
expect_code 0
expect_in out 'train_loss<0.9'

# No room left: that is an error, and what was kept before opens.
run -b $race -n 30 --session=full.optop
if command -v prlimit >/dev/null 2>&1; then
    run -b $race -n 2000 --csv=long.csv
    prlimit --fsize=90000 "$OPTOP" -b $race -n 2000 --session=full.optop >out 2>err
    code=$?
    what='optop --session with 90 kB'
    expect_code 1
    grep -q '^optop: full.optop: ' err || fail "$what: $(cat err)"
    run -b $race -n 2000 --session=full.optop --csv=full.csv
    expect_code 0
    grep -v ,momentum, full.csv >full.others
    grep -v ,momentum, long.csv >long.others
    expect_same full.others long.others
fi

finish
