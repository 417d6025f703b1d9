#!/bin/sh
# look.sh - how the race is looked at: cursor, zoom, following, views, order, solo.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 80x24 $quick --iterations=40 --optimizer=gd --optimizer=momentum --optimizer=adam:lr=0.01
expect 'READY'
press Left
expect 'Press Space to train'
press Space
expect 'FINISHED 40/40'

# The cursor: the table shows the figures there; they do not move while it stands.
press Left
expect 'At 39: the table shows these figures'
press Left PageUp
expect 'At 28:'
press Home
expect 'At 0:'
untrained=$(steady | grep '^> ')
press End
expect 'At 39:'
press Home
expect 'At 0:'
are_untrained() { [ "$(screen | grep '^> ')" = "$untrained" ]; }
until_true are_untrained || fail 'the figures at 0 are not the same'
press Right Right Right
expect 'At 3:'
press Escape
expect 'Finished: i trains more'

# Zoom about the cursor, panning at the edge, and all again.
press PageUp PageUp
expect 'At 20:'
press + +
expect '16  *18  *20  *22  *24'
press PageUp
expect 'At 10:' '10  *12  *14'
press 0
expect '0  *10  *20  *30  *40'
press Escape

# Following the latest iterations.
press +
expect '20  *25  *30  *35  *40'
press F
expect '0  *10  *20  *30  *40'

# Over gradients and seconds, on logarithmic axes; the cursor finds each run's state there.
press 0 x
expect 'over gradient evaluations' ' gradients ││'
press Left
expect 'At 39 gradient evaluations: the table'
press X
expect '  1  *2  *5  *10 *' 'At 39 gradient'
press + +
expect 'At 39 gradient' '3[0-9]  *[34][0-9]'
press x
expect 'over seconds of training' ' seconds ││'
press Left
expect 'At [0-9.]* s: the table'
press Escape x
expect 'over iterations' '─ iterations '
press X
expect '0  *10  *20  *30  *40'

# Smoothing.
press S
expect 'Smoothing: weak' 'train loss (log, smoothed)' 'test loss (log, smoothed)'
press S
expect 'Smoothing: strong'
press S
expect 'not smoothed' 'train loss (log) '

# What the panels show.
press v
expect 'train accuracy' 'test accuracy'
press l
expect '99'
press l v
expect 'gradient norm' 'update norm'
press v
expect 'learning rate' 'update . weight norm'
press v
expect 'weight norm' 'update cosine' 'The update cosine is recorded from now on: from iteration 41\.' \
    'Recorded from iteration 41' 'records it from the' # there is no curve to be seen
press v
expect 'weights, 4 of 4 units: \* gd after 40' # the data are images
press v
expect 'train loss (log)'
press l
expect 'train loss  *─'
press l

# A curve from the list takes the first panel; v shows the views again.
press V
expect 'show a curve in the first panel' 'gradient_norm'
type_text cosine
press Enter
expect 'first panel shows the update cosine' 'update cosine  *─.*train loss (log)'
press v
expect 'train loss (log).*test loss (log)'

# A target ranks the runs; what missed it has no number.
press T
expect 'Target (test_loss<0.01; empty: none):'
type_text 'loss<1'
press Enter
expect 'begins with no curve'
press C-u
type_text 'test_loss<0.005'
press Enter
expect 'Target test_loss<0.005: it ranks' 'iters to  time to' '+ *momentum .* [0-9]* *[0-9.]* s$' \
    '> \* *gd .* - *-$'
momentum_first() {
    screen | awk '/  [+] *momentum/ { m = NR } /^> . *gd/ { g = NR } END { exit !(m && m < g) }'
}
until_true momentum_first ||
    fail 'the run that reached the target does not stand first'
press T C-u Enter
expect 'The target is removed'
expect_not 'iters to'

# Sorted by test loss; marks stay with their runs.
press o
expect 'sorted by test loss'
until_true shows 'x *adam' || fail 'the mark did not stay with its run'
press o o o o o o o
expect 'in the order in which they were added'

# Only the chosen run, and all again.
press H
expect '  - *momentum' '  - *adam'
press Down
expect '> + *momentum' '  - *gd'
press H D
expect '  \* *gd' '  x *adam'

# A curve that is recorded when it is asked for is there from then on.
press V
expect 'filter:'
type_text cosine
press Enter
expect 'first panel shows the update cosine' 'Recorded from iteration 41'
press i C-u
type_text 50
press Enter
expect 'FINISHED 50/50'
expect_not 'Recorded from iteration 41'

# The report has the target that was last asked for.
press T
type_text 'test_loss<0.005'
press Enter
expect 'it ranks'
quit
expect 'exit 0' 'test_loss<0.005'
expect_restored
