#!/bin/sh
# mouse.sh - clicks and the wheel: off until asked for, what they do, off again on every way out.
# shellcheck source=tests/ui/lib.sh disable=SC2086,SC2154 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# mouse BUTTON COLUMN ROW [LAST]: what a terminal sends; counted from 1. Pressed unless LAST is m.
mouse() {
    type_text "$(printf '\033[<%d;%d;%d%s' "$1" "$2" "$3" "${4:-M}")"
}
click() {
    mouse 0 "$1" "$2"
    mouse 0 "$1" "$2" m
}
reports() {
    [ "$(tm display-message -p '#{mouse_any_flag}#{mouse_sgr_flag}')" = "$1" ]
}
expect_reports() {
    until_true reports "$1" || fail "mouse flags: $(tm display-message -p \
        '#{mouse_any_flag}#{mouse_sgr_flag}'), not $1"
}
# line_of PATTERN: the number of the screen's line that has it.
line_of() {
    screen | grep -n -e "$1" | head -n 1 | cut -d: -f1
}

# Off at first: clicks are the terminal's. M switches.
start 80x24 $quick --iterations=40
expect 'READY' '> \* *gd'
expect_reports 00
press M
expect 'Mouse on:'
expect_reports 11
press M
expect 'Mouse off:'
expect_reports 00
press M
expect 'Mouse on:'

# A click chooses the run of its line; the table's head and other buttons mean nothing.
click 20 "$(line_of ' x *rmsprop\|rmsprop')"
expect '> . *rmsprop'
click 3 "$(line_of 'adam')"
expect '> . *adam'
click 3 "$(line_of 'hyperparameters')"
mouse 2 20 "$(line_of ' gd ')"
mouse 1 20 "$(line_of ' gd ')"
mouse 35 20 "$(line_of ' gd ')"
press s
expect 'PAUSED 1/40' '> . *adam'
shows 'means nothing' && fail "a click that means nothing was called a key"

# In a panel it sets the cursor; the wheel zooms about the pointer.
press Space
expect 'FINISHED 40/40'
click 25 5
expect '^At [0-9]*: the table shows'
before=$(screen | sed -n 's/^At \([0-9]*\):.*/\1/p')
[ "$before" -ge 10 ] && [ "$before" -le 30 ] || fail "a click in the middle is at $before"
click 39 5
expect '^At 39:'
press Escape
expect_not '^At'
mouse 64 24 5
until_true shows_not ' 40 *.*│' || fail "the wheel does not zoom in"
zoomed=$(screen | grep -c ' 40 *│')
[ "$zoomed" -eq 0 ] || fail "the end is still in sight"
mouse 65 24 5
expect ' 40│'

# In help, lists and forms the wheel scrolls, and clicks do nothing.
press '?'
expect 'lines 1-21 of'
mouse 65 10 10
mouse 65 10 10
click 10 10
expect 'lines 3-23 of'
mouse 64 10 10
expect 'lines 2-22 of'
press q
expect 'FINISHED'
press a
expect '> *gd '
mouse 65 10 10
click 10 10
expect '> *momentum'
press Escape
expect 'FINISHED'

# A sequence that comes apart is no key either, and numbers may have any size: in a list, whatever
# were taken for a key would stand in its filter; Escape empties it where it comes so long before the
# rest that it is a key. The rest belongs to it within a second: where sending takes longer, it is
# sent again.
press a
expect 'filter: '
for attempt in 1 2 3 4 5 6 7 8 9; do
    type_text mom
    expect 'filter: mom '
    before=$(date +%s%N)
    for part in '[' '<' '0;' '2' '0;' '999999' 'M'; do
        [ "$part" = '[' ] && press Escape
        type_text "$part"
    done
    passed=$((($(date +%s%N) - before) / 1000000))
    type_text "$(printf '\033[<0;99999999999999999999;5M\033[<;;M\033[<0;1M\033[<0;1;2;3;4;5M')"
    type_text ada
    expect 'filter: .*ada '
    shows 'filter: ada \|filter: momada ' && break
    [ "$passed" -ge 500 ] || fail "part of a sequence was taken for a key"
    [ "$attempt" -lt 9 ] || fail "the terminal takes no key within half a second"
    press C-u
done
press Escape
expect 'filter:  '
press Escape
expect 'FINISHED'

# Stopped, the terminal has its mouse back; going on, the program has it.
quit
expect_restored
expect_reports 00
begin 80x24 "exec env PS1='ready> ' TERM=tmux-256color sh -i"
expect 'ready>'
type_text "$OPTOP $quick --mouse"
press Enter
expect 'READY' 'Mouse on:'
expect_reports 11
press C-z
expect 'topped\|ready> *$'
expect_reports 00
type_text fg
press Enter
expect 'READY'
expect_reports 11
press q
expect 'ready> *$'
expect_reports 00

# Every other way out.
if ! grep -q '^#define OPTOP_SANITIZED' "$(dirname "$OPTOP")/../config.h" 2>/dev/null; then
    for fault in SEGV ABRT TERM INT; do
        prefix='ulimit -c 0' start 80x24 $quick --mouse
        expect 'READY'
        expect_reports 11
        kill -$fault "$(program)"
        expect 'exit 1[0-9][0-9]'
        expect_restored
        expect_reports 00
    done
fi

# The configuration file can ask for it, and the command line refuse it.
mkdir -p "$XDG_CONFIG_HOME/optop"
echo mouse >"$XDG_CONFIG_HOME/optop/config"
start 80x24 $quick
expect 'READY'
expect_reports 11
press q
expect 'exit 0'
start 80x24 $quick --mouse=no
expect 'READY'
expect_reports 00
press q
expect 'exit 0'

# ascii and color are the screen's.
dots=$(printf '\342[\240-\243]')
coloured() {
    screen_styled | grep -q '38;5;'
}
printf 'ascii\ncolor=never\n' >"$XDG_CONFIG_HOME/optop/config"
start 80x24 $quick
expect 'READY'
screen | LC_ALL=C grep -q '[^ -~]' && fail "ascii: there are other characters"
coloured && fail "color=never: there are colours"
press q
expect 'exit 0'

# So are view and glyphs; the command line takes precedence, the rest of the file stays in force.
printf 'view=norms\nglyphs=braille\n' >"$XDG_CONFIG_HOME/optop/config"
start 80x24 $quick
expect 'READY'
press n
expect 'PAUSED 10/100' 'gradient norm (log)' 'update norm (log)' "$dots"
press v
expect 'learning rate'
quit
expect 'exit 0'
start 80x24 $quick --view=accuracies --ascii
expect 'READY' 'This terminal cannot show braille; curves are drawn in ASCII.'
press n
expect 'PAUSED 10/100' 'train accuracy' 'test accuracy'
quit
expect 'exit 0'
printf 'ascii\ncolor=never\n' >"$XDG_CONFIG_HOME/optop/config"
prefix='export NO_COLOR=1' start 80x24 $quick --color=always --ascii=no
expect 'READY'
coloured || fail "--color=always: there are no colours"
screen | LC_ALL=C grep -q '[^ -~]' || fail "--ascii=no: there is only ASCII"
press q
expect 'exit 0'
prefix='export NO_COLOR=1' start 80x24 $quick --color=auto
expect 'READY'
coloured && fail "NO_COLOR: there are colours"
press q
expect 'exit 0'
exit 0
