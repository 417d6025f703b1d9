#!/bin/sh
# mpi.sh - a sweep whose jobs are shared out among processes: the same results as in one, for 1 to 5
# ranks, and after the death of a rank or of rank 0.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
program=$(dirname "$OPTOP")/optop-mpi
test -x "$program" || skip "optop-mpi was not built (no MPI)"
command -v mpirun >/dev/null 2>&1 || skip "mpirun is not there"
command -v sqlite3 >/dev/null 2>&1 || skip "sqlite3 is not there"
test -z "${OPTOP_SANITIZED:-}" || skip "sanitizers see leaks of the MPI library"
mpirun --version 2>/dev/null | grep -q 'Open MPI' || skip "this mpirun is not Open MPI's"
cd "$scratch" || exit 1
toy_data data/mnist01
OPTOP_DATA=$scratch/data
# More ranks than processors, also as root, and nothing of a network.
OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_btl=self,vader OMPI_MCA_plm_rsh_agent=false
export OPTOP_DATA OMPI_ALLOW_RUN_AS_ROOT OMPI_ALLOW_RUN_AS_ROOT_CONFIRM
export OMPI_MCA_rmaps_base_oversubscribe OMPI_MCA_btl OMPI_MCA_plm_rsh_agent

content() {
    sqlite3 -readonly -quote "$1" "
        SELECT * FROM sweeps ORDER BY 1; SELECT * FROM sweep_facts ORDER BY 1, 2;
        SELECT * FROM sweep_runs ORDER BY 1, 2; SELECT * FROM sweep_ranges ORDER BY 1, 2;
        SELECT * FROM sweep_configs ORDER BY 1, 2; SELECT * FROM sweep_values ORDER BY 1, 2, 3;
        SELECT * FROM sweep_results ORDER BY 1, 2"
}

# ranks N OPTION...: leaves exit status and output as `run` does.
ranks() {
    count=$1
    shift
    mpirun --oversubscribe -n "$count" "$program" "$@" >out 2>err </dev/null
    code=$?
    what="mpirun -n $count optop-mpi $*"
}

list="--layers=3 --sweep=lr=0.01..10*4 --seeds=1..3 -o gd -o adam -n 40 --confirm=4..5"
# shellcheck disable=SC2086
run -b $list --session=one.optop --csv=one.csv
expect_code 0
cp out one.txt
content one.optop >one.content
for count in 1 2 3 5; do
    # shellcheck disable=SC2086
    ranks $count $list --session=$count.optop --csv=$count.csv
    expect_code 0
    expect_empty err
    content $count.optop >$count.content
    cmp -s $count.content one.content || fail "$what: the session has other results"
    cmp -s $count.csv one.csv || fail "$what: the CSV is another"
    cmp -s out one.txt || fail "$what: the table is another"
    test "$(sqlite3 $count.optop "SELECT count(*), sum(host = '$(uname -n)'), sum(seconds > 0)
        FROM sweep_times")" = '28|28|28' ||
        fail "$what: times and hosts are $(sqlite3 $count.optop 'SELECT * FROM sweep_times')"
done

