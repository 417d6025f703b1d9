#!/bin/sh
# stress.sh - hundreds of keys and sizes in an order that is always the same: the program answers
# to the end and leaves the terminal as it was. The mouse moves as well. Meant for builds with sanitizers, too.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

# No q: it may not leave before the end. No digits: they would make the network a big one.
keys='Space s n r < > l g Up Down Left Right Home End h a e c d p i w ? Enter Escape Tab BTab y n
      k j PageUp PageDown BSpace Delete F1 F5 C-l C-u C-p . - x
      b f u J M v V t T C L X S H D F o + [ ]'
sizes='80x24 40x12 39x12 40x11 1x1 250x60 120x35 20x5 61x16 60x20 59x24 2x70 200x2 100x30'

# EVENTS lines: a tmux command each.
events() {
    awk -v keys="$keys" -v sizes="$sizes" -v events="$1" '
    function random(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
    BEGIN {
        seed = 2385
        k = split(keys, key); s = split(sizes, size)
        for (i = 0; i < events; i++)
            if (random(10) == 0) {
                split(size[1 + random(s)], side, "x")
                print "resize-window -x " side[1] " -y " side[2]
            } else if (random(12) == 0)
                print "send-keys -l \"\\033[<" 64 * random(2) + random(2) ";" random(90) ";" random(30) "M\""
            else
                print "send-keys \"" key[1 + random(k)] "\""
    }'
}

# An Escape need not change what is shown.
changes_soon() {
    for _ in 1 2 3 4 5 6; do
        changed_from "$seen" && return
        sleep 0.05
    done
}

# storm OPTION...: a race of these options, and the events.
storm() {
    prefix="cd $work" suffix="2>errors" start 80x24 "$@"
    expect 'READY'
    for part in "$work"/part.*; do
        tm source-file "$part"
        screen >"$work/seen" # the terminal has taken them
    done
    tm resize-window -x 100 -y 30
    # One Escape after the other, until the race's own keys are there: Escapes that arrive together
    # would be the beginning of a key's sequence.
    tries=60
    until shows '^Space \(run\|pause\)'; do
        [ "$tries" -gt 0 ] || fail 'Escape does not lead back to the race'
        tries=$((tries - 1))
        seen=$(screen)
        press Escape
        changes_soon
    done
    press q y
    expect 'exit [03]'
    expect_restored
    # Nothing on standard error but the command line that repeats the race.
    sed '/^The same race again/{N;d;}' "$work/errors" >"$work/others"
    [ -s "$work/others" ] && fail "$(cat "$work/others")"
    return 0
}

events "${OPTOP_UI_EVENTS:-500}" >"$work/events"
split -l 20 "$work/events" "$work/part."
storm $quick --iterations=50
# Panels with planes, and the mouse.
storm --data=rosenbrock --mouse --iterations=3000 -o gd:lr=0.001 -o adam:lr=0.05
exit 0
