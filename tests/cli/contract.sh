#!/bin/sh
# contract.sh - what scripts rely on: the notebook's numbers, the CSV, the table, the exit codes.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

header=run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy,name

# The notebook prints these after 100 iterations, with four decimals; under sanitizers, which slow
# the program down, the comparison is with NumPy after 8.
iterations=100 numbers='gd 0.0033 0.0029 rmsprop 0.0035 0.0041 '
test -z "${OPTOP_SANITIZED-}" || { iterations=8 numbers='gd 0.0171 0.0149 rmsprop 0.0112 0.0107 '; }
run --batch -n $iterations --csv=- -o gd:lr=0.1 -o rmsprop:lr=0.001,beta=0.9
expect_code 0
last=$(awk -F, -v n=$iterations '$3 == n - 1 { printf "%s %.4f %.4f ", $2, $4, $5 }' out)
test "$last" = "$numbers" || fail "after $iterations iterations the losses are $last, not $numbers"

test "$(head -n 1 out)" = "$header" || fail "the CSV's header is $(head -n 1 out)"
test "$(wc -l <out)" -eq $((2 * iterations + 1)) || fail "two runs have $(wc -l <out) lines"
awk -F, -v n=$iterations \
    'NR > 1 && (NF != 8 || $8 != $2 || $1 != (NR <= n + 1 ? 1 : 2) || $3 != (NR - 2) % n)' out >bad
test ! -s bad || fail "rows out of order: $(head -n 1 bad)"
# With --csv=- the table goes to standard error, so that standard output is the CSV alone.
expect_in err 'mnist01 12665+2115, 784-64-64-1 relu, full batch, seed 1'
expect_in err 'hyperparameters'

# The default race: four runs in order, the same on both ways out.
run --batch $tiny -n 3 --csv=default.csv
expect_code 0
expect_empty err
expect_in out 'lr=0.01 beta1=0.9 beta2=0.99'
cut -d, -f1,2 default.csv | sort -u >names
printf '1,gd\n2,momentum\n3,rmsprop\n4,adam\nrun,optimizer\n' | cmp -s - names ||
    fail "the default race has other runs: $(tr '\n' ' ' <names)"
run --batch $tiny -n 3 --csv=-
cmp -s out default.csv || fail "--csv=FILE and --csv=- differ"
run -b $tiny -n3 -o gd:lr=0.1 -o momentum:lr=0.9,beta=0.9 -o rmsprop:lr=0.001,beta=0.9 \
    -o adam:lr=0.01,beta1=0.9,beta2=0.99 --csv=-
cmp -s out default.csv || fail "the default race is not the documented one"

# --depth and --width are another way to write --layers, which overrides both.
run -b --depth=4 --width=5 -n 2 --csv=-
mv out shaped.csv
run -b --layers=5,5,5 -n 2 --csv=-
cmp -s out shaped.csv || fail "--depth=4 --width=5 is not --layers=5,5,5"
run -b --depth=9 --layers=5,5,5 --width=7 -n 2 --csv=-
cmp -s out shaped.csv || fail "--layers does not override --depth and --width"

# The seed changes the numbers, and the order of options does not.
run -b $tiny -n 2 --seed=7 --activation=sigmoid --csv=-
mv out seed.csv
run --csv=- -a sigmoid -n2 -s 7 $tiny -b
cmp -s out seed.csv || fail "the order of options changes the numbers"
run -b $tiny -n 2 --seed=8 --activation=sigmoid --csv=-
cmp -s out seed.csv && fail "the seed changes nothing"

# Batches: what is not evaluated is empty, an evaluation an epoch.
run -b $tiny -o gd:lr=0.01 --batch-size=6000 -n 6 --csv=-
expect_code 0
expect_in err 'batches of 6000'
test "$(awk -F, 'NR > 1 && $5 != "" { printf "%s ", $3 }' out)" = '0 2 5 ' ||
    fail "evaluations are not at the first iteration and at the end of each epoch"
test "$(grep -c ',,,,[a-z]*$' out)" -eq 3 || fail "rows without evaluation are not empty there"

# Several classes, in a given order.
run -b $tiny -o gd -n 2 --classes=1,0 --csv=-
expect_code 0

