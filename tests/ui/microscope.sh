#!/bin/sh
# microscope.sh - the arithmetic of updates on the screen: steps, weights, runs, digits.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# Adam's first two steps; the corrected run's beside them.
start 80x24 --data=rosenbrock --start=-1.2,1 --iterations=20 \
    -o adam:lr=0.1 -o adam:lr=0.1,bias_correction=1
expect 'READY'
press m
expect 'microscope on \* adam' 'largest gradient\.$' '^ s makes an update and shows it here\.' 'w = w - lr m / (sqrt(v) + eps)'
press Right
expect '^ y\.$'
press g s
expect 'x, the largest gradient: update 1' '= 0.9 \* 0 + (1 - 0.9) \* (-215.6) = -21.56' \
    'step .* 0.316228' 'w  *-1.2 *-0.883772  *the weight'
press s
expect 'update 2$' '= 0.9 \* (-21.56) +'
press j
expect 'microscope on + adam' 'update 2$' 'm^ = m / (1 - beta1^t)' '(1 - 0.9^2) = '
press Right
expect '^ y: update 2'
press Left
expect '^ x: update 2'
press d
expect ' / (1 - 0.90000000000000002^2)'
press d g
expect 'x, the largest gradient: update 2'
press NPage
expect 'keeps the denominator'
press PPage
expect 'm = beta1 m'
press k
expect 'microscope on \* adam'
press Space
expect 'update 20$'
press s
expect 'All 20 iterations are complete'
tm resize-window -x 150 -y 40
expect 'm = beta1 m + (1 - beta1) g  *= 0.9 \* '
tm resize-window -x 40 -y 12
expect 'microscope on'
tm resize-window -x 80 -y 24
press Escape
expect 'FINISHED 20/20'

# Another race is seen from its beginning; gone when it is opened again.
press m
expect 'No update is left to be shown: after Esc, i adds iterations\.'
press Escape
expect 'FINISHED'
quit

# A network's layers, in 7-bit ASCII; a rule of whole matrices.
prefix='export LC_ALL=C NO_COLOR=1' start 80x24 --data=moons:n=60 --layers=6,5 --iterations=20 \
    -o muon -o lbfgs:history=3
expect 'READY'
press m
expect 's makes an update'
press s
expect 'the largest gradient: update 1'
press '[' '[' '[' '[' '[' '['
expect '^ W1\[0, 0\]: update 1. Layer 1: 2 x 6 weights'
press ']'
expect '^ b1\[0\]: update 1. Layer 1: 6 biases$'
press ']'
expect '^ W2\[0, 0\]: update 1. Layer 2: 6 x 5 weights' 'X = X / (|X| + 1e-7)' '|X| *[0-9]'
press Down Right
expect '^ W2\[1, 1\]: update 1'
press j s
expect 'microscope on + lbfgs' 'update 2' "g'd *-"
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
quit() {
    press Escape
    expect 'PAUSED'
    press q
    expect 'Quit w'
    press y
    expect 'exit 0'
}
quit
