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

# As many at a time as there are processors.
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
export FUZZ_COMPILE="$FUZZ_CC $FUZZ_FLAGS -DOPTOP_SANITIZED=1 -g -O1 -fno-sanitize-recover=undefined"
export FUZZ_OUT=$out FUZZ_SECONDS FUZZ_LIBS FUZZ_TREE

echo "compiling the engine"
# Comparisons of inputs that have been read guide no search, and take most of its time.
cat >"$out/compile.sh" <<'END'
case $1 in
*/samples.c | */columns.c | */tiles.c) flags=-fno-sanitize-coverage=trace-cmp ;;
*) flags= ;;
esac
exec $FUZZ_COMPILE -fsanitize=fuzzer-no-link,address,undefined $flags -c "$FUZZ_TREE/$1" \
    -o "$FUZZ_OUT/$(basename "$1" .c).o"
END
printf '%s\n' $FUZZ_SOURCES | grep '\.c$' | sort -u >"$out/sources"
xargs -P "$cores" -n 1 sh "$out/compile.sh" <"$out/sources"
FUZZ_OBJECTS=$(sed "s#.*/\(.*\)\.c\$#$out/\1.o#" "$out/sources" | tr '\n' ' ')
export FUZZ_OBJECTS

# A harness whose log is printed at the end: all of it when it broke.
cat >"$out/search.sh" <<'END'
set -eu
$FUZZ_COMPILE -fsanitize=fuzzer,address,undefined "$FUZZ_TREE/tests/fuzz/fuzz_$1.c" $FUZZ_OBJECTS \
    $FUZZ_LIBS -o "$FUZZ_OUT/fuzz_$1"
mkdir -p "$FUZZ_OUT/$1"
# Memory that is used again soon is in the cache.
export ASAN_OPTIONS="quarantine_size_mb=1${ASAN_OPTIONS:+:$ASAN_OPTIONS}"
"$FUZZ_OUT/fuzz_$1" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$FUZZ_OUT/$1-" \
    "$FUZZ_OUT/$1" "$FUZZ_TREE/tests/fuzz/corpus/$1" >"$FUZZ_OUT/$1.log" 2>&1 ||
    { tail -40 "$FUZZ_OUT/$1.log"; exit 1; }
echo "$1, $FUZZ_SECONDS seconds: $(grep -E 'stat::number_of_executed_units|^Done' "$FUZZ_OUT/$1.log" |
    tr '\n' ' ')"
END
printf '%s\n' $FUZZERS | xargs -P "$cores" -n 1 sh "$out/search.sh"
