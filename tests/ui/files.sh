#!/bin/sh
# files.sh - histories written with w, and at the end with --csv, however the program ends.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

header='run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name'

terminated() {
    kill -TERM "$(program)"
    shows 'exit 143'
}

# A file of 2 runs x 5 iterations and a header.
expect_csv() {
    until_true test -s "$1" || fail "$1 was not written"
    [ "$(head -n 1 "$1")" = "$header" ] || fail "$1 begins with $(head -n 1 "$1")"
    [ "$(wc -l <"$1")" -eq "$2" ] || fail "$1 has $(wc -l <"$1") lines, not $2"
}

start 80x24 $quick --iterations=5 --optimizer=gd --optimizer=adam
expect 'READY'
press w
expect 'Nothing to write yet'
press Space
expect 'FINISHED 5/5'
press w
expect 'Write to (.csv .json .svg .pdf .png .optop): optop.csv'
press C-u Enter
expect 'enter a file name'
type_text "$work/out.csv"
press Enter
expect 'wrote .*out.csv'
expect_csv "$work/out.csv" 11

# A file that exists is kept, or replaced when that is the answer.
echo kept >"$work/old.csv"
press w C-u
type_text "$work/old.csv"
press Enter
expect 'The file exists. Overwrite it'
press n
expect_not 'Overwrite'
[ "$(cat "$work/old.csv")" = kept ] || fail "the file was overwritten"
press w
expect 'Write to .*old.csv'
press Enter
expect 'Overwrite'
press y
expect 'wrote .*old.csv'
expect_csv "$work/old.csv" 11

# A picture of the panels, and a name that says nothing.
press w C-u
type_text "$work/race.svg"
press Enter
expect 'wrote .*race.svg'
until_true test -s "$work/race.svg" || fail "race.svg was not written"
grep -q 'train loss (log)<' "$work/race.svg" || fail "race.svg does not show the panel"
press w C-u
type_text "$work/race.text"
press Enter
expect 'the ending names no known format (.csv' '\.optop)$' 'Write to'
press Escape
expect_not 'Write to'

# A folder that does not exist is a sentence, of any length.
press w C-u
type_text "$work/none/$(printf %070d 0)/out.csv"
press Enter
expect "^$work/none" 'No such file or directory' 'Space run'

# Nor does a FIFO make it wait for a reader.
mkfifo "$work/pipe"
press w C-u
type_text "$work/pipe"
press Enter
expect 'Overwrite'
press y
expect 'no process reads from it'
quit
expect 'exit 0'
expect_restored

# --csv is written at the end, by q and by signals.
for ending in q INT TERM HUP; do
    rm -f "$work/end.csv"
    start 80x24 $quick --iterations=5 --optimizer=gd --csv="$work/end.csv"
    expect 'READY'
    press s
    expect 'PAUSED 1/5'
    press s
    expect 'PAUSED 2/5'
    case $ending in
    q) press q y ;;
    *) kill -$ending "$(program)" ;;
    esac
    case $ending in
    q) expect 'exit 0' ;;
    INT) expect 'exit 130' ;;
    TERM) expect 'exit 143' ;;
    HUP) expect 'exit 129' ;;
    esac
    expect_csv "$work/end.csv" 3
    expect 'test loss'
    expect_restored
done

# An export that fails makes the program fail, with the file's name; the table is printed.
start 80x24 $quick --iterations=5 --csv=/dev/full
expect 'READY'
press s
expect 'PAUSED 1/5'
press q y
expect 'hyperparameters' 'optop: /dev/full' 'exit 1'
expect_restored

# Nothing trained: nothing replaced, no table.
echo precious >"$work/old.csv"
start 80x24 $quick --iterations=5 --csv="$work/old.csv"
expect 'READY'
press q
expect 'old.csv: not written, as nothing was trained' 'exit 0'
expect_restored
shows 'test loss' && fail 'a table of nothing'
[ "$(cat "$work/old.csv")" = precious ] || fail 'the older file was replaced'

# A folder that has gone meanwhile: another place is asked for, and Esc leaves it to the program.
mkdir "$work/gone"
for answer in name Escape; do
    mkdir -p "$work/gone"
    start 80x24 $quick --iterations=5 --optimizer=gd --csv="$work/gone/end.csv"
    expect 'READY'
    press n
    expect 'FINISHED 5/5'
    rmdir "$work/gone"
    press q
    expect 'gone: No such file' 'Write the histories to'
    if [ $answer = name ]; then
        press C-u
        type_text "$work/old.csv"
        press Enter
        expect 'old.csv: exists already'
        press C-u
        type_text "$work/here.csv"
        press Enter
        expect 'exit 0'
        expect_csv "$work/here.csv" 6
    else
        press Escape
        expect 'exit 1' 'No such file or directory; the histories'
        expect_csv "$(find "$XDG_STATE_HOME/optop" -name 'end-*.csv')" 6
    fi
    expect_restored
done
[ "$(cat "$work/old.csv")" = precious ] || fail 'the older file was replaced'

# A reader that does not read: a signal after the end is too late, the second one helps.
start 80x24 $quick --iterations=3000 --batch-size=50 --optimizer=gd --csv="$work/pipe"
expect 'READY'
press Space
expect 'FINISHED'
exec 3<>"$work/pipe"
press q
until_true restored || fail 'the screen stays open'
kill -TERM "$(program)"
until_true terminated || fail 'the second signal did not end it'
exec 3>&-

# The same bytes as batch mode writes, whatever the threads, with pauses, steps and detours.
race="--layers=5 --batch-size=4000 --iterations=12 --optimizer=gd --optimizer=adam"
"$OPTOP" --batch $race --threads=1 --csv="$work/batch.csv" >/dev/null 2>&1 || fail "batch mode failed"
start 80x24 $race --threads=3 --csv="$work/screen.csv"
expect 'READY'
press n
expect 'PAUSED 10/12'
press r y
expect 'READY 0/12'
press s
expect 'PAUSED 1/12'
press Space
expect 'FINISHED 12/12'
quit
expect 'exit 0'
cmp "$work/batch.csv" "$work/screen.csv" || fail "the screen's histories are not batch mode's"
