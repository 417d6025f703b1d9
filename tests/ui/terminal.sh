#!/bin/sh
# terminal.sh - the terminal is restored on every way out, and what is no terminal gets no screen.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# Crashes restore it too, and what was written to standard error comes out. (A build with
# sanitizers leaves faults to them.)
if ! grep -q '^#define OPTOP_SANITIZED' "$(dirname "$OPTOP")/../config.h" 2>/dev/null; then
    for fault in SEGV ABRT QUIT; do
        prefix='ulimit -c 0' start 80x24 $quick
        expect 'READY'
        kill -$fault "$(program)"
        expect 'exit 1[23]'
        expect_restored
    done
fi

# milliseconds: of the clock.
milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}
# apart PATTERN OTHER BYTE...: a key whose bytes come apart, but within a second, does what it should.
# Where sending takes longer they are other keys, after which OTHER is there: then once more.
apart() {
    wanted=$1 other=$2
    shift 2
    for attempt in 1 2 3 4 5 6 7 8 9; do
        began=$(milliseconds)
        for byte; do
            press "$byte"
            sleep 0.1 # so late that it is no key sequence any more
        done
        took=$(($(milliseconds) - began))
        until_true shows "$wanted\\|$other" || fail "neither '$wanted' nor '$other' appears"
        shows "$wanted" && return
        [ "$took" -ge 700 ] || fail "a key whose bytes came within $took ms was taken for others"
        press Escape
        expect_not "$other"
    done
    fail "the terminal takes no key within a second in $attempt attempts"
}

# An arrow key whose bytes come apart does not quit, and Esc alone does nothing.
start 80x24 $quick --iterations=5
expect 'READY' '> \* *gd'
press Escape
expect 'READY'
apart '> + *momentum' 'The race has one seed' Escape '[' B

# Nor does Ctrl-S stop it.
press C-s Up
expect '> \* *gd'
press Down
expect '> + *momentum'

# So does one with a number: this is the key End, which sets the cursor.
press s
expect 'PAUSED 1/5'
apart 'At 0:' '~ means nothing here' Escape '[' 4 '~'
press Escape
expect_not 'At 0:'

# Paused, it neither computes nor writes, when the last drawing is over.
rests() {
    before=$(ticks)
    sleep 0.2
    [ "$(ticks)" = "$before" ]
}
until_true rests || fail "it goes on computing while it is paused"
before=$(ticks)
tm pipe-pane "cat >$work/written"
sleep 0.5
[ $(($(ticks) - before)) -le 1 ] || fail "it computes while it is paused"
[ -s "$work/written" ] && fail "it writes while it is paused"

# Training, it writes about 10 kB a second; what was under way somewhere may come at once.
tm pipe-pane
press q y
expect 'exit 0'
start 80x24 $quick --iterations=1000000
expect 'READY'
tm pipe-pane "cat >$work/written"
press Space
expect 'RUNNING'
# wrote BYTES: so many and more.
wrote() {
    [ "$(wc -c <"$work/written")" -ge "$1" ]
}
until_true wrote 1 || fail 'it draws nothing while it trains'
began=$(milliseconds)
written=$(wc -c <"$work/written")
until_true wrote $((written + 30000)) || fail 'it hardly draws while it trains'
took=$(($(milliseconds) - began))
[ "$took" -gt 2200 ] || fail "it wrote 30000 bytes in $took ms"
tm pipe-pane

# LINES and COLUMNS do not freeze the size.
press q y
expect 'exit 0'
prefix='export LINES=10 COLUMNS=40' start 80x24 $quick
expect 'READY 0/100' 'v view'
tm resize-window -x 100 -y 30
expect 'p problem'
quit
expect 'exit 0'
expect_restored

# Stopped with Ctrl-Z, the shell has the terminal; fg paints everything again.
begin 80x24 "exec env PS1='ready> ' TERM=tmux-256color sh -i"
expect 'ready>'
type_text "$OPTOP $quick"
press Enter
expect 'READY'
press C-z
until_true restored || fail "Ctrl-Z left the terminal in disorder"
expect 'ready>'
type_text 'echo "the shell" again; fg'
press Enter
expect 'READY' 'adam' 'Space run'
press s
expect 'PAUSED 1/100'
press q y
expect 'ready>' 'momentum'
until_true restored || fail "q left the terminal in disorder"

# The terminal goes away: the histories are saved, and within a second the program is gone, also
# when hangups are ignored.
for prefix in ':' "trap '' HUP"; do
    rm -f "$work/end.csv"
    start 80x24 $quick --iterations=5 --csv="$work/end.csv"
    expect 'READY'
    press s
    expect 'PAUSED 1/5'
    pid=$(program)
    tm kill-server
    patience=3 until_true is_gone "$pid" || {
        kill -9 "$pid"
        fail "it outlives its terminal"
    }
    [ -s "$work/end.csv" ] || fail "no histories after the terminal went away"
done

# Keys that terminfo does not know: the usual ones work, the others are no Esc.
pane_term=vt100 start 80x24 $quick --iterations=5
expect 'READY'
press e
expect 'edit Gradient descent' '> lr  *0.1 '
press Home
type_text 7
press End
type_text 5
expect '> lr  *70.15 '
press Home Delete
expect '> lr  *0.15 '
press F5 C-Right M-F12 PageDown
expect '  lr  *0.15 ' 'edit Gradient descent'
press Escape
expect_not 'edit Gradient'
press '?'
expect 'optop: help' 'The chosen run'
press End F9
expect 'Editing text'
press Home
expect 'The chosen run'
press Escape
expect 'READY 0/5'
press s
expect 'PAUSED 1/5'
press End
expect 'At 0:'
quit
expect 'exit 0'

# Types of terminals on which nothing can be drawn: a sentence and exit code 1.
for pane_term in dumb nonsense ''; do
    start 80x24 $quick
    expect 'optop: .*TERM' '\-\-batch' 'exit 1'
    expect_restored
done
unset pane_term

# Standard output is no terminal: the screen is on /dev/tty, and the file gets the table only.
suffix=">$work/output" start 80x24 $quick --iterations=5
expect 'READY'
press Space
expect 'FINISHED 5/5'
quit
expect 'exit 0'
grep -q 'test loss' "$work/output" || fail "no table in the file"
LC_ALL=C grep -q '[^ -~]' "$work/output" && fail "escapes in the file"
suffix="</dev/null" start 80x24 $quick --iterations=5
expect 'READY'
press Space
expect 'FINISHED 5/5'
quit
expect 'exit 0'
expect_restored

# Kernels that emulate what they have not are announced.
if test "$(uname -m)" = x86_64; then
    prefix="export OPTOP_KERNELS=base"
    start 80x24 $quick --iterations=5
    expect 'no instruction for fused multiply-adds'
    quit
    expect 'exit 0'
fi

# No terminal at all.
# shellcheck disable=SC2016 # expanded by the inner shell
setsid sh -c '"$0" >"$1" 2>&1 </dev/null' "$OPTOP" "$work/output"
[ $? -eq 1 ] || fail "no terminal, but exit code $?"
grep -q 'optop: .*--batch' "$work/output" || fail "no hint at --batch: $(cat "$work/output")"
LC_ALL=C grep -q '[^ -~]' "$work/output" && fail "escapes without a terminal"
exit 0
