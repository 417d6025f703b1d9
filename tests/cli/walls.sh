#!/bin/sh
# walls.sh - what the linker says of the folders: no library of a folder needs a symbol that one
# above it defines, the engine's libraries neither print, nor end the program, nor look at the
# environment, runs know neither networks nor data, only objectives, and results depend on no
# function that C libraries round differently. Needs the libraries of a build and nm.
set -u
LC_ALL=C
export LC_ALL

build=$(dirname "${OPTOP:-src/optop}")
test -f "$build/libbase.a" || { echo "there is no build here"; exit 77; }
command -v nm >/dev/null 2>&1 || { echo "nm is missing"; exit 77; }

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
broken=0

say() {
    echo "$1"
    broken=1
}

# names OPTION LIBRARY: its defined, or undefined, symbols, a line each.
names() {
    nm -P "$1" "$build/lib$2.a" 2>/dev/null | awk 'NF > 1 { print $1 }' | sort -u
}

: >"$folder/above"
for library in ui app plot train optim model data base; do
    names -u "$library" >"$folder/needs"
    nm -P -g "$build/lib$library.a" 2>/dev/null | awk 'NF > 2 && $2 != "U" { print $1 }' |
        sort -u >"$folder/defines"
    test -s "$folder/defines" || say "lib$library.a defines nothing"
    comm -12 "$folder/needs" "$folder/above" >"$folder/up"
    test ! -s "$folder/up" || say "lib$library.a needs from above: $(tr '\n' ' ' <"$folder/up")"
    sort -u "$folder/above" "$folder/defines" >"$folder/both"
    mv "$folder/both" "$folder/above"
    case $library in ui | app) continue ;; esac
    grep -xE '_*(v?f?printf(_chk)?|f?put[cs]|putchar|perror|exit|_exit|quick_exit|abort|(secure_)?getenv|readlink(at)?(_chk)?)' \
        "$folder/needs" >"$folder/forbidden"
    test ! -s "$folder/forbidden" ||
        say "lib$library.a must not call: $(tr '\n' ' ' <"$folder/forbidden")"
done

nm -P -A "$build/libtrain.a" | grep -v -e '\[problem\.o\]' -e '\[problem_settings\.o\]' -e ' [tT] ' |
    grep -E ' (network|workspace|dataset|samples|idx|kernel|loss|activation)_' >"$folder/forbidden"
test ! -s "$folder/forbidden" || say "training must not call: $(cat "$folder/forbidden")"

# What the C library rounds as it likes takes part in no result: base/ARITHMETIC, 6. Those that are
# left find digits to print and places on an axis, and evaluate formulas for the microscope's page.
inexact='(a?(sin|cos|tan)h?|atan2|exp(2|m1|10)?|log(2|10|1p|b)?|pow|cbrt|hypot|erfc?|[lt]gamma)[fl]?'
for library in base data model optim train; do
    nm -P -A -u "$build/lib$library.a" | grep -E "\]: $inexact U" |
        grep -vE '\[((param|x_scale)\.o\]: (log10|pow)|formula\.o\]: pow) ' >"$folder/forbidden"
    test ! -s "$folder/forbidden" ||
        say "results must not depend on the C library's: $(cat "$folder/forbidden")"
done
exit "$broken"
