#!/bin/sh
# session.sh - a race kept in a file: begun with w or --session, looked at in the same way when it is
# opened again, going on with the same numbers; ended by a terminal that goes away.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

race="$quick --optimizer=gd:lr=0.4,name=slow --optimizer=adam"
session=$work/race.optop
is_alone() { [ "$(echo "$session"*)" = "$session" ]; }

"$OPTOP" -b $race -n 40 --csv="$work/whole.csv" >/dev/null || fail "no whole race"

# Begun with w at 11, looked at with a cursor, another view, a target, one run hidden.
start 80x24 $race -n 40
expect 'READY'
press n
expect 'PAUSED 10/40'
press s
expect 'PAUSED 11/40'
press w C-u
expect 'Write to (.csv .json .svg .pdf .png .optop)'
type_text "$session"
press Enter
expect 'race.optop keeps this race from here on'
press v
expect 'accuracy'
press Down h Left Left
expect 'At 9'
press w Enter
expect 'already keeps this race'

# A second program is told who has it.
"$OPTOP" -b "$session" >"$work/out" 2>&1
[ $? -eq 1 ] || fail "a second program opens the session"
grep -q "race.optop: process $(program) on .* has this session open" "$work/out" ||
    fail "a second program is told: $(cat "$work/out")"

# Nothing is lost: no question.
press q
expect 'race.optop keeps this race; .optop' 'exit 0'
is_alone || fail "left beside the session: $(echo "$session"*)"

# Opened again, all is as it was; it goes on.
start 80x24 "$session"
expect 'PAUSED 11/40' 'accuracy' 'At 9' '> - adam .*hidden'
press Space
expect 'FINISHED 40/40'
press q
expect 'exit 0'
"$OPTOP" -b "$session" --csv="$work/session.csv" >/dev/null || fail "batch mode does not open it"
cmp "$work/whole.csv" "$work/session.csv" || fail "the race that went on has other numbers"

# With --session a race is kept from the start; the terminal goes away.
start 80x24 $race -n 100000000 --session="$work/new.optop"
expect 'READY'
press Space
expect 'RUNNING [1-9]'
kill -HUP "$(program)"
expect 'exit 129'
[ "$(echo "$work"/new.optop*)" = "$work/new.optop" ] || fail "left: $(echo "$work"/new.optop*)"
start 80x24 "$work/new.optop"
expect 'PAUSED [1-9][0-9]*/100000000'
press q
expect 'exit 0'

# A file that exists is not begun anew; one that is none is refused before there is a screen.
start 80x24 $race --session="$session"
expect 'race.optop: exists; .optop' 'exit 2'
echo letter >"$work/letter.optop"
start 80x24 "$work/letter.optop"
expect 'letter.optop: is no session of optop' 'exit 1'

# Another problem is another race: the session keeps the one before.
start 80x24 "$session"
expect 'FINISHED 40/40'
press p
to_field seed
press C-u 7 Enter
expect 'Restart the race'
press y
expect 'race.optop keeps the previous race'
press q
expect 'exit 0'
"$OPTOP" -b "$session" --csv="$work/again.csv" >/dev/null || fail "batch mode does not open it"
cmp "$work/whole.csv" "$work/again.csv" || fail "the race before is not kept"


# On a test function the contours with the runs' paths are there again, and other panels that were
# chosen. The target of the command line ranks the runs as key T does; the same one given again leaves
# the order of the table.
adam_first() {
    screen | grep -A2 '^run optimizer' | sed -n 2p | grep -q adam
}
gd_first() {
    screen | grep -A2 '^run optimizer' | sed -n 2p | grep -q gd
}
plane() {
    screen | sed -n '2,18s/^\(.\{40\}\).*/\1/p'
}
same_plane() {
    plane >"$work/plane.now"
    cmp -s "$work/plane.now" "$work/plane"
}
function="--data=rosenbrock -o gd:lr=0.001 -o adam:lr=0.1 -n 400 --session=$work/plane.optop"
start 80x24 "$function" "'--target=train_loss<3'"
expect 'READY'
press Space
expect 'FINISHED 400/400' '│6543455'
until_true adam_first || fail 'the target of the command line does not rank the runs'
press Home PageDown Right
expect 'At 11'
steady >"$work/steady"
plane >"$work/plane"
press q
expect 'exit 0'
start 80x24 "$work/plane.optop"
expect 'FINISHED 400/400' 'At 11' '│6543455'
until_true same_plane || fail "the plane was: $(cat "$work/plane")"
press Escape v
expect 'gradient norm'
press V
expect 'filter:'
type_text weight_n
expect '> weight_norm'
press Enter
expect_not 'filter:'
expect '─ weight norm'
press o
expect 'in the order in which they were added'
press q
expect 'exit 0'
start 80x24 "$work/plane.optop" "'--target=train_loss<3'"
expect 'FINISHED 400/400' '─ weight norm'
until_true gd_first || fail 'the order of the table is not the one that was left'
press q
expect 'exit 0'
start 80x24 "$work/plane.optop" "'--target=train_loss<2'"
expect 'FINISHED 400/400'
until_true adam_first || fail 'another target does not rank the runs'
press q
expect 'exit 0'

# Whatever the eye has chosen is there again: two sets of choices, each seen in panels and table.
picture() {
    screen_styled | sed -n '2,17p'
    screen | sed -n '18,21s/^\(.\{70\}\).*/\1/p'
}
same_picture() {
    picture >"$work/picture.now"
    cmp -s "$work/picture.now" "$work/picture"
}
# reopened: quits, and opens the session again; what is seen is the same.
reopened() {
    steady >"$work/steady"
    picture >"$work/picture"
    press q
    expect 'exit 0'
    start 80x24 "$work/look.optop"
    expect 'FINISHED 40/40'
    until_true same_picture || fail "it was: $(cat "$work/picture")"
}
start 80x24 --data=spirals:n=80 --layers=6 --threads=1 --seeds=1..3 --iterations=40 \
    -o gd -o adam:lr=0.03 "--session=$work/look.optop"
expect 'READY'
press Space
expect 'FINISHED 40/40'
press B
expect 'lowest to highest seed' '(log, min-max)'
press l
expect_not '(log, min-max)'
press S
expect 'Smoothing: weak' '(smoothed, min-max)'
press x
expect 'over gradient evaluations'
press X
expect '  1  *2  *5  *10 '
press g
expect 'Curves in braille'
press o o
expect 'sorted by train loss' '> \* gd'
press H
expect '  - *adam *lr=.. hidden'
reopened
press B
expect 'a curve for each seed'
press H D x x X + +
expect 'all seeds' '  30  *32  *34  *36  *38  *40' '  + *adam'
reopened
press B
expect 'medians alone' # the last of the four, so that none but the first is left out
reopened
press q
expect 'exit 0'
