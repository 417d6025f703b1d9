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

# long_data FOLDER: two million black images, nearly all of a class that nobody wants; the files
# are holes, which take little room and long to read.
# shellcheck disable=SC2059
long_data() {
    mkdir -p "$1"
    many='\000\036\204\200' side='\000\000\000\034'
    for split in train t10k; do
        printf "\0\0\010\003$many$side$side" >"$1/$split-images-idx3-ubyte"
        printf '\000' | dd of="$1/$split-images-idx3-ubyte" bs=1 seek=1568000015 2>/dev/null
        printf "\0\0\010\001$many\0\001" >"$1/$split-labels-idx1-ubyte"
        head -c 1999998 /dev/zero | tr '\000' '\007' >>"$1/$split-labels-idx1-ubyte"
    done
}

# Loading is ended, too; there is nothing to save yet.
long_data long
what='optop ended while it loads'
timeout --preserve-status -k 3 -s INT 0.2 \
    "$OPTOP" -b $tiny --data=long --classes=0,1 -n 1 >out 2>err </dev/null
code=$?
expect_code 130
test ! -s out || fail "$what: $(cat out)"
test ! -s err || fail "$what: $(cat err)"
rm -r long

# A reader that does not read on: the first signal is too late, the second one ends it.
toy_data toy
what='optop with a reader that stops'
mkfifo pipe
exec 3<>pipe
"$OPTOP" -b $tiny --data=toy -n 5000 --csv=pipe >out 2>err </dev/null 3>&- &
writer=$!
line=$(timeout 20 head -n 1 <&3)
test "$line" != "${line#run,}" || fail "$what: it wrote '$line'"
kill -TERM $writer
kill -TERM $writer # an echo of the first
sleep 0.5
kill -0 $writer 2>/dev/null || fail "$what: the first signal ended it"
kill -TERM $writer
wait $writer
code=$?
expect_code 143
exec 3>&-

# What was ignored stays so, as under nohup.
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
