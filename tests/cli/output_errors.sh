#!/bin/sh
# output_errors.sh - no write error goes unnoticed, and none costs an older file.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
toy_data toy
toy="$tiny --data=toy"

# refused WORDS: the last program failed and said so.
refused() {
    expect_code 1
    expect_in err "$1"
}

if test -c /dev/full; then
    for option in --help --version "-b $toy -n1" "-b $toy -n1 --csv=-"; do
        what="optop $option >/dev/full"
        "$OPTOP" $option >/dev/full 2>err </dev/null
        code=$?
        refused 'optop: standard output: '
    done
    run -b $toy -n 1 --csv=/dev/full
    refused 'optop: /dev/full: No space left on device'
    expect_in out 'hyperparameters' # the table is printed all the same
fi

# A reader that goes away.
what='optop --csv=- | head -n 1'
{
    "$OPTOP" -b $toy -n 900 --csv=- 2>err
    echo $? >status
} | head -n 1 >out
code=$(cat status)
refused 'optop: standard output: Broken pipe'
expect_in out 'run,optimizer,iteration'

# Closed standard descriptors: nothing meant for them lands in a file.
what='optop with its output closed'
"$OPTOP" -b $toy -n 1 --csv=closed.csv >&- 2>err </dev/null
code=$?
refused 'optop: standard output: Bad file descriptor'
test "$(grep -c . closed.csv)" -eq 5 || fail "$what: the CSV has $(grep -c . closed.csv) lines, not 5"
what='optop with its input closed'
"$OPTOP" -b $toy -n 1 >out 2>err <&-
code=$?
expect_code 0
what='optop with everything closed'
"$OPTOP" -b $toy -n 1 --csv=closed.csv <&- >&- 2>&-
code=$?
expect_code 1
test "$(grep -c . closed.csv)" -eq 5 || fail "$what: the CSV is not whole"

# Targets that cannot be written are known before the training, which would take hours here.
mkdir folder
for target in folder nowhere/race.csv; do
    run -b $toy -n 100000000 --csv=$target
    refused "optop: "
    expect_empty out
done
if test "$(id -u)" -ne 0; then
    mkdir locked && chmod 500 locked
    run -b $toy -n 100000000 --csv=locked/race.csv
    refused 'Permission denied'
    chmod 700 locked
fi

# A FIFO is written to directly; one that nobody reads is no reason to wait.
mkfifo pipe
run -b $toy -n 2 --csv=pipe
refused 'optop: pipe: no process reads from it'
expect_in out 'hyperparameters'
exec 3<>pipe # reads and writes: does not wait
run -b $toy -n 2 --csv=pipe
expect_code 0
timeout 20 head -n 9 <&3 >read.csv
exec 3>&-
test "$(wc -l <read.csv)" -eq 9 || fail "a FIFO got $(wc -l <read.csv) lines, not 9"

# No room: the older file survives, nothing is left beside it.
if command -v prlimit >/dev/null; then
    echo precious >old.csv
    what='optop with files of at most 4096 bytes'
    prlimit --fsize=4096 "$OPTOP" -b $toy -n 500 --csv=old.csv >out 2>err </dev/null
    code=$?
    refused 'optop: old.csv: File too large'
    test "$(cat old.csv)" = precious || fail "$what: the older file is gone"
    expect_no_trace .
fi

# Errors that only a tracer can provoke.
if command -v strace >/dev/null && strace -o /dev/null true 2>/dev/null; then
    for call in fsync rename write; do
        echo precious >old.csv
        what="optop when $call fails"
        ASAN_OPTIONS=detect_leaks=0 strace -f -o /dev/null -e trace=$call \
            -e inject=$call:error=EIO:when=1 \
            "$OPTOP" -b $toy -n 500 --csv=old.csv >out 2>err </dev/null
        code=$?
        refused 'optop: old.csv: Input/output error'
        test "$(cat old.csv)" = precious || fail "$what: the older file is gone"
        expect_no_trace .
    done
fi

finish
