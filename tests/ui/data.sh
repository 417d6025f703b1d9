#!/bin/sh
# data.sh - what was recognized in the data, confusion matrices, images that are classified wrongly.
# shellcheck source=tests/ui/lib.sh disable=SC2086,SC2154 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# The problem's form shows it in a line, and at length with Ctrl-T.
cd "$work" || exit 1
awk 'BEGIN { print "length,width,species"
             for (i = 0; i < 60; i++) print i % 7 + 0.5 "," i % 3 ".25," (i % 3 < 1 ? "setosa" : "virginica") }' >irises.csv
start 80x24 --data="$work/irises.csv" --layers=4 --iterations=30 --threads=1
expect 'READY'
press p
expect 'Data (Ctrl-T): table: ' 'Ctrl-T data'
press C-t
expect 'description of the data' 'Columns:' 'length' 'input' 'species' 'label' '0.5 ... 6.5' 'First rows:' \
    'setosa'
press Down Down Down Down Down Down Down Down Down
expect 'Class  *training  *test' 'virginica' 'Training task:'
screen | grep -q 'class by *$\|by class' || fail 'a long line is cut'
press q
expect 'the problem'
press Escape

# No confusion matrix before training, nor while it goes on.
press C
expect 'Nothing has been trained yet'
press Space
expect 'FINISHED'
press C
expect 'after 30: [0-9]* of 12 test samples are classified wrongly' 'taken for  *setosa\|taken for  *setos'
press q
expect 'FINISHED'

# The help has it, too, behind the rule.
press '?'
expect 'The chosen run'
press End
press Home
page_to "The chosen run's confusion matrix"
press q
quit

# Images of those that are wrong, in blocks and in ASCII; without classes there is nothing.
start 80x24 $quick --iterations=2 -o gd:lr=0.01
expect 'READY'
press Space
expect 'FINISHED 2/2'
press C
expect 'taken for' 'The first of them' '[0-9]: [01] as [01]'
until_true shows '█' || fail 'there are no images'
press q
expect 'FINISHED'
quit
start 80x24 $quick --iterations=2 -o gd:lr=0.01 --ascii
expect 'READY'
press Space
expect 'FINISHED 2/2'
press C
expect 'The first of them' '[@%#]'
screen | LC_ALL=C grep -q '[^ -~]' && fail "ascii: there are other characters"
press q
quit
start 80x24 --data=sine --layers=4 --iterations=2 -o gd
expect 'READY'
press s
expect 'PAUSED 1/2'
press C
expect 'needs test samples with classes'
quit
exit 0
