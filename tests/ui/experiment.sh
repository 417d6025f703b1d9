#!/bin/sh
# experiment.sh - sweeps on the screen: the form, starting, pausing, cancelling, the table, adding.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# What diverges is above the plot; the best of each run joins the race.
prefix='export LC_ALL=C NO_COLOR=1' start 80x24 --data=rosenbrock --start=-1.2,1 --iterations=300 \
    --threads=1 -o gd:weight_decay=0.1 -o gd -o adam -o adam:lr=0.1
expect 'READY'
press h E
expect 'an experiment' '> hyperparameter  lr ' 'range *1e-4..1e1\*13' 'seeds *1..3' 'iterations *300' 'judge *auto'
press C-u
type_text betta
press Enter
expect "no run that is shown has 'betta'"
press C-u
type_text lr
press Down C-u
type_text '1e-4..1e-2*'
press Enter
expect 'has no number of points'
press C-u
type_text '1e-4..1e-2*3'
press Down Down Down C-u
type_text '2..3'
press Enter
expect 'READY 0/12 jobs' '^12 jobs, about .* Enter starts' '^Enter start  g glyphs  Esc back'
press a
expect 'added when the experiment has ended' 'READY 0/12'
press E
expect 'when this one has ended'
press Escape
expect 'READY 0/300'
press E
expect 'range *1e-4..1e-2\*3' 'seeds *2..3'
press Enter
expect 'READY 0/12 jobs'
press Enter
expect 'FINISHED 12/12 jobs' 'optop: experiment  lr=0.0001..0.01\*3  seeds 2,3  300 it' \
    'train loss against lr: medians of 2 seeds' '^diverged  *+$' '^ *0.0001 .* 0.001 .* 0.01$' \
    'run  *best lr  *train loss  *quartiles  *diverged' \
    '^> + gd  *0.001  *[0-9.]*  *[0-9.]* ... [0-9.]*  *2/6' '^  x adam  *0.01  *[0-9.]*  .* 0/6'
expect '^Enter add run  a add all  Left values  E another  g glyphs  Esc back'
screen | grep -q 'weight_decay' && fail "a hidden run was swept"
screen | LC_ALL=C grep -q '[^ -~]' && fail "not ASCII"
press Left
expect 'best lr  *at 0.001 ' '^  x adam  *0.01 .* 0/2'
press End
expect 'best lr  *at 0.01 ' '^> + gd  *0.001  *diverged  *diverged ... diverged  *2/2'
press Left
expect 'best lr  *at 0.001 '
press Escape
expect 'best lr  *train loss'
press k j k
expect '^> x adam' 'adam: the best lr, 0.01, is the largest that was tried: widen the range'
press Enter
expect 'Added adam:lr=0.01,'
press a a
expect 'The race already has every run at its best'
press Escape
expect '^  # adam  *lr=0.01' '^> @ gd  *lr=0.001'
screen | grep -q 'adam .* lr=0.01.*adam .* lr=0.01' && fail "a run was added twice"
test "$(screen | grep -c '^. . gd  *lr=0.001')" -eq 1 || fail "a run was added twice"
press E
expect 'FINISHED 12/12 jobs'
press Escape
expect 'READY 0/300'
quit

# It goes on after a pause, and ends when that is confirmed; what is done is kept, also in the file.
start 80x24 --data=moons:n=400 --layers=64,64 --iterations=100000 --threads=2 -o gd \
    "--session=$work/e.optop"
expect 'READY'
press E
expect 'an experiment'
to_field range
press C-u
type_text '{0.1,0.2,0.4}'
to_field iterations
press C-u
type_text 2
press Enter
expect '9 jobs, about'
press Enter
expect 'FINISHED 9/9'
press E
expect 'range *{0.1,0.2,0.4}'
to_field iterations
press C-u
type_text 100000
press Enter
expect '9 jobs, about'
press Enter
expect 'RUNNING 0/9 jobs, .* left' 'The race rests' '^Space pause .*Esc cancel'
press Space
expect 'PAUSED 0/9 jobs' '^Space resume .*Esc cancel'
press Enter
expect 'added when the experiment has ended'
press Space
expect 'RUNNING 0/9'
press Escape
expect 'Cancel the experiment? The results of 0 of 9 jobs are kept'
press n
expect 'RUNNING 0/9'
press Escape
expect 'Cancel the experiment?'
press y
expect 'CANCELLED 0/9 jobs' 'the results of 0 of 9 jobs are kept'
press Enter
expect 'No configuration of gd finished'
press m
expect 'A map needs two swept hyperparameters'
press Escape
expect 'READY 0/100000'
quit

