#!/bin/sh
# signals.sh - a signal ends the training, and nothing that was trained is lost. Nothing here waits
# for time: a signal is sent when the program is where the signal shall reach it.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
test -r /proc/self/stat || skip "no /proc: nothing says what a process does"
toy_data toy
# A shell lets its background jobs ignore INT and QUIT.
env --default-signal=INT true 2>/dev/null || skip "env cannot give a signal its default back"
fresh='env --default-signal=INT,QUIT'

# stopped SIGNAL NUMBER: a long training is ended by it.
stopped() {
    what="optop ended by $1"
    rm -f race.csv
    $fresh "$OPTOP" -b $tiny --data=toy --threads=2 -n 10000000 --csv=race.csv \
        >out 2>err </dev/null &
    expect_training $!
    kill -"$1" $!
    wait $!
    code=$?
    expect_code $((128 + $2))
    expect_in out 'hyperparameters'
    test -s race.csv || { fail "$what: no histories"; return; }
    # Every run kept what it had done, and they are at most one iteration apart.
    cut -d, -f1 race.csv | grep -v run | sort | uniq -c |
        awk '{ n++; if (n == 1 || $1 < low) low = $1; if ($1 > high) high = $1 }
             END { exit !(n == 4 && low > 0 && high - low <= 1) }' ||
        fail "$what: the histories are not whole"
    fields=$(awk -F, '{ print NF; exit }' race.csv)
    test "$(awk -F, "NF != $fields" race.csv | wc -l)" -eq 0 || fail "$what: broken rows"
    expect_no_trace .
}

stopped INT 2
stopped TERM 15
stopped HUP 1
ulimit -c 0
stopped QUIT 3

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

# reads PID FILE: the process has opened the file.
reads() {
    for fd in "/proc/$1/fd/"*; do
        test "$(readlink "$fd")" = "$scratch/$2" && return 0
    done
    return 1
}

# Loading is ended, too; there is nothing to save yet.
long_data long
what='optop ended while it loads'
$fresh "$OPTOP" -b $tiny --data=long --classes=0,1 -n 1 --csv=race.csv >out 2>err </dev/null &
until_true reads $! long/train-images-idx3-ubyte || fail "$what: it does not read"
kill -INT $!
wait $!
code=$?
expect_code 130
test ! -s out || fail "$what: $(cat out)"
test ! -s err || fail "$what: $(cat err)"
rm -r long

# A reader that does not read on: the first signal is too late, the second one ends it. A HUP and
# an echo of the first signal are no second one.
what='optop with a reader that stops'
mkfifo pipe
exec 3<>pipe
"$OPTOP" -b $tiny --data=toy -n 5000 --csv=pipe >out 2>err </dev/null 3>&- &
writer=$!
line=$(timeout 60 head -n 1 <&3)
test "$line" != "${line#run,}" || fail "$what: it wrote '$line'"
kill -TERM $writer
kill -TERM $writer
kill -HUP $writer
kill -0 $writer 2>/dev/null || fail "$what: the first signal ended it"
# ended: another one has.
ended() {
    kill -TERM $writer 2>/dev/null || return 0
    test "$(sed 's/.*) //; s/ .*//' /proc/$writer/stat)" = Z
}
until_true ended || fail "$what: no signal ends it"
wait $writer
code=$?
expect_code 143
exec 3>&-

# What was ignored stays so, as under nohup.
what='optop with HUP ignored'
(
    trap '' HUP
    exec "$OPTOP" -b $tiny --data=toy --threads=2 -n 200000 >out 2>err </dev/null
) &
expect_training $!
kill -HUP $!
wait $!
code=$?
expect_code 0
test "$(awk '$2 == "gd" { print $9 }' out)" = 200000 || fail "$what: $(grep gd out)"

# Killed while it writes: the older file is as it was, or the new one is whole.
echo precious >old.csv
whole=$((4 * 20000 + 1))
for size in 1 100000 1000000 3000000; do
    what="optop killed when its file had $size bytes"
    "$OPTOP" -b $tiny --data=toy -n 20000 --csv=old.csv >out 2>&1 </dev/null &
    # written: a temporary file has reached that size, or all is over.
    written() {
        test -z "$(find . -name '.optop-*' -size +$((size - 1))c)" || return 0
        test "$(wc -l <old.csv)" -eq $whole
    }
    until_true written
    kill -KILL $! 2>/dev/null
    wait $! 2>/dev/null
    test "$(cat old.csv)" = precious || test "$(wc -l <old.csv)" -eq $whole ||
        fail "$what: half a file"
done
# The next one removes what they have left.
run -b $tiny --data=toy -n 1 --csv=old.csv
expect_code 0
expect_no_trace .

finish
