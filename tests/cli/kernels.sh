#!/bin/sh
# kernels.sh - OPTOP_KERNELS chooses the kernels, and all that this processor has give the same
# bytes.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

OPTOP_KERNELS=none
export OPTOP_KERNELS
run --version
expect_code 2
expect_in err "OPTOP_KERNELS: there are no kernels 'none' for this processor (allowed: "
all=$(sed -n 's/.*(allowed: \(.*\)).*/\1/p' err | tr -d ',')
run -b $tiny -n 1
expect_code 2
run --help
expect_code 0

# Half of the optimizers, and the other half: no race takes them all. Their vectors are long enough
# for whole registers and a rest. The first kernels are slow: few runs suffice for wide layers.
sed -n '/^Optimizers/,/^$/s/^  \([a-z][^ ]*\)  .*=.*/ -o \1/p' out >names
first=$(awk 'NR % 2' names) second=$(awk 'NR % 2 == 0' names)
test "$(grep -c . names)" -ge 24 || fail "there are not all optimizers in --help"

# How often it is said of $kernels that they are slow: once of x86-64's base, else never.
emulated() {
    case $kernels.$(uname -m) in
    base.x86_64) echo 1 ;;
    *) echo 0 ;;
    esac
}

for kernels in $all; do
    OPTOP_KERNELS=$kernels
    run --version
    expect_code 0
    expect_in out " $kernels kernels"
    run -b -n 2 -o gd -o adam --csv=default.$kernels
    said=$(grep -c "optop: The base kernels have no instruction for fused multiply-adds" err)
    test "$said" -eq "$(emulated)" || fail "$kernels kernels are said to be emulated $said times"
    run -b -n 4 --batch-size=700 --layers=31,9 --eval-every=2 --csv=batches.$kernels
    run -b -n 3 --data=spirals:n=400 --layers=31,17 $first --csv=first.$kernels
    expect_code 0
    run -b -n 3 --data=spirals:n=400 --layers=31,17 $second --csv=second.$kernels
    expect_code 0
    for race in default batches first second; do
        test -s $race.$kernels || fail "$kernels kernels leave no histories ($race)"
    done
done
for kernels in $all; do
    for race in default batches first second; do
        cmp -s $race.base $race.$kernels ||
            fail "$kernels kernels give other numbers than base ($race)"
    done
done

OPTOP_KERNELS=
run --version
expect_in out " ${all%% *} kernels"
finish
