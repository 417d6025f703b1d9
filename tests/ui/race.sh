#!/bin/sh
# race.sh - training from the screen: start, pause, steps, reset, speed, more iterations, quitting.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 80x24 $quick --iterations=30
expect 'READY 0/30' 'Press Space to train' 'train loss' 'test loss' 'gd' 'momentum' 'rmsprop' \
    'adam' 'Space run' 'q quit' 'mnist01 12665+2115  784-4-1 relu  full batch  seed 1'

# A step is exactly one iteration, and n is ten of them.
press s
expect 'PAUSED 1/30'
press s s
expect 'PAUSED 3/30'
press n
expect 'PAUSED 13/30' 'Paused: Space continues'

# To the end; then Space says why nothing happens.
press Space
expect 'FINISHED 30/30'
press Space
expect 'All 30 iterations are complete'

# More of them: the race goes on from where it was.
press i
expect 'Iterations in all: 60'
press C-u
type_text 0.1e
press Enter
expect "'0.1e' is not a number of iterations"
press C-u
type_text 29
press Enter
expect "'29' is not in range (allowed: 30 to 10^12" 'FINISHED 30/30'
press C-u
type_text 45
press Enter
expect 'FINISHED 45/45'

# From the start again, slowly: one iteration a second, so there is time to pause.
press r
expect 'Start all runs again? 45 of 45 iterations'
press n
expect_not 'Start all runs'
expect 'FINISHED 45/45'
press r
expect 'Start all runs again'
press y
expect 'READY 0/45' 'Press Space to train'
press z
expect 'z means nothing here: ? shows the keys'
press '<' '<' '<' '<' '<' '<'
expect 'at most 1 it/s'
press '<'
expect 'One iteration per second is the slowest; press s to step'
press Space
expect 'RUNNING [1-9]/45' 'Space pause'
press Space
expect 'PAUSED' 'Space run'
press '>' '>' '>' '>' '>' '>' '>'
expect 'This is already full speed'

# Quitting asks while training is under way, and n goes on.
press q
expect 'Quit while training is under way' 'y yes'
press n
expect_not 'Quit while'
expect 'PAUSED'
press q
expect 'Quit while'
press y
expect 'exit 0' 'train acc' 'momentum'
expect_restored

# More iterations than there is memory for: that is said before training starts.
start 120x24 $quick --iterations=1e12
expect 'READY 0/1000000000000' \
    'There is memory for the curves of about [1-9][0-9]* of 1000000000000 iterations (.* available)'
press q
expect 'exit 0'