# ---- the death of a rank, and of rank 0; a signal that asks a rank to end ----
long="--layers=3 --sweep=lr=0.01..0.5*6 --seeds=1..4 -o gd -o adam -n 8000"
# shellcheck disable=SC2086
run -b $long --session=whole.optop
expect_code 0
content whole.optop >whole.content
done_in() {
    sqlite3 -readonly killed.optop 'SELECT count(*) FROM sweep_results' 2>/dev/null || echo 0
}
more_or_gone() { test "$(done_in)" -gt "$there" || ! kill -0 "$job" 2>/dev/null; }
# The process of a rank: Open MPI says its number in the environment.
pid_of_rank() {
    for pid in $(ps -o pid= --ppid "$2"); do
        { tr '\0' '\n' <"/proc/$pid/environ"; } 2>/dev/null | grep -qx "OMPI_COMM_WORLD_RANK=$1" &&
            echo "$pid"
    done
}
found() {
    victim=$(pid_of_rank "$rank" "$job")
    test -n "$victim" || ! kill -0 "$job" 2>/dev/null
}
# Starts two ranks, until they have done a job more. They do not start while the file is looked at.
start_ranks() {
    for try in 1 2 3 4 5 6 7 8 9; do
        # shellcheck disable=SC2086
        mpirun --oversubscribe -n 2 "$program" $long --session=killed.optop >/dev/null 2>&1 &
        job=$!
        until_true found || fail "rank $rank is not found"
        until_true more_or_gone
        test "$(done_in)" -le "$there" || return 0
        wait $job
        test "$there" -lt 48 || return 0
    done
    fail "with rank $rank to be killed: no job is done in $try attempts"
}
there=0
gone() { ! kill -0 "$job" 2>/dev/null; }
for death in TERM:1 KILL:1 KILL:0; do
    rank=${death#*:}
    signal=${death%:*}
    start_ranks
    kill -"$signal" "$victim" 2>/dev/null
    until_true gone || {
        ps -e -o pid,ppid,stat,wchan:20,args | grep '[m]pirun\|[o]ptop-mpi'
        kill -KILL "$job"
        fail "with a $signal rank $rank hangs the others"
    }
    # It may have been the last moment of the sweep.
    wait $job
    code=$?
    test $code -ne 0 || test "$(done_in)" -eq 48 ||
        fail "mpirun does not notice the $signal of rank $rank"
    test $signal != TERM || test $code -eq 0 || test $code -eq 143 ||
        fail "after a TERM of rank $rank mpirun ends with $code"
    test "$(done_in)" -gt "$there" || test "$there" -eq 48 ||
        fail "what was done at the $signal of rank $rank is lost"
    there=$(done_in)
done
# shellcheck disable=SC2086
ranks 2 $long --session=killed.optop
expect_code 0
content killed.optop >killed.content
cmp -s killed.content whole.content || fail "after two deaths the session has other results"

# A signal for rank 0 ends the others, too, in the middle of their jobs.
what='a TERM of rank 0'
mpirun --oversubscribe -n 2 "$program" --data=moons:n=400 --sweep=lr=0.01..0.1*6 -o gd -n 10000000 \
    --threads=2 >out 2>err </dev/null &
job=$!
for rank in 1 0; do
    until_true found || fail "$what: rank $rank is not found"
    expect_training "$victim"
done
kill -TERM "$victim"
until_true gone || {
    kill -KILL $job
    fail "$what: the others go on"
}
wait $job
code=$?
expect_code 143
expect_in out ' of them done.'

# ---- what is said, is said once ----
for option in --help --version; do
    ranks 2 $option
    expect_code 0
    cp out twice
    ranks 1 $option
    cmp -s out twice || fail "optop-mpi $option: two ranks print $(wc -l <twice) lines, not $(wc -l <out)"
done
ranks 2 -n 5
expect_code 2
test "$(grep -c 'optop-mpi: there is no sweep' err)" -eq 1 || fail "$what says: $(cat err)"
ranks 2 --layers=3 --sweep=beta={1,2} -o gd
expect_code 2
test "$(grep -c "gd has no hyperparameter 'beta'" err)" -eq 1 || fail "$what says: $(cat err)"
ranks 1 --merge=merged.optop 1.optop
expect_code 2
expect_in err 'optop-mpi: there is nothing here to share out: use optop'
test ! -e merged.optop || fail "$what leaves a file"
# Of one rank alone: all end, at once, and rank 0 says whose it is.
small="--layers=3 --sweep=lr=0.1..1*2 -o gd -n 5"
for kernels in '' nonsense; do
    other=nonsense
    test -z "$kernels" || other=
    what="OPTOP_KERNELS='$kernels' in rank 0, '$other' in rank 1"
    # shellcheck disable=SC2086
    timeout -s KILL 60 mpirun --oversubscribe \
        -n 1 env OPTOP_KERNELS="$kernels" "$program" $small : \
        -n 1 env OPTOP_KERNELS="$other" "$program" $small >out 2>err </dev/null
    code=$?
    expect_code 2
    test -n "$kernels" || expect_in err "optop-mpi: rank 1: OPTOP_KERNELS: there are no kernels 'nonsense'"
    test -z "$kernels" || expect_in err "optop-mpi: OPTOP_KERNELS: there are no kernels 'nonsense'"
done
# The data are read by each rank: of those of one alone rank 0 says so, too.
toy_data other/mnist01
toy_data broken/mnist01
echo x >broken/mnist01/train-images-idx3-ubyte
printf '\0\0\010\001\0\0\0\004\0\1\0\1' >other/mnist01/t10k-labels-idx1-ubyte
while read -r zero one status; do
    read -r sentence
    what="data of rank 0 in '$zero', of rank 1 in '$one'"
    # shellcheck disable=SC2086
    timeout -s KILL 60 mpirun --oversubscribe \
        -n 1 env OPTOP_DATA="$scratch/$zero" "$program" $small : \
        -n 1 env OPTOP_DATA="$scratch/$one" "$program" $small >out 2>err </dev/null
    code=$?
    expect_code "$status"
    expect_in err "$sentence"
    test "$zero" = broken || expect_in err 'optop-mpi: rank 1 on '
done <<'END'
data broken 1
broken/mnist01/train-images-idx3-ubyte:
broken data 1
broken/mnist01/train-images-idx3-ubyte:
data other 2
has another list of jobs: its data or its program are others
END
# Slow kernels in one rank of two: said once.
if "$OPTOP" --version | grep -q ' avx' && test "$(uname -m)" = x86_64; then
    what="OPTOP_KERNELS=base in rank 1"
    # shellcheck disable=SC2086
    timeout -s KILL 60 mpirun --oversubscribe -n 1 "$program" $small : \
        -n 1 env OPTOP_KERNELS=base "$program" $small >out 2>err </dev/null
    code=$?
    expect_code 0
    test "$(grep -c 'optop-mpi: One rank or more has no instruction for fused mult' err)" -eq 1 ||
        fail "$what says: $(cat err)"
fi
finish
