#!/bin/sh
# ending.sh - what takes long to train is not lost without a question, by any key; and an end before
# there is anything to keep.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# Nothing trained: no question, and no table of dashes.
start 80x24 $quick --iterations=5
expect 'READY'
press q
expect 'exit 0'
shows 'hyperparameters' && fail 'a table of nothing'

# A signal while the data are read: there is nothing to write, and the program ends by it.
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
long_data "$work/long"
for signal in TERM:143 HUP:129; do
    echo precious >"$work/end.csv"
    start 80x24 $quick --data="$work/long" --classes=0,1 --csv="$work/end.csv"
    expect 'LOADING'
    press Space
    expect 'training starts when that is done'
    kill "-${signal%:*}" "$(program)"
    expect "exit ${signal#*:}"
    shows 'to write\|optop:' && fail "a word about files that nobody asked for"
    [ "$(cat "$work/end.csv")" = precious ] || fail 'the older file was replaced'
    expect_restored
done
rm -r "$work/long"

# train_for_long: more than a second, on a fast machine as on a slow one; then that is all: "$done" of
# "$done" iterations.
train_for_long() {
    expect 'READY'
    press Space
    expect ' \(1\.[1-9]\|[2-9]\.\|[1-9][0-9]\)[0-9.]* s\| [0-9]*:[0-9]'
    press Space
    expect 'PAUSED [0-9]*/'
    done=$(screen | sed -n 's/.*PAUSED \([0-9]*\)\/.*/\1/p')
    press i C-u
    type_text "$done"
    press Enter
    expect " $done/$done"
    press Space # where the pause has cut an iteration short, it is finished
    expect "FINISHED $done/$done"
}

# A picture does not keep it.
start 120x30 --threads=1 --iterations=100000 --optimizer=gd --optimizer=momentum
train_for_long
press q
expect 'Quit without writing the histories'
press n
expect_not 'Quit without'
press w C-u
type_text "$work/race.svg"
press Enter
expect 'wrote .*race.svg'
press q
expect 'Quit without writing the histories'
press n
expect_not 'Quit without'

# The other keys that would lose it.
press r
expect "Start all runs again? $done of $done iterations (.*) are lost"
press n
expect_not 'Start all runs'
press e
expect 'edit Gradient'
press C-u
type_text 0.2
press Enter
expect "Start gd again? Its $done iterations (.*) are lost"
press n
expect_not 'are lost'
expect 'edit Gradient'
press Escape
expect_not 'edit Gradient'
press p
expect 'problem'
to_field seed
press C-u
type_text 7
press Enter
expect "Restart the race? It has completed $done of $done iterations"
press n
expect_not 'Restart the race'
press Escape
expect "FINISHED $done/$done"
press d
expect 'Delete the run'
press n
expect_not 'Delete the run'

# Written as a table, it is kept, and q asks no more.
press w C-u
type_text "$work/race.csv"
press Enter
expect "wrote .*race.csv: $((2 * done)) rows of 2 runs"
press q
expect 'exit 0'
expect_restored

# What is written at the end is kept, too.
start 120x30 --threads=1 --iterations=100000 --optimizer=gd --export="$work/race.json"
train_for_long
press q
expect 'exit 0'
[ -s "$work/race.json" ] || fail 'race.json was not written'
