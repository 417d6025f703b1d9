#!/bin/sh
# signals.sh - a signal ends the training, and nothing that was trained is lost.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
command -v timeout >/dev/null || skip "no timeout program"

# stopped SIGNAL NUMBER: a long training is ended by it after a second.
stopped() {
    what="optop ended by $1"
    rm -f race.csv
    timeout --preserve-status -s "$1" 1 \
        "$OPTOP" -b $tiny -n 100000000 --csv=race.csv >out 2>err </dev/null
    code=$?
    expect_code $((128 + $2))
    expect_in out 'hyperparameters'
    test -s race.csv || { fail "$what: no histories"; return; }
    # Every run kept what it had done, and they are at most one iteration apart.
    cut -d, -f1 race.csv | grep -v run | sort | uniq -c |
        awk '{ n++; if (n == 1 || $1 < low) low = $1; if ($1 > high) high = $1 }
             END { exit !(n == 4 && low > 0 && high - low <= 1) }' ||
        fail "$what: the histories are not whole"
    test "$(awk -F, 'NF != 7' race.csv | wc -l)" -eq 0 || fail "$what: broken rows"
    expect_no_trace .
}

stopped INT 2
stopped TERM 15
stopped HUP 1

# What was ignored stays so, as under nohup.
toy_data toy
what='optop with HUP ignored'
(
    trap '' HUP
    exec "$OPTOP" -b $tiny --data=toy -n 50000 >out 2>err </dev/null
) &
sleep 0.3
kill -HUP $!
wait $!
code=$?
expect_code 0
test "$(awk '$2 == "gd" { print $9 }' out)" = 50000 || fail "$what: $(grep gd out)"

# Killed while it writes: the older file is as it was, or the new one is whole.
echo precious >old.csv
for delay in 0.05 0.1 0.15 0.2 0.3 0.4 0.5; do
    timeout -s KILL $delay "$OPTOP" -b $tiny --data=toy -n 20000 --csv=old.csv >out 2>&1 </dev/null
    test "$(cat old.csv)" = precious || test "$(wc -l <old.csv)" -eq 80001 ||
        fail "killed after $delay s: half a file"
done

finish
