#!/bin/sh
# tree.sh - the rules that hold for the source tree as a whole: who may know curses, what the
# engine never calls, what is not committed, what the distribution holds. Needs only the tree.
# shellcheck disable=SC2046 # the names of source files hold no blanks
set -u
LC_ALL=C
export LC_ALL

cd "${OPTOP_SOURCE:-.}" || exit 1
test -d src/base || { echo "there is no source tree here"; exit 77; }

files() {
    find "$@" -name '*.[ch]' | sort
}

# code FOLDER: its sources with comments, strings and character constants left out.
code() {
    awk '
    FNR == 1 { inside = 0 }
    {
        line = $0
        out = ""
        while (line != "") {
            if (inside) {
                end = index(line, "*/")
                line = end ? substr(line, end + 2) : ""
                inside = !end
            } else if (match(line, /^"(\\.|[^"\\])*"/) || match(line, /^\047(\\.|[^\047\\])*\047/)) {
                line = substr(line, RLENGTH + 1)
            } else if (match(line, /^\/\*/)) {
                line = substr(line, 3)
                inside = 1
            } else if (match(line, /^\/\//)) {
                line = ""
            } else {
                if (!match(line, /^[^"\047\/]+/)) RLENGTH = 1
                out = out substr(line, 1, RLENGTH)
                line = substr(line, RLENGTH + 1)
            }
        }
        print FILENAME ":" FNR ": " out
    }' $(files "$1")
}

# calls FOLDER NAMES: the lines that call one of these functions, NAMES being a|b|c.
calls() {
    code "$1" | grep -E "[^_[:alnum:]]($2)[[:space:]]*\("
}

# includes FOLDER NAMES: the lines that include a header whose name begins so.
includes() {
    grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($2)" $(files "$1")
}

# nothing WHAT: what arrives on standard input breaks this rule.
nothing() {
    offenders=$(cat)
    test -z "$offenders" || printf '%s:\n%s\n' "$1" "$offenders"
}

# Files that git holds and the distribution would lack: no rule of the Makefile names them, or a
# folder that they are in.
left_out() {
    tr -s ' \t=:;()[]' '\n' <Makefile.am >"$words"
    tr -s ' \t=:;()[]' '\n' <configure.ac >>"$words"
    git ls-files | grep -vE '^(Makefile\.am|\.gitattributes)$' | while read -r file; do
        test -e "$file" || continue
        case $file in tests/check_*.c) name=${file%.c} ;; *) name=$file ;; esac
        while ! grep -qxF "$name" "$words"; do
            case $name in */*) name=${name%/*} ;; *) echo "$file"; break ;; esac
        done
    done
}

rules() {
    includes src 'n?curses|ncursesw/|term\.h>' | grep -v '^src/ui/term\.c:' |
        nothing "only src/ui/term.c includes curses"
    above=
    for folder in ui app plot train optim model data base; do
        includes "src/$folder" "\.\./|main${above:+|$above}" |
            nothing "an include in src/$folder points up"
        above="${above:+$above|}$folder/"
    done
    calls src 's?rand|gets|strn?cpy|strn?cat|v?sprintf|strtok|ato[ifl]' |
        nothing "a function that cannot tell of an error"
    code src | grep -w volatile | grep -vE "sig_atomic_t|asm__ volatile" |
        nothing "volatile is for signal handlers only"
    wc -l $(files src) | awk '$2 != "total" && $1 > 650' | nothing "a file too long to read"
    awk 'FNR == 1 && !/^\/\*/ { print FILENAME }' $(files src tests) |
        nothing "a file that does not open with what it is for"
    awk '{ line = $0; gsub(/[\200-\277]/, "", line) } # a character of UTF-8 is one column
        length(line) > 100 { print FILENAME ":" FNR ": " $0 }' $(files src tests) |
        nothing "a line beyond 100 columns"
    grep -nE '[[:space:]]$' $(files src tests) bootstrap README NEWS configure.ac Makefile.am |
        nothing "blanks at the end of a line"
    grep -F '+=' Makefile.am | sort | uniq -d | nothing "a line twice in Makefile.am"
    grep -n 'ffast-math' configure.ac Makefile.am | nothing "-ffast-math changes results"
    if git rev-parse --git-dir >/dev/null 2>&1 && test -e .git; then
        git ls-files | grep -E '\.(o|a|l?o|log|trs|orig|rej|gc..)$|(^|/)(config\.(log|status|h|h\.in)|Makefile(\.in)?|configure|aclocal\.m4)$|autom4te' |
            nothing "a built file is committed"
        left_out | nothing "a file that the distribution would lack"
    fi
}

words=$(mktemp) || exit 1
trap 'rm -f "$words"' EXIT
broken=$(rules)
test -z "$broken" || { printf '%s\n' "$broken"; exit 1; }
