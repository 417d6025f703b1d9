#!/bin/sh
# fuzz.sh - builds each harness with clang's libFuzzer and sanitizers and runs it for a while.
# Called by `make fuzz`, which sets:
#   FUZZERS, FUZZ_SECONDS   the harnesses, and for how long each of them runs
#   FUZZ_CC, FUZZ_FLAGS, FUZZ_LIBS, FUZZ_SOURCES, FUZZ_TREE   how to compile what from where
# Inputs found on the way are kept in fuzz/NAME, one that breaks a harness in fuzz/NAME-crash-*.
# shellcheck disable=SC2086 # flags and lists are split on purpose
set -eu

out=fuzz
mkdir -p "$out"

echo 'int LLVMFuzzerTestOneInput(const char *b, unsigned long n) { return b && n ? 0 : 0; }' \
    >"$out/probe.c"
if ! $FUZZ_CC -fsanitize=fuzzer,address,undefined "$out/probe.c" -o "$out/probe" 2>/dev/null; then
    echo "make fuzz needs clang with libFuzzer and its sanitizers (Debian, Ubuntu: clang)." >&2
    exit 1
fi

echo "compiling the engine"
compile="$FUZZ_CC $FUZZ_FLAGS -DOPTOP_SANITIZED=1 -g -O1 -fno-sanitize-recover=undefined"
objects=
for source in $FUZZ_SOURCES; do
    case $source in *.c) ;; *) continue ;; esac
    object=$out/$(basename "$source" .c).o
    case " $objects " in *" $object "*) continue ;; esac
    $compile -fsanitize=fuzzer-no-link,address,undefined -c "$FUZZ_TREE/$source" -o "$object"
    objects="$objects $object"
done

for name in $FUZZERS; do
    echo "$name: $FUZZ_SECONDS seconds"
    $compile -fsanitize=fuzzer,address,undefined "$FUZZ_TREE/tests/fuzz/fuzz_$name.c" $objects \
        $FUZZ_LIBS -o "$out/fuzz_$name"
    mkdir -p "$out/$name"
    "$out/fuzz_$name" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=1024 \
        -print_final_stats=1 -artifact_prefix="$out/$name-" \
        "$out/$name" "$FUZZ_TREE/tests/fuzz/corpus/$name" >"$out/$name.log" 2>&1 ||
        { tail -40 "$out/$name.log"; exit 1; }
    grep -E 'stat::number_of_executed_units|^Done' "$out/$name.log"
done
