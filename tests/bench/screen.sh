#!/bin/sh
# screen.sh - what the screen costs: the iterations a second of a race in tmux against those of
# batch mode, with a core to spare for drawing and without; and the default race's time to the
# first frame and to the first iteration, its drawing's processor time, and its resident memory; and
# what a panel with a plane costs.
# `make bench` calls it; by hand:
#
#   screen.sh [ROUNDS [SECONDS]]
#
# OPTOP is the program.
set -eu
rounds=${1:-5}
seconds=${2:-4}
program=${OPTOP:-src/optop}
tmux=${TMUX_PROGRAM:-tmux}
: "${OPTOP_DATA:=$(cd "$(dirname "$0")/../.." && pwd)/data}"
export OPTOP_DATA LC_ALL=C.UTF-8
unset TMUX

command -v "$tmux" >/dev/null 2>&1 || {
    echo 'tmux is not installed: the screen is left out.'
    exit 0
}
case $program in
/*) ;;
*) program=$PWD/$program ;;
esac
work=$(mktemp -d)
tm() { "$tmux" -S "$work/tmux" -f /dev/null "$@"; }
trap 'tm kill-server 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

# Short iterations, so that a part of one at the end weighs little.
race='-n 1000000 --layers=8'

milliseconds() { awk '{ printf "%d\n", $1 * 1000 }' /proc/uptime; }

# Processor time of the thread that draws, the program's first, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$pid/task/$pid/stat"; }
rows() { awk -F, 'NR > 1 && $1 == 1' "$1" | wc -l; }

# Begins the program in tmux; its process id goes to `pid`.
begin() {
    tm new-session -d -x 80 -y 24 "exec '$program' $*"
    pid=$(tm list-panes -F '#{pane_pid}')
}

# Waits until the screen shows a text.
await() {
    while ! tm capture-pane -p | grep -q "$1"; do
        kill -0 "$pid" 2>/dev/null || {
            echo "screen.sh: the program ended before it showed '$1'" >&2
            exit 1
        }
        sleep 0.005
    done
}

# Waits for its end: it has been told already, and a second signal would not let it write.
leave() {
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
    tm kill-server 2>/dev/null || :
}

finish() {
    kill -TERM "$pid" 2>/dev/null || :
    leave
}

# Iterations that batch mode makes in so many seconds, from its start.
batch_rows() { # THREADS SECONDS
    timeout -s TERM "$2" "$program" --batch $race --threads="$1" --csv="$work/csv" \
        >/dev/null 2>&1 || :
    rows "$work/csv"
}

# Milliseconds an iteration in batch mode; loading is not counted.
batch() { # THREADS
    short=$(batch_rows "$1" 1)
    long=$(batch_rows "$1" $((seconds + 1)))
    awk -v n="$long" -v k="$short" -v s="$seconds" 'BEGIN { printf "%.4f\n", s * 1000 / (n - k) }'
}

# The same with a screen: the CSV is what the program leaves when it is told to end.
screen() { # THREADS
    rm -f "$work/csv"
    begin "$race --threads=$1 --csv=$work/csv"
    await 'READY'
    start=$(milliseconds)
    tm send-keys Space
    sleep "$seconds"
    kill -TERM "$pid"
    end=$(milliseconds)
    leave
    awk -v n="$(rows "$work/csv")" -v t=$((end - start)) 'BEGIN { printf "%.4f\n", t / n }'
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

round=1
while [ "$round" -le "$rounds" ]; do
    for threads in 1 2; do
        batch $threads >>"$work/batch$threads"
        screen $threads >>"$work/screen$threads"
    done
    start=$(milliseconds)
    begin '-n 1000000'
    await 'quit'
    echo $(($(milliseconds) - start)) >>"$work/frame"
    await 'READY'
    tm send-keys Space
    await 'RUNNING [1-9]'
    echo $(($(milliseconds) - start)) >>"$work/iteration"
    before=$(ticks)
    sleep "$seconds"
    echo $(($(ticks) - before)) >>"$work/ticks"
    awk '/VmHWM/ { print $2 }' "/proc/$pid/status" >>"$work/memory"
    finish
    round=$((round + 1))
done

for threads in 1 2; do
    awk -v b="$(median "$work/batch$threads")" -v s="$(median "$work/screen$threads")" \
        -v t=$threads 'BEGIN {
            printf "%d thread(s): %.3f ms an iteration in batch mode, %.3f in tmux (%+.1f %%)\n",
                   t, b, s, 100 * (s / b - 1) }'
done
awk -v n="$(median "$work/ticks")" -v s="$seconds" -v hz="$(getconf CLK_TCK)" \
    'BEGIN { printf "drawing takes %.1f %% of a core\n", 100 * n / hz / s }'

# With the plane of two inputs on the screen: what its drawing and its evaluation beside training
# take of the processor, as a share of training, with the panel closed and open.
shares() { # KEYS...
    begin "--data=moons:n=400 --layers=16,16 -n 100000000 --threads=1"
    await 'READY'
    for key in "$@"; do tm send-keys "$key"; done
    tm send-keys Space
    await 'RUNNING [1-9]'
    sleep "$seconds"
    for task in /proc/"$pid"/task/*; do
        awk '{ print $14 + $15 }' "$task/stat"
    done | sort -n | awk '{ all += $1; most = $1 } END { printf "%.1f", 100 * (all - most) / most }'
    finish
}
echo "a plane's panel: all but training takes $(shares) % of training's time when it is closed," \
    "$(shares v) % when it is open"
echo "first frame after $(median "$work/frame") ms, first iteration seen after" \
    "$(median "$work/iteration") ms, $(median "$work/memory") kB resident"
