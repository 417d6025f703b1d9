#!/bin/sh
# second_place.sh - histories that cannot be written where they should go are kept elsewhere.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
toy_data toy
toy="$tiny --data=$scratch/toy"

# kept FOLDER LINES: the program failed; one file in the folder, which it named, has all lines.
kept() {
    expect_code 1
    place=$(find "$1" -type f)
    expect_in err "; the histories are in $place instead"
    test "$(wc -l <"$place")" -eq "$2" || fail "$what: $place is not whole"
    expect_in out 'hyperparameters'
    rm -f "$place"
}

# A FIFO that nobody reads.
mkfifo pipe
run -b $toy -n 3 -o gd --csv=pipe
expect_in err 'optop: pipe: no process reads from it'
kept "$XDG_STATE_HOME/optop" 4

# The current folder is gone.
what='optop in a folder that is gone'
mkdir gone
(
    cd gone && rmdir ../gone &&
        exec "$OPTOP" -b $toy -n 3 -o gd --csv=race.csv >"$scratch/out" 2>"$scratch/err" </dev/null
)
code=$?
if test $code -eq 1; then
    kept "$XDG_STATE_HOME/optop" 4
else
    fail "$what: exit status $code"
fi

# The folder disappears while training goes on.
mkdir meanwhile
what='optop whose folder was removed meanwhile'
"$OPTOP" -b $toy --threads=2 -n 10000000 -o gd -o adam --csv=meanwhile/race.csv \
    >out 2>err </dev/null &
expect_training $!
rmdir meanwhile
kill -TERM $!
wait $!
code=$?
expect_in err 'optop: meanwhile'
test "$code" -eq 1 || fail "$what: exit status $code"
place=$(find "$XDG_STATE_HOME/optop" -name 'race-*.csv')
expect_in err "$place"
test "$(wc -l <"$place")" -gt 2 || fail "$what: nothing was kept"
rm -f "$place"

# Without a state folder it is the one for temporary files.
echo >file
mkdir tmp
what='optop without a state folder'
XDG_STATE_HOME=$scratch/file TMPDIR=$scratch/tmp \
    "$OPTOP" -b $toy -n 3 -o gd --csv=pipe >out 2>err </dev/null
code=$?
kept "$scratch/tmp" 4

# Without any place the failure is said, and standard output to a reader needs none.
what='optop without any place'
XDG_STATE_HOME=$scratch/file TMPDIR=$scratch/file \
    "$OPTOP" -b $toy -n 3 -o gd --csv=pipe >out 2>err </dev/null
code=$?
expect_code 1
expect_in err 'there is no second place'
if command -v prlimit >/dev/null; then
    echo precious >old.csv
    what='optop with files of at most 4096 bytes on standard output'
    prlimit --fsize=4096 "$OPTOP" -b $toy -n 500 --csv=- >old.csv 2>err </dev/null
    code=$?
    expect_code 1
    expect_in err 'there is no second place'
fi
test -z "$(find "$XDG_STATE_HOME" -type f)" || fail 'histories were left in the state folder'

finish
