#!/bin/sh
# lessons.sh - each bundled lesson: its page, the race, and what it promises to show.
# shellcheck source=tests/ui/lib.sh disable=SC2086 # words are meant to be split
. "$(dirname "$0")/lib.sh"

"$OPTOP" --lesson >"$work/list" || fail 'the lessons are not listed'
[ "$(wc -l <"$work/list")" -eq 6 ] || fail "not six lessons: $(cat "$work/list")"
grep -q '^momentum  *Why momentum damps zigzags$' "$work/list" || fail 'momentum is not listed'

# lesson NAME PATTERN...: its page, which comes back, the race to its end, and what is seen then.
lesson() {
    name=$1
    shift
    start 80x24 --lesson=$name
    title=$(sed -n "s/^$name  *//p" "$work/list")
    expect "Lesson: $title" 'Enter goes to the race'
    press Enter
    expect 'READY'
    press L
    expect "Lesson: $title"
    press End
    expect 'What to see'
    press Enter
    expect 'READY'
    press Space
    expect 'FINISHED' "$@"
    quit
    expect 'exit 0'
}

lesson momentum 'quadratic: levels' '\* gd' '+ small rate' 'x momentum'
lesson bias-correction 'rosenbrock: levels' '\* as it is' '+ corrected'
lesson dead-relu '+ 5 .*stalled at' 'x adam .*100.0 %'
lesson batch-noise 'valley: levels' '\* large' '+ small' 'x falling'
lesson schedules '\* constant' '+ cosine' 'x one-cycle'
lesson generalization 'test loss' '\* free' '+ decayed'

# A key goes on from the page; without a lesson there is none; a wrong one is named.
start 80x24 --lesson=momentum --iterations=5
expect 'Lesson:'
press Space Space Space Space
expect '/5'
quit
expect 'exit 0'
start 80x24 $quick --iterations=5
expect 'READY'
press L
expect 'There is no lesson'
quit
expect 'exit 0'
if "$OPTOP" --lesson=nonsense 2>"$work/error"; then fail 'nonsense is a lesson'; fi
grep -q "'nonsense' is neither a bundled lesson" "$work/error" || fail "$(cat "$work/error")"
