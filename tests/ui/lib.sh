# shellcheck shell=sh
# lib.sh - drives the program in a tmux of its own; to be sourced by the screen tests.
#
# A test is a list of: start SIZE OPTION..., press KEY..., expect TEXT, then finish. Nothing sleeps
# blindly: `expect` polls the screen until the text is there. A failure prints what was wanted and
# the screen as it was. The program under test is $OPTOP.

: "${OPTOP:?the program to test must be named in OPTOP}"
command -v tmux >/dev/null 2>&1 || {
    echo "tmux is missing: screen tests are skipped (Debian, Ubuntu: tmux)"
    exit 77
}

work=$(mktemp -dt optop-ui.XXXXXX) || exit 1
export TMUX_TMPDIR="$work" LC_ALL=C.UTF-8
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
unset TMUX NO_COLOR LINES COLUMNS LANG TERM
patience=${OPTOP_UI_PATIENCE:-20} # seconds until a text that does not come is a failure

# What the next start puts before the command ("trap '' HUP") and behind it ("2>file").
prefix=
suffix=
terminals=0 # begun so far; each has a tmux server of its own

tm() {
    tmux -L "optop$terminals" -f /dev/null "$@"
}

cleanup() {
    tm kill-server 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# A race that is done in no time: the numbers do not matter.
# shellcheck disable=SC2034 # used by the tests
quick="--layers=4 --threads=1"

# begin SIZE COMMAND: a terminal of that size (80x24) in which the shell command runs.
begin() {
    tm kill-server 2>/dev/null
    terminals=$((terminals + 1))
    tm new-session -d -x "${1%x*}" -y "${1#*x}" "$2" || fail "tmux does not start"
}

# start SIZE OPTION...: optop in a terminal of that size, TERM inside being $pane_term or
# tmux-256color. Before and after it stty's state is noted down; at the end "exit CODE" stands on
# the screen.
start() {
    start_size=$1
    shift
    rm -f "$work/after" "$work/pid"
    cat >"$work/run" <<EOF
export TERM=${pane_term-tmux-256color}
stty -g >"$work/before"
$prefix
sh -c 'echo \$\$ >"$work/pid"; exec "\$@"' sh "$OPTOP" $* $suffix
code=\$?
stty -g >"$work/after"
echo "exit \$code"
exec cat
EOF
    prefix=
    suffix=
    begin "$start_size" "exec sh $work/run"
}

press() {
    tm send-keys "$@"
}

# Types text as it is.
type_text() {
    tm send-keys -l -- "$1"
}

# to_field NAME: goes down a form until the cursor is on that field.
to_field() {
    tries=60
    until shows "> $1 "; do
        [ "$tries" -gt 0 ] || fail "there is no field '$1' below"
        tries=$((tries - 1))
        at=$(screen | grep '│ *> ')
        press Down
        until_true moved_from "$at" || fail "Down did not leave: $at"
    done
}

moved_from() {
    [ "$(screen | grep '│ *> ')" != "$1" ]
}

# changed_from SCREEN: what is shown is not that any more.
changed_from() {
    [ "$(screen)" != "$1" ]
}

# Quits; where training would be lost, the question is answered with yes.
quit() {
    press q
    until_true shows 'exit [0-9]\|Quit w\|Quit? The exp' || fail "q does not quit"
    if shows 'Quit w\|Quit? The exp'; then
        press y
    fi
    expect 'exit [0-9]'
}

# confirm PATTERN...: expects them; the question whether what took long may be lost gets a yes.
confirm() {
    until_true shows "$1\\|are lost" || fail "'$1' did not appear"
    if shows 'are lost'; then
        press y
    fi
    expect "$@"
}

screen() {
    tm capture-pane -p
}

# The screen with its colours as escape sequences.
screen_styled() {
    tm capture-pane -pe
}

fail() {
    echo "FAILED: $*"
    echo "---- the screen:"
    screen 2>&1
    echo "----"
    exit 1
}

# Polls until the command succeeds.
until_true() {
    tries=$((patience * 20))
    while [ "$tries" -gt 0 ]; do
        "$@" && return 0
        sleep 0.05
        tries=$((tries - 1))
    done
    return 1
}

shows() {
    screen | LC_ALL=C grep -q -e "$1"
}

shows_not() {
    ! shows "$1"
}

# steady: prints the screen when two looks at it have found the same; one look may find a drawing
# that is not finished.
steady() {
    until_true same_twice || fail "the screen does not come to rest"
    cat "$work/second"
}

same_twice() {
    screen >"$work/first"
    sleep 0.1
    screen >"$work/second"
    cmp -s "$work/first" "$work/second"
}

# page_to PATTERN: goes through a long text with Space, page by page, until the pattern is there. A
# page may be left before all of it was drawn: then once more, from the beginning.
page_to() {
    for attempt in 1 2 3; do
        while seen=$(screen); do
            printf '%s\n' "$seen" | LC_ALL=C grep -q -e "$1" && return
            printf '%s\n' "$seen" | grep -q 'lines [0-9]*-\([0-9]*\) of \1\>' && break
            press Space
            until_true changed_from "$seen" || break
        done
        press Home
        expect 'lines 1-'
    done
    fail "'$1' is on no page (attempts: $attempt)"
}

# expect PATTERN...: all of them appear.
expect() {
    for pattern in "$@"; do
        until_true shows "$pattern" || fail "'$pattern' did not appear"
    done
}

# expect_not PATTERN...: they go away.
expect_not() {
    for pattern in "$@"; do
        until_true shows_not "$pattern" || fail "'$pattern' did not go away"
    done
}

# The terminal as it should be when no screen is open.
restored() {
    [ "$(tm display-message -p '#{cursor_flag}#{alternate_on}#{mouse_any_flag}#{keypad_cursor_flag}')" = 1000 ]
}

expect_restored() {
    until_true restored || fail "the terminal was left with a hidden cursor or in the other screen"
    [ -s "$work/after" ] || fail "no terminal state was noted after the program"
    cmp -s "$work/before" "$work/after" ||
        fail "stty has $(cat "$work/after"), had $(cat "$work/before")"
}

# The process id of the program under test.
program() {
    cat "$work/pid"
}

# Processor time that it has used so far, in clock ticks.
ticks() {
    awk '{ print $14 + $15 }' "/proc/$(program)/stat"
}

is_gone() {
    ! kill -0 "$1" 2>/dev/null
}
