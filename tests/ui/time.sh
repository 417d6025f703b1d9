#!/bin/sh
# time.sh - going back in time: back to the cursor, undo, forks, changes on the way, the journal, the
# command line that repeats the race.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 80x24 $quick --iterations=40 --optimizer=gd --optimizer=momentum
expect 'READY 0/40'
press b
expect 'Move the cursor first'
press f
expect 'Nothing has been trained yet'
press u
expect 'there is nothing to undo' '+ momentum'
press d
expect 'Delete the run \* gd'
press y
expect '> + momentum'
press u
expect 'Undone: the deletion' '\* gd'
quit

start 80x24 $quick --iterations=40 --optimizer=gd --optimizer=momentum:lr=0.5
expect 'READY 0/40'
press Space
expect 'FINISHED 40/40'

# Back to the cursor: all runs, or the chosen one; nothing; and undone.
press Home PageDown PageDown
expect 'At 20:'
press b
expect 'Back to 20: a all runs, c only \* gd, Esc none' 'a all runs  c chosen run'
press Escape
expect_not 'Back to 20'
expect 'FINISHED 40/40'
press b
expect 'Back to 20'
press a
expect 'PAUSED 20/40'
press u
expect 'Undone: going back' 'FINISHED 40/40'
press Home PageDown PageDown
expect 'At 20:'
press b
expect 'Back to 20'
press c
expect 'PAUSED 40/40'
press Space
expect 'FINISHED 40/40'
press u
expect 'Undone: going back' 'FINISHED 40/40'

# Trained on, it cannot be undone.
press Home PageDown PageDown
expect 'At 20:'
press b
expect 'Back to 20'
press a
expect 'PAUSED 20/40'
press s
expect 'PAUSED 21/40'
press u
expect 'nothing can be undone: since the last event the race was trained on'
press Space
expect 'FINISHED 40/40'

# A fork at the cursor: its values are the parent's, another optimizer has its own.
press Home PageDown
expect 'At 10:'
press f
expect 'fork of \* Gradient descent' 'from  *10 ' 'optimizer  *gd ' '> lr  *0.1 ' \
    'Enter forks at 10: its state goes on'
press Up
expect '> optimizer'
type_text a
expect '> optimizer .*< adagrad >' 'its state starts anew'
type_text aa
expect '> optimizer .*< adam >'
expect 'beta1  *0.9'
press Enter
expect '> x adam < gd@10 ' 'FINISHED 40/40'
press Escape

# A change on the way: of the run that was forked, from 30 on.
press e
expect 'edit Adam' 'from  *10 ' 'Enter changes the run at 10'
press Up Up
expect '> from'
press C-u
type_text 30
expect 'Enter changes the run at 30: its state goes on'
press C-u
type_text 41
expect "from: '41' is not in range (allowed: 0 to 40)"
press C-u
type_text 30
press Down Down
expect '> lr'
press C-u
type_text 0.5
press Enter
expect 'lr=0.5' 'FINISHED 40/40'
press '?'
expect 'forked from gd at 10' 'at 30: lr 0.001 -> 0.5'
press q

# The journal; Enter goes where it was.
press J
expect 'journal of the race' 'added gd lr=0.1' 'forked gd at 10: adam lr=0.001' \
    '> .* adam at 30: lr 0.001 -> 0.5' 'all runs went back to 20 (undone)' 'undone: all runs went'
press Enter
expect 'At 30:'
press J Home
expect '> .* 40 iterations wanted'
press Up Escape
expect_not 'journal of the race'
quit
expect 'exit 0'
expect_restored

# The command line that is printed repeats the race, with a name that a shell would take apart.
suffix="2>$work/errors"
start 80x24 $quick --batch-size=4000 --iterations=30 --csv=$work/screen.csv \
    "\"-ogd:name=a'\\\$b\"" --optimizer=adam:lr=0.01,schedule=linear
expect 'READY 0/30'
press Space
expect 'FINISHED 30/30'
press Home PageDown Right Right
expect 'At 12:'
press f C-u
type_text 0.5
press Enter
expect '< a.$b@12' 'FINISHED 30/30'
press Up Up b a
expect 'PAUSED 12/30'
press e
expect 'from  *12 '
press C-u
type_text 0.25
press Enter
expect 'lr=0.25'
press Space
expect 'FINISHED 30/30'
quit
line=$(grep '^optop --batch ' "$work/errors")
test -n "$line" || fail "no command line in: $(cat "$work/errors")"
eval "$(printf '%s' "$line" | sed "s#^optop#'$OPTOP'#") --csv='$work/batch.csv'" >/dev/null 2>&1
cmp "$work/screen.csv" "$work/batch.csv" || fail "not the same race: $line"
