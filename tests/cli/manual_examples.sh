#!/bin/sh
# manual_examples.sh - the manual's examples do what it says; those that open the screen are left
# to the screen's own tests, but their options are read.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1

# The program as it is, with bundled data so small that no example takes long.
mkdir bin && ln -s "$OPTOP" bin/optop
PATH=$scratch/bin:$PATH
toy_data data/mnist01
OPTOP_DATA=$scratch/data
export OPTOP_DATA

sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE ALSO/s/^\.Dl //p' "$OPTOP_SOURCE/man/optop.1" >examples
test "$(wc -l <examples)" -ge 5 || fail "the manual has $(wc -l <examples) examples"
batches=0
while read -r example; do
    what=$example
    case $example in
    *' -b'* | *' --batch'*)
        batches=$((batches + 1))
        sh -c "$example" >out 2>err </dev/null
        code=$?
        expect_code 0
        test -s out || fail "$example: prints nothing"
        expect_empty err
        ;;
    *)
        # --help comes last, so everything before it is read.
        sh -c "$example --help" >out 2>err </dev/null
        code=$?
        expect_code 0
        expect_in out Usage
        ;;
    esac
done <examples
test "$batches" -ge 5 || fail "only $batches examples were run"
test "$(wc -l <race.csv)" -eq 401 || fail "the example's race.csv has $(wc -l <race.csv) lines"
test -s table.txt || fail "the example's table.txt is empty"

finish
