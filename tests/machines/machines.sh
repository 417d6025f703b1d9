#!/bin/sh
# machines.sh - the same bytes from every set of kernels, in both precisions, and from an AArch64
# build under emulation: train.c is compiled with the engine for each, trains the races in `jobs`,
# and what it prints is compared. `make check-slow` calls it; by hand, with other compilers:
#
#   MACHINES_CC='gcc -O1:gcc -O3:clang -O2' tests/machines/machines.sh
#
# shellcheck disable=SC2086 # flags and lists are split into words
set -u
LC_ALL=C
export LC_ALL
here=${OPTOP_SOURCE:-$(cd "$(dirname "$0")/../.." && pwd)}
data=${OPTOP_DATA:-$here/data}
jobs=$here/tests/machines/jobs
folder=$(mktemp -dt optop-machines.XXXXXX) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder" || exit 1
failures=0

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# Of configure.ac's flags those that numbers or vectors depend on.
flags='-std=gnu11 -ffp-contract=off -fno-math-errno -ftree-vectorize -fno-trapping-math -pthread'

cat >compile.sh <<'END'
exec $COMPILER $FLAGS -c "$1" -o "$OBJECTS/$(basename "$1" .c).o"
END

# build NAME PRECISION CLONES COMPILER...: the program NAME; CLONES: HAVE_TARGET_CLONES or nothing.
build() {
    name=$1 precision=$2 clones=$3
    shift 3
    rm -rf "$name" "$name.o"
    mkdir "$name.o"
    {
        echo '#define _GNU_SOURCE 1'
        test "$precision" = double || echo '#define OPTOP_SINGLE 1'
        test -z "$clones" || echo "#define $clones 1"
    } >"$name.o/config.h"
    FLAGS="$flags -I$folder/$name.o -I$here/src -I$here/tests/machines/no_zlib"
    COMPILER="$*" OBJECTS=$name.o
    export COMPILER FLAGS OBJECTS
    printf '%s\n' "$here"/src/base/*.c "$here"/src/data/*.c "$here"/src/model/*.c \
        "$here"/src/optim/*.c "$here"/src/train/*.c "$here/tests/machines/train.c" |
        xargs -P "$(nproc)" -n 1 sh compile.sh && "$@" $flags -o "$name" "$name.o"/*.o -lm
}

# trained NAME COMMAND...: what it prints goes to NAME.out.
trained() {
    name=$1
    shift
    if "$@" <races >"$name.out" 2>"$name.err"; then return; fi
    fail "$name ends with an error"
    tail -3 "$name.err"
}

# same NAME OTHER WHAT: the same output.
same() {
    cmp -s "$1.out" "$2.out" || {
        fail "$3"
        diff "$1.out" "$2.out" | head -4
        awk 'NR == FNR { other[FNR] = $0; next } /data=/ { job = $0 } $0 != other[FNR] && !(job in seen) {
            seen[job] = 1; print "    differs in: " job }' "$1.out" "$2.out" | head -8
    }
}

# ---- the data ------------------------------------------------------------------------------------

# The bundled test images, as both splits.
mkdir images
for part in images-idx3 labels-idx1; do
    gzip -dc "$data/mnist01/t10k-$part-ubyte.gz" >images/t10k-$part-ubyte || exit 1
    cp images/t10k-$part-ubyte images/train-$part-ubyte
done
awk 'BEGIN { for (i = 1; i <= 90; i++) {
    printf "%d 1:%.4f", i % 2 ? 1 : -1, i / 7
    for (j = 2 + i % 3; j < 60; j += 5 + i % 7) printf " %d:%.5f", j, (i * j % 101) / 37
    print "" } }' >numbers.svm
awk 'BEGIN { print "x1,x2,x3,class"; for (i = 1; i <= 120; i++)
    printf "%.6f,%d,%.3f,%s\n", (i * 7919 % 1009) / 31, i % 23, (i * i % 311) / 3,
        substr("abc", i % 3 + 1, 1) }' >table.csv

cp "$jobs" races

# ---- this machine's processor --------------------------------------------------------------------

# check_kernels PRECISION WHAT: the program NATIVE with all its kernels, against PRECISION.out.
check_kernels() {
    precision=$1 what=$2
    for kernels in $(OPTOP_KERNELS=none ./native </dev/null 2>&1 |
        sed -n 's/.*(allowed: \(.*\)).*/\1/p' | tr -d ','); do
        trained "$precision.$kernels" env OPTOP_KERNELS="$kernels" ./native
        test -e "$precision.out" || cp "$precision.$kernels.out" "$precision.out"
        same "$precision" "$precision.$kernels" "$what: $kernels kernels, $precision precision"
    done
}

# clones_of COMPILER...: HAVE_TARGET_CLONES if it makes clones that other files find, as configure.ac
# asks; nothing otherwise.
clones_of() {
    "$@" -x c - -o clones 2>/dev/null <<'END' && echo HAVE_TARGET_CLONES
__attribute__((target_clones("avx512f", "avx2", "default"))) int twice(int x) { return 2 * x; }
int elsewhere(int x) __asm__("twice");
int main(void) { return elsewhere(0); }
END
}

# The build that is tested has one precision; it need not be compiled again.
built=
if test -n "${OPTOP:-}"; then
    libraries=$(dirname "$OPTOP")
    ${CC:-cc} $flags -I"$libraries/.." -I"$here/src" "$here/tests/machines/train.c" -o built \
        "$libraries/libtrain.a" "$libraries/liboptim.a" "$libraries/libmodel.a" \
        "$libraries/libdata.a" "$libraries/libbase.a" -lz -lm &&
        built=$("$OPTOP" --version | sed -n 's/.*, \([a-z]*\) precision.*/\1/p')
fi
printf '%s\n' "${CC:-cc} -O1" ${MACHINES_CC:+"$MACHINES_CC"} | tr ':' '\n' >compilers
while read -r compiler; do
    for precision in single double; do
        if test "$precision" = "$built"; then
            cp built native
            check_kernels $precision "this build"
            built=
        elif build native $precision "$(clones_of $compiler)" $compiler; then
            check_kernels $precision "$compiler"
        else
            fail "'$compiler' does not compile the engine"
        fi
    done
done <compilers

# A processor without AVX and fused multiply-adds.
if command -v qemu-x86_64 >/dev/null 2>&1 && test "$(uname -m)" = x86_64; then
    cp races all
    grep -E '^data=(sine|quadratic|table)' all >races
    trained old qemu-x86_64 -cpu Nehalem ./native
    trained new ./native
    same old new "a processor without fused multiply-adds"
    cp all races
fi

# ---- AArch64, emulated ---------------------------------------------------------------------------

cross=aarch64-linux-gnu-gcc
for emulator in qemu-aarch64 qemu-aarch64-static none; do
    command -v $emulator >/dev/null 2>&1 && break
done
if ! command -v $cross >/dev/null 2>&1 || test $emulator = none; then
    test $failures -eq 0 || exit 1
    echo "skipped: AArch64 (Debian: gcc-aarch64-linux-gnu, qemu-user); this processor was tested"
    exit 77
fi
for precision in double single; do
    if build aarch64 $precision '' $cross -O1 -static; then
        trained aarch64 $emulator ./aarch64
        same $precision aarch64 "AArch64, $precision precision"
    else
        fail "$cross does not compile the engine"
    fi
done
test $failures -eq 0
