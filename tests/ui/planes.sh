#!/bin/sh
# planes.sh - the panels that show a plane: contours of test functions with paths.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# A test function begins with its contours: levels, minimum, marks.
start 80x24 --data=rosenbrock --iterations=20 -o gd:lr=0.002 -o adam:lr=0.1
expect 'READY' 'rosenbrock: levels 1, 3 ... 1000' 'train loss' '344.*◇.*6'
press Space
expect 'FINISHED 20/20' '\*\*.*│' '│.*[+].*│'
press l
expect_not '(log)'
press l
expect '(log)'
press v
expect_not 'rosenbrock: levels'
press v v v v
expect 'rosenbrock: levels'

# The cursor cuts the paths; zooming is about where the chosen run stands.
panel() { # the first panel's lines
    screen | sed -n '2,15s/││.*//p'
}
live=$(steady | sed -n '2,15s/││.*//p')
no_live_panel() { [ "$(panel)" != "$live" ]; }
press Home
expect 'At 0:'
until_true no_live_panel || fail 'the paths do not follow the cursor'
press Escape +
expect 'rosenbrock: levels 2, 5'
press - -
expect_not 'rosenbrock: levels 2, 5'
press 0
expect 'rosenbrock: levels 1, 3 ... 1000'

# The wheel zooms the plane, a click sets no cursor there; another function is seen whole.
press M
expect 'Mouse on'
type_text "$(printf '\033[<64;12;8M')"
expect 'rosenbrock: levels 2, 5'
type_text "$(printf '\033[<0;12;8M')"
press M
expect 'Mouse off'
shows '^At' && fail 'a click on a plane sets the cursor'

# Dots and shades.
press g
expect 'Curves in braille' "$(printf '\342\243')"
press g
expect 'Curves in blocks' '░' '▓'
tm resize-window -x 200 -y 60
expect 'rosenbrock: levels' '▓▓▓▓'
tm resize-window -x 40 -y 12
expect 'rosenbrock'
quit
expect 'exit 0'

# 7-bit ASCII.
prefix='export LC_ALL=C NO_COLOR=1' start 80x24 --data=himmelblau --iterations=20 -o adam:lr=0.3
expect 'READY' 'himmelblau: levels' '()'
press Space
expect 'FINISHED 20/20'
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
quit
expect 'exit 0'

# Networks with two inputs: what each run decides, with the training samples on it.
start 80x24 --data=moons:n=120 --layers=8 --iterations=200 -o gd:lr=0.5 -o adam:lr=0.02
expect 'READY'
press v
expect 'decisions' '\* gd after 0 .*+ adam after 0' '○' '●'
press Space
expect 'FINISHED 200/200' '\* gd after 200 .*+ adam after 200' '▒▒▒'
press h
expect '+ adam after 200'
expect_not 'gd after'
press h v
expect_not 'decisions'
press v v v v v
expect 'decisions' '\* gd after 200'
tm resize-window -x 200 -y 60
expect '+ adam after 200' 'train loss'
tm resize-window -x 40 -y 12
expect 'decisions'

# Another problem has its own picture: with one input, and with other samples of two.
tm resize-window -x 80 -y 24
for data in sine:n=60 circles:n=200; do
    press p
    expect 'the problem'
    press C-u
    type_text "$data"
    press Enter
    expect 'Restart the race'
    press y
    expect 'READY 0/200'
    case $data in
    sine*) expect 'fits' '\*.*│' ;;
    *) expect 'decisions' '\* gd after 0 .*+ adam after 0' '○.*●' ;;
    esac
    press s
    expect 'PAUSED 1/200'
done
quit
expect 'exit 0'

# With one input the curve; in ASCII; on three classes their numbers.
prefix='export LC_ALL=C' start 80x24 --data=sine --layers=8 --iterations=50 -o gd:lr=0.1 -o adam
expect 'READY'
press v Space
expect 'FINISHED 50/50' 'fits, on training data' ':.*:' '[+]\.'
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
quit
expect 'exit 0'
prefix='export LC_ALL=C' start 80x24 --data=blobs --layers=8 --iterations=50 -o adam:lr=0.05
expect 'READY'
press v Space
expect 'FINISHED 50/50' 'adam after 50' '0' '1' '2' '\.\.\.' ':::'
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
quit
expect 'exit 0'

# Inputs that are images: behind all curves the first layer's weights of the chosen run.
start 80x24 --data=mnist01 --layers=6 --iterations=4 --threads=1 -o gd -o adam
expect 'READY'
press v v v v v
expect 'weights, 6 of 6 units: \* gd after 0' '^│unit 0 .*unit 4' '[+#].*[=-]'
press s
expect 'gd after 1 '
press Down
expect 'weights, 6 of 6 units: + adam after 1 '
press v
expect 'train loss'
expect_not 'weights, '
tm resize-window -x 40 -y 12
press v v v v v
expect 'weights'
quit
