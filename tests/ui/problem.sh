#!/bin/sh
# problem.sh - the problem's form: bad values, what needs a restart says so and asks, what does not
# goes on; data that cannot be read are reported and leave the race as it was.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 110x36 $quick --iterations=10
expect 'READY 0/10'
press s
expect 'PAUSED 1/10'

press p
expect 'the problem' 'layers' 'seed' 'iterations' 'threads' 'restarts'
to_field layers
press C-u
type_text 5,x
press Enter
expect 'layers'
press C-u
type_text 6,5
press Enter
expect 'Restart the race? It has completed 1 of 10 iterations'
press n
expect_not 'Restart the race'
press Enter
expect 'Restart the race'
press y
expect '784-6-5-1' 'READY 0/10'

# Fewer iterations than are done are refused, unless the race starts again anyway.
press s s s
expect 'PAUSED 3/10'
press p
expect 'the problem'
press End PageDown Up C-u
type_text 2
press Enter
expect '> iterations' "iterations: .* (allowed: 3 to 10^12"
press Escape
expect 'PAUSED 3/10'

# More iterations need no restart.
press Space
expect 'FINISHED 10/10'
press p
expect 'the problem'
press PageDown Up C-u
type_text 25
press Enter
expect 'FINISHED 25/25'

# Nor do threads.
press p
expect 'the problem'
press PageDown C-u
type_text 2
press Enter
expect_not 'the problem'
expect 'FINISHED 25/25'

# No such data: the whole sentence under what was typed, which stays, as does the race at hand;
# nobody is asked to give it up for that.
press p
expect 'the problem'
press C-u
type_text "$work/nowhere"
press Enter
expect 'nowhere: No such file or directory' '> data  *.*nowhere'
shows 'Restart the race' && fail "it asks before it knows that the data can be read"
press C-u
expect_not 'No such file'
type_text mnist01

# Settings that do not go together: the cursor is on the one that the sentence names.
to_field loss
type_text ss
press Up Enter
expect '> loss *< softmax' 'softmax_cross_entropy needs more than two classes' \
    'binary_cross_entropy)' 'FINISHED 25/25'
type_text b
expect_not 'needs more than two'
press Enter
expect 'Restart the race'
press y
expect 'READY 0/25' 'loss=binary_cross_entropy'
quit
expect 'exit 0'
expect_restored

# In the smallest terminal the sentence leaves room for the field that it is about.
start 40x12 $quick --iterations=5
expect 'READY 0/5'
press p
expect 'the problem'
press C-u
type_text /no/where
press Enter
expect '> data' '/no/where: No such'
press Escape q
expect 'exit 0'

# Data that are bad from the start: a sentence behind the screen, and exit code 1.
start 80x24 --data="$work/nowhere"
expect 'optop: .*nowhere' 'exit 1'
expect_restored
