#!/bin/sh
# views.sh - what the eye can choose: axis, glyphs, help, sizes, locales, colours.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

start 80x24 $quick --iterations=10
expect 'READY'
press n
expect 'FINISHED 10/10' 'train loss (log)' 'test loss (log)'
press l
expect_not 'loss (log)'
expect 'train loss'
press l
expect 'train loss (log)'

# Braille dots, half blocks, marks again. As bytes: U+2800 ... U+28FF; U+2580 and its like.
dots=$(printf '\342[\240-\243]')
blocks=$(printf '\342\226')
press g
expect 'Curves in braille' "$dots"
press g
expect 'Curves in blocks' "$blocks"
press g
expect 'Curves in ASCII'
expect_not "$dots" "$blocks"

# In minibatches the figures say what they are of, and from when.
quit
expect 'exit 0'
start 80x24 $quick --batch-size=6000 --iterations=5
expect 'READY'
press Space
expect 'FINISHED 5/5' ' batch loss (log, smoothed)' ' test loss (log)' 'train loss test loss test acc  after$' \
    'adam .* %  *5$'
quit
expect 'exit 0'
start 80x24 $quick --iterations=10
expect 'READY'
press n
expect 'FINISHED 10/10'

# Help: the chosen run's update rule and reference, all keys, by scrolling.
press Down Down Down
press '?'
expect 'optop: help' 'The chosen run: o Adam' 'beta1 m' 'Kingma' 'lines 1-'
for text in 'Race screen' 'start, pause or continue' 'Curves' 'column; dots show' 'Table of runs' \
    '> at the chosen run'; do
    page_to "$text"
done
press z
expect 'z means nothing here'
press End
expect 'Editing text'
press Home
expect 'The chosen run: o Adam'
press q
expect 'FINISHED'
press F1
expect 'optop: help'
press Escape
expect 'FINISHED'

# Any size; too small a one says so, still trains and leaves, and comes back.
tm resize-window -x 120 -y 35
expect 'FINISHED 10/10' 'full batch  seed 1'
tm resize-window -x 40 -y 12
expect 'FINISHED' 'train loss' '^ ^x *rmsprop' '^> o *adam'
press Up Up Up
expect '^> \* *gd' '^ v+ *momentum' 'runs 1-2 of 4'
press ]
expect '^>.x *rmsprop'
press [ Down Down Down
expect '^> o *adam' 'runs 3-4 of 4'
tm resize-window -x 30 -y 5
expect '30x5 is too small: optop needs' '40x12'
press r Space
expect 'FINISHED 10/10'
tm resize-window -x 1 -y 1
tm resize-window -x 200 -y 60
expect 'FINISHED 10/10' 'iteration' 'train acc'
tm resize-window -x 20 -y 4
expect 'too small'
quit
expect 'exit 0'
expect_restored

# A locale without UTF-8: 7-bit ASCII, whatever is asked for.
prefix='export LC_ALL=C' start 80x24 $quick --iterations=10
expect 'READY'
press n g
expect 'FINISHED' 'This terminal shows ASCII only'
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
quit
expect 'exit 0'

# Without colours, and on terminals of old: marks tell the curves apart.
prefix='export NO_COLOR=1' start 80x24 $quick --iterations=10
expect 'READY'
press n
expect 'FINISHED' '> \* *gd' ' + *momentum' ' x *rmsprop' ' o *adam'
screen_styled | grep -q '\[[34]8;\|\[3[0-7]m' && fail "colours in spite of NO_COLOR"
quit
expect 'exit 0'
for pane_term in vt100 linux xterm-256color screen; do
    start 80x24 $quick --iterations=2 --optimizer=gd --optimizer=momentum
    expect 'READY'
    press s Down
    expect 'PAUSED 1/2' '> + *momentum'
    press n
    expect 'FINISHED 2/2'
    quit
    expect 'exit 0'
    expect_restored
done
