#!/bin/sh
# documentation.sh - manual and completion are what the tables say, and complete; see docgen.c.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
: "${DOCGEN:?names the documentation generator}"
manual=$OPTOP_SOURCE/man/optop.1
completion=$OPTOP_SOURCE/man/optop.bash

# current FILE: what was generated differs in nothing from the file that is committed.
current() {
    diff -u "$1" "$scratch/made" || {
        fail "$1 is not what the program's tables say; make it anew with: make update-docs"
    }
}
for page in "$OPTOP_SOURCE"/man/*.[1-9]; do
    "$DOCGEN" manual "$page" >"$scratch/made" || fail "docgen manual $page"
    current "$page"
done
for shell in bash zsh fish; do
    "$DOCGEN" $shell >"$scratch/made" || fail "docgen $shell"
    current "$OPTOP_SOURCE/man/optop.$shell"
done
"$DOCGEN" tcsh >/dev/null 2>&1 && fail "docgen knows a shell that there is nothing for"

# The generator tells of a manual whose markers do not match.
for text in '.\" BEGIN nothing' '.\" BEGIN keys' '.\" END keys'; do
    printf '%s\n' "$text" >"$scratch/bad.1"
    "$DOCGEN" manual "$scratch/bad.1" >/dev/null 2>&1 && fail "docgen takes a manual with only '$text'"
done

for section in NAME SYNOPSIS OPTIONS KEYS OPTIMIZERS FILES ENVIRONMENT 'EXIT STATUS' EXAMPLES; do
    grep -qx ".Sh $section" "$manual" || fail "the manual lacks the section $section"
done

# Every option of --help is in the completion, and the other way round.
run --help
sed -n 's/^ .*--\([a-z0-9-]*\).*/\1/p' "$scratch/out" | sort -u >"$scratch/helped"
sed -n 's/^        --\([a-z0-9-]*\)=\{0,1\}\( \\\)\{0,1\}$/\1/p' "$completion" | sort -u >"$scratch/completed"
diff "$scratch/helped" "$scratch/completed" || fail "--help and the completion differ"
sed -n 's/^complete -c optop\( -s .\)\{0,1\} -l \([a-z0-9-]*\) .*/\2/p' "$OPTOP_SOURCE/man/optop.fish" |
    sort -u >"$scratch/completed"
diff "$scratch/helped" "$scratch/completed" || fail "--help and the completion for fish differ"
sed -n "s/^        .*--\([a-z0-9-]*\)=\{0,1\}}\{0,1\}'\[.*/\1/p" "$OPTOP_SOURCE/man/optop.zsh" |
    sort -u >"$scratch/completed"
diff "$scratch/helped" "$scratch/completed" || fail "--help and the completion for zsh differ"
while read -r option; do
    grep -q "^\.It.* Fl .-$(printf '%s' "$option" | sed 's/-/\\\\-/g')\( Ns.*\)\{0,1\}\$" "$manual" ||
        fail "the manual lacks --$option"
done <"$scratch/helped"

# A page that is referred to need not be installed on this machine.
if command -v mandoc >/dev/null; then
    for page in "$OPTOP_SOURCE"/man/*.[1-9]; do
        mandoc -T lint "$page" 2>&1 | grep -v -e 'referenced manual not found' -e 'outdated mandoc.db' \
            >"$scratch/lint"
        test ! -s "$scratch/lint" || { fail "$page:"; cat "$scratch/lint"; }
    done
fi

finish
