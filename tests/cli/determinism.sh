#!/bin/sh
# determinism.sh - the same bytes for any number of threads and in any locale.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

for problem in '--width=9' '--layers=7 --batch-size=500 --eval-every=3 --activation=sigmoid'; do
    run -b -n 4 $problem --threads=1 --csv=one.csv
    expect_code 0
    for threads in 2 3 7 16 0; do
            run -b -n 4 $problem --threads=$threads --csv=many.csv
        expect_code 0
        cmp -s one.csv many.csv || fail "$threads threads give other numbers than one ($problem)"
    done
done

# A locale with a decimal comma. Where none is installed one is compiled here.
if locale -a 2>/dev/null | grep -qi '^de_DE.utf-\{0,1\}8$'; then
    comma=de_DE.UTF-8
else
    comma=de_DE.UTF-8
    mkdir locales
    localedef -i de_DE -f UTF-8 "$scratch/locales/$comma" >/dev/null 2>&1 || {
        test "$failures" -eq 0 || finish
        skip "no locale with a decimal comma (Debian, Ubuntu: locales); the threads were tested"
    }
    LOCPATH=$scratch/locales
    export LOCPATH
fi
test "$(LC_ALL=$comma locale decimal_point)" = , || fail "the locale $comma has no decimal comma"
run -b $tiny -n 3 -o adam:lr=0.025,beta1=0.75 --csv=point.csv
LC_ALL=$comma
run -b $tiny -n 3 -o adam:lr=0.025,beta1=0.75 --csv=comma.csv
expect_code 0
expect_in out 'lr=0.025 beta1=0.75'
cmp -s point.csv comma.csv || fail "a locale with a decimal comma changes the CSV"
run -b -o gd:lr=0,1
expect_code 2

finish