# Divergence: the others go on; when nobody is left, the exit code is 3.
toy_data toy
diverging='--data=toy -a identity -o gd:lr=1000'
run -b $tiny $diverging -n 200 --csv=diverged.csv
expect_code 3
expect_in out 'diverged at '
grep -qE ',(nan|inf)' diverged.csv || fail "the divergence is not in the CSV"
grep -q -- '-nan' diverged.csv && fail "the CSV says -nan"
run -b $tiny $diverging -o gd:lr=0.001 -n 200 --csv=-
expect_code 0
test "$(grep -c '^2,gd,' out)" -eq 200 || fail "a diverged run stops the others"

# No HOME, no environment at all, no terminal.
what='optop without an environment'
env -i OPTOP_DATA="${OPTOP_DATA-}" "$OPTOP" -b $tiny -n 1 >out 2>err </dev/null
code=$?
expect_code 0
expect_empty err

# Progress on a terminal, wiped at the end; the table stays.
if script -qec true /dev/null >/dev/null 2>&1; then
    escape=$(printf '\033')
    what='optop on a terminal'
    # It trains until progress was drawn twice.
    TERM=xterm script -qefc "echo \$\$ >pid; exec '$OPTOP' -b --width=9 -n 1000000 -o gd" \
        /dev/null >out 2>err </dev/null &
    drawn() { test "$(grep -c 'it/s' out)" -ge 2; }
    until_true drawn || fail "$what: no progress"
    kill -TERM "$(cat pid)"
    wait $!
    code=$?
    expect_code 143
    expect_in out '/1000000  '
    expect_in out "${escape}[1A${escape}[J"
    tail -n 3 out | sed "s/.*$escape\[J//" >end
    grep -q '#\.' end && fail "$what: the bars are still there"
    what='optop on a dumb terminal'
    TERM=dumb script -qec "'$OPTOP' -b --width=9 -n 60 -o gd" /dev/null >out 2>err </dev/null
    expect_in out 'train loss'
    grep -q "$escape" out && fail "$what: an escape byte"
fi

# Where rows do not have all figures, the table shows those of the weights reached, and after how
# many updates that was; otherwise there is nothing to say.
run -b $tiny --batch-size=4000 -n 10 -o gd -o adam
expect_code 0
expect_in out 'train loss test loss train acc test acc after iterations'
[ "$(grep -c ' %    10         10 ' out)" -eq 2 ] || fail "$what: not tested after 10 of 10"
run -b $tiny --eval-every=4 -n 10 -o gd
expect_in out 'train loss test loss train acc test acc after iterations'
expect_in out ' %    10         10 '
run -b $tiny --batch-size=100 -n 30 -o gd
expect_in err 'optop: Test figures are taken every 127 iterations, but the race ends after 30: '
expect_in err ' --eval-every=3 shows more.'
run -b $tiny --batch-size=100 -n 30 --eval-every=3 -o gd
expect_empty err
run -b $tiny -n 3 -o gd
expect_in out 'train loss  test loss  train acc  test acc  iterations'

# Networks whose units are all dead say so, whatever is left of a momentum; single samples without
# a gradient say nothing of a network that learns.
run -b -n 4 -o adam:lr=0.01 -o gd:lr=50
expect_code 0
test "$(grep -c 'stalled at 2; ' out)" -eq 2 || fail "$what: two runs have not stalled at 2"
run -b --layers=16 -n 4 -o gd:lr=0.5
expect_in out 'stalled at 2; lr=0.5'
run -b --layers=4 --batch-size=1 --eval-every=500 -n 500 -o gd:lr=0.01
grep -q 'stalled' out && fail "$what: a run that learns is called stalled"

# Data that cannot be read: exit code 1 and the name of the culprit.
run -b --data=nowhere
expect_code 1
expect_in err nowhere
expect_empty out
mkdir broken && printf 'no IDX file' >broken/train-images-idx3-ubyte
run -b --data=broken
expect_code 1
expect_in err broken/train-
run -b --classes=0,7
test "$code" -ne 0 || fail "a class that does not occur is accepted"

finish