# The file has the latest experiment; two hyperparameters have a map, which it keeps, too.
start 80x24 "$work/e.optop"
expect 'READY'
press E
expect 'FINISHED 9/9 jobs' 'lr={0.1,0.2,0.4}'
press E
expect 'range *{0.1,0.2,0.4}' 'seeds *1..3' 'iterations *2 '
press Enter
expect 'FINISHED 9/9 jobs' 'All jobs done' # the file has them all
press E
expect 'range *{0.1,0.2,0.4}' 'seeds *1..3' 'iterations *2 '
press Down Down
type_text lr
press Enter
expect "second: is 'lr', too"
press C-u
type_text momentum
press Enter
expect "no run that is shown has 'lr' and 'momentum'"
press C-u
type_text weight_decay
to_field 'its range'
press C-u
type_text '0..1/2'
press Enter
expect '18 jobs, about'
press Enter
expect 'FINISHED 18/18' 'gd .*lr=0.[124] weight_decay=[01]' 'lr={0.1,0.2,0.4}, weight_decay=0..1/2 ' \
    'test loss against lr at the best weight_decay: medians' ' m map '
press m
expect ' m curves '
expect 'of gd: lr across, weight_decay up; B best' '^ *[01]  .*B'
expect '^ *1  .*0\?\.[0-9]' '^ *0  .*0\?\.[0-9]' '^ *0.1 .*0.2 .*0.4'
press Home NPage
expect 'lr 0.1, weight_decay 0: test loss 0.[0-9]* (0.[0-9]* ... 0.[0-9]*), diverged 0/3'
press Right PPage
expect 'lr 0.2, weight_decay 1: test loss'
press m
expect 'test loss against lr at the best weight_decay: medians of 3 seeds'
press Escape
expect 'READY 0/100000'
quit
start 80x24 "$work/e.optop"
expect 'READY'
press E
expect 'FINISHED 18/18 jobs'
press Escape
expect 'READY 0/100000'
quit

# Runs without the hyperparameter are left out, which is said; what no file keeps is not lost
# without a question.
start 80x24 --data=rosenbrock --iterations=300000 --threads=2 -o gd -o adam
expect 'READY'
press E
expect 'an experiment'
press C-u
type_text beta1
to_field range
press C-u
type_text '{0.9}'
to_field seeds
press C-u
type_text '1..10' # more than a second of training on any machine
press Enter
expect 'READY 0/10 jobs' '^gd has no beta1 and is left out.'
press Enter
expect 'FINISHED 10/10'
press Escape
expect 'READY 0/300000'
press q
expect "Quit? The experiment's results (.* of training) are kept nowhere."
press y
expect 'exit 0'

# A sweep of the command line waits for Enter; a file with a sweep and no race is shown.
start 80x24 --data=rosenbrock --iterations=20 --seeds=1..2 "--sweep=lr=1e-3..1*3" -o gd -o adam
expect 'READY 0/12 jobs' '^12 jobs, about .* Enter starts' 'lr=0.001..1\*3  seeds 1,2'
press Enter
expect 'FINISHED 12/12 jobs' 'medians of 2 seeds'
press Escape
expect 'READY 0/20'
quit
"$OPTOP" --batch "--session=$work/s.optop" --data=rosenbrock --iterations=20 --sweep='lr=1e-3..1*3' \
    -o gd -o adam >"$work/out" 2>&1 || fail "no sweep in batch mode"
start 80x24 "$work/s.optop"
expect 'FINISHED 6/6 jobs' '^> \* gd' '^  + adam'
press Escape
expect 'READY 0/20'
quit

# Draws have no map; the first key with numbers is drawn; a file's results are judged as asked, and
# what is begun beside them is said not to be kept.
"$OPTOP" --batch "--session=$work/d.optop" --data=moons:n=40 --layers=2 --iterations=3 \
    --sweep='schedule={constant,cosine}' --sweep='lr=1e-3..1*' --sweep='weight_decay=0..0.5/' \
    --random=20 -o gd -o adam >"$work/out" 2>&1 || fail "no draws in batch mode: $(cat "$work/out")"
start 80x24 --judge=test_accuracy "$work/d.optop"
expect 'FINISHED 40/40 jobs' 'test accuracy against lr'
press m
expect 'A map needs a grid'
press E
expect 'an experiment'
to_field range
press C-u
type_text '0.1..0.2*2'
press Enter
expect 'READY 0/' ', not kept. Enter starts'
press Escape
expect 'READY 0/3'
quit

# Batch mode has the estimate on a terminal until the first job is done, here never: of a part, its
# jobs.
start 80x24 --batch --data=moons:n=400 --layers=64,64 --iterations=2000000 --threads=2 \
    --sweep=lr=0.001..0.01*13 --seeds=1..10 --part=1/2 -o gd -o momentum
expect '^130 jobs, about [0-9].*, [0-9.]* [kMG]*B'
kill -TERM "$(program)"
expect 'exit 143'

# The end of the program ends it.
start 80x24 "$work/e.optop"
expect 'READY'
press E
expect 'FINISHED 18/18 jobs'
press E
expect 'an experiment'
to_field iterations
press C-u
type_text 100000
press Enter
expect 'jobs, about'
press Enter
expect 'RUNNING 0/'
kill -TERM "$(program)"
expect 'exit 143'
expect_restored
