#!/bin/sh
# seeds.sh - races under several seeds on the screen: title, table, spread, help, the problem's form,
# going back, forking, and the command line that repeats it all.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# The chosen run's line without its time.
figures() {
    screen | sed -n 's/^\(> .* %\).*/\1/p'
}

toy="--data=spirals:n=80 --layers=6 --threads=1"
start 80x24 $toy --seeds=1..4 --ascii --iterations=40 -o gd -o adam:lr=0.03
expect '  4 seeds ' 'READY 0/40'
press Space
expect 'FINISHED 40/40' 'train loss (log, quartiles)' ' quartiles' '> \* gd .*[0-9]\.\.[0-9]'

# The spread: four ways in turn; only the chosen run has a band in ASCII.
expect ':.*:'
press B
expect 'lowest to highest seed' 'train loss (log, min-max)'
press B
expect 'a curve for each seed' 'train loss (log, all seeds)'
press B
expect 'medians alone' 'train loss (log, median)'
expect_not '| *:[ :]*|'
press B
expect 'quartiles, between which half' 'train loss (log, quartiles)'

# The cursor has medians and quartiles of its own.
last=$(figures)
are_last() { [ "$(figures)" = "$last" ]; }
are_others() { [ "$(figures)" != "$last" ]; }
press Home
expect 'At 0:' '> \* gd .*[0-9]\.\.[0-9]'
until_true are_others || fail 'the figures at 0 are those at the end'
press Escape
expect 'Finished'
until_true are_last || fail 'the figures did not come back'

# Help: which run beats which.
press ?
expect 'optop: help'
page_to 'Probability that the chosen run beats another'
expect 'Share of the 4 seeds' 'adam  *[01]\.[0-9]* ([01]\.[0-9]* to [01]\.[0-9]*) by the final test loss'
press Escape
expect 'FINISHED'

# Back in time with all replicas, and on.
press PageUp PageUp
expect 'At 20:'
press f
expect 'fork'
press Enter
expect '> x gd < gd' 'FINISHED 40/40'
press Escape
press u
expect_not 'gd < gd'
press Left
expect 'At 39:'
press b
expect 'Back to 39: a all runs'
press a
expect 'PAUSED 39/40'
press Space
expect 'FINISHED 40/40'
press Escape Up
expect '> \* gd'
until_true are_last || fail 'other figures after going back'
quit
expect 'exit 0' '4 seeds (1..4)' 'Medians over 4 seeds'

# Another list by the problem's form: the race is made anew; a wrong one is refused there.
start 80x40 $toy --seed=7 --iterations=20 -o gd -o adam
expect 'seed 7' 'READY 0/20'
press B
expect 'The race has one seed: p gives it several'
press p
expect 'the problem'
to_field seeds
press C-u
type_text 3,1..2,3
press Enter
expect "has the seed 3 twice"
press C-u
type_text 3,1..2
press Enter
expect '3 seeds' 'READY 0/20' 'quartiles'
press Space
expect 'FINISHED 20/20'
press p
expect 'the problem' 'seeds  *1\.\.3'
to_field seeds
press C-u
press Enter
expect 'Restart the race'
press y
expect 'seed 1' 'READY 0/20'
expect_not 'quartiles'
quit
expect 'exit 0'
