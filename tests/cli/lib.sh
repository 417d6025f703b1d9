# lib.sh - what the tests of the command line share; sourced by them. They run the program named by
# $OPTOP on the data in $OPTOP_DATA, in a folder of their own, and print each thing that is wrong.
# shellcheck shell=sh
set -u
: "${OPTOP:?names the program to test}" "${OPTOP_SOURCE:?names the source tree}"
LC_ALL=C
export LC_ALL
unset NO_COLOR

scratch=$(mktemp -dt optop-cli.XXXXXX) || exit 1
# A test that ends early ends what it has started, too.
cleanup() {
    for job in $(jobs -p); do
        kill -KILL "$job" 2>/dev/null
    done
    rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM
failures=0
# Nothing is left in the folders of whoever runs the tests.
export XDG_STATE_HOME="$scratch/state" XDG_CONFIG_HOME="$scratch/config"

# A network so small that reading the data is most of the work.
# shellcheck disable=SC2034 # the tests use it
tiny='--layers=2'

# toy_data FOLDER: the four files of a problem so small that an iteration takes microseconds:
# images of 3 x 3 pixels, 6 to train on and 4 to test with, labels 0 and 1.
# shellcheck disable=SC2059
toy_data() {
    mkdir -p "$1"
    size='\000\000\000\003\000\000\000\003'
    zero1='\200\377\100\377\000\377\050\377\220' one1='\000\377\010\000\300\000\007\360\000'
    zero2='\100\370\030\300\000\301\002\377\000' one2='\000\260\000\013\377\000\000\370\000'
    zero3='\000\377\000\377\022\240\000\377\077' one3='\001\300\000\000\377\002\000\177\005'
    printf "\0\0\010\003\0\0\0\006$size$zero1$one1$zero2$one2$one3$zero3" >"$1/train-images-idx3-ubyte"
    printf '\0\0\010\001\0\0\0\006\0\001\0\001\001\0' >"$1/train-labels-idx1-ubyte"
    printf "\0\0\010\003\0\0\0\004$size$one2$zero3$one1$zero1" >"$1/t10k-images-idx3-ubyte"
    printf '\0\0\010\001\0\0\0\004\001\0\001\0' >"$1/t10k-labels-idx1-ubyte"
}

# ticks PID: processor time that a process has used so far, in clock ticks; nothing when it is gone.
ticks() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | awk '{ print $12 + $13 }'
}

# is_training PID: threads are there, and a while of processor time has gone by since they came.
is_training() {
    test "$(find "/proc/$1/task" -mindepth 1 -maxdepth 1 2>/dev/null | wc -l)" -gt 1 || return 1
    training_since=${training_since:-$(ticks "$1")}
    test "$(ticks "$1")" -ge $((training_since + 10))
}

# expect_training PID: waits until a program with --threads=2 or more trains.
expect_training() {
    training_since=
    until_true is_training "$1" || fail "$what: it does not train"
}

# until_true COMMAND...: polls until it succeeds, for a minute at most.
until_true() {
    tries=1200
    while [ "$tries" -gt 0 ]; do
        "$@" && return 0
        sleep 0.05
        tries=$((tries - 1))
    done
    return 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# run ARGUMENT...: runs optop; leaves its exit status in $code and its output in out and err.
run() {
    "$OPTOP" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
    code=$?
    what="optop $*"
}

expect_code() {
    test "$code" -eq "$1" || {
        fail "$what: exit status $code, not $1"
        sed 's/^/    /' "$scratch/err"
    }
}

# expect_in FILE TEXT: out or err holds this text.
expect_in() {
    grep -qF -e "$2" "$scratch/$1" || {
        fail "$what: '$2' is not in std$1:"
        sed 's/^/    /' "$scratch/$1"
    }
}

expect_empty() {
    test ! -s "$scratch/$1" || {
        fail "$what: std$1 is not empty:"
        sed 's/^/    /' "$scratch/$1"
    }
}

# expect_no_trace FOLDER: no temporary file was left in it.
expect_no_trace() {
    left=$(find "$1" -name '.optop-*')
    test -z "$left" || fail "$what: left behind: $left"
}

finish() {
    test "$failures" -eq 0
    exit
}
