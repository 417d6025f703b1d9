#!/bin/sh
# runs.sh - runs are added through list and form, edited, copied, hidden and deleted; bad values get
# a sentence; a run that diverges says where.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 100x30 $quick --iterations=20 --optimizer=gd
expect 'READY 0/20'

# The list can be filtered, and Esc leaves it.
press a
expect 'choose its optimizer' 'momentum' 'filter:' 'v$' 'Ctrl-U erase'
expect_not 'Press Space'
press End
expect '\^$'
press Escape
expect_not 'choose its optimizer'
press a
expect 'choose its optimizer'
type_text rmsp
expect '> rmsprop' 's = beta s'
expect_not 'basic'
press Enter
expect 'add RMSProp' 'lr' '0.001' '0 < lr <= 1000' 'beta' 'eps'

# Values known to work on a problem like this one.
press C-u
type_text 7
press C-p
expect 'add RMSProp' 'lr  *0.001' 'Ctrl-P preset' \
    'lr=0.001: suits the bundled data with the full batch. Other fields are'

# Bad values are explained in words, and Enter does not take them.
for bad in 0.1e nan -1; do
    press C-u
    type_text "$bad"
    press Enter
    expect "lr: '$bad' is not" 'allowed: 0 < lr <= 1000'
done
press C-u
type_text 0.002
press Enter
expect_not 'add RMSProp'
expect '> + *rmsprop *lr=0.002'

press a
type_text lion
expect '> lion'
press Enter
# It starts with a preset, and says what the reference has.
expect 'add Lion' 'lr  *0.0005  *default 0.0001; 0 < lr <= 1000' 'Ctrl-P' \
    'Values that suit the bundled data. Enter adds the run'
press C-u
type_text 7
to_field clip_value
press C-u
type_text 2.385
press C-p
expect 'lr  *0.0005 ' 'clip_value *2.385' 'lr=0.0005: suits the bundled data'
press Escape
expect_not 'add Lion'

# A preset with a schedule brings that, too.
press a
type_text signsgd
expect '> signsgd'
press Enter
expect 'add .*ign'
press C-p
expect 'lr=0.001 schedule=linear: suits the bundled' 'total  *auto' 'lr 0.001 ... 5e-05 in 20'
press Escape
expect_not 'signsgd'

# A copy; its form starts with the values of the run.
press c
expect 'add RMSProp' '0.002'
press Tab C-u
type_text 0.8
press Enter
expect ' + *rmsprop *beta=0.9 lr=0.002' '> x *rmsprop *beta=0.8 lr=0.002'

# An edit during a race: the run starts again and catches up.
press Space
expect 'FINISHED 20/20'
press e
expect 'edit RMSProp' 'catches up'
press C-u
type_text 0.004
press Enter
confirm '> x *rmsprop *lr=0.004 beta=0.8' 'FINISHED 20/20'

# Another schedule brings its own fields, and a preview of the learning rate.
press e
expect 'edit RMSProp' 'schedule' 'lr 0.004 ... 0.004 in 20 iterations'
to_field schedule
type_text c
expect '< cosine >' 'total' 'end'
press Down Down C-u
type_text 20
expect 'lr 0.004 ... 2.46e-05 in 20 iterations'
press Enter
confirm 'lr=0.004 beta=0.8 schedule=c' 'FINISHED 20/20'

# Esc changes nothing.
press Enter
expect 'edit RMSProp'
press C-u
type_text 7
press Escape
expect_not 'edit RMSProp'
expect 'lr=0.004 beta'

# Hidden and shown again.
press h
expect 'hidden'
press d
expect 'Delete the hidden run rmsprop (lr=0.004 beta=0.8 schedule=cosine'
press n h
expect_not 'hidden'

# Deleting asks; the next run becomes the chosen one.
press Up Up
expect '> \* *gd'
press d
expect 'Delete the run \* gd (lr=0.1)'
press n
expect_not 'Delete the run'
expect 'gd'
press d
expect 'Delete the run'
press y
expect_not ' gd '
expect '> + *rmsprop'
press d
expect 'Delete the run'
press y
expect_not 'lr=0.002'
press d
expect 'Delete the run'
press y
expect 'There are no runs: a adds one' 'NO LIVE RUN'
press d
expect 'There are no runs'
quit
expect 'exit 0'
expect_restored

# A run whose loss overflows says where it ended, and the others go on.
start 80x24 $quick --activation=identity --iterations=30 --optimizer=gd:lr=1000 --optimizer=adam
expect 'READY'
press Space
expect 'FINISHED 30/30' '> \* *gd .*diverged at [0-9]' ' + *adam .* [0-9]'
quit
expect 'exit 0'

# When none is left there is nothing to train, and the exit code says so.
start 80x24 $quick --activation=identity --iterations=30 --optimizer=gd:lr=1000
expect 'READY'
press Space
expect 'NO LIVE RUN' 'All runs have diverged'
press Space
expect 'All runs have diverged'
quit
expect 'exit 3'
expect_restored
