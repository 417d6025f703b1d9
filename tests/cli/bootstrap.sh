#!/bin/sh
# bootstrap.sh - what ./bootstrap does on a system where things are missing: a PATH that holds the
# tools it uses itself and nothing else, and package managers that only say what they were asked.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"

test -x "$OPTOP_SOURCE/bootstrap" || skip "no bootstrap here"

# bare FOLDER MANAGER...: a folder of tools with these package managers, which record their words.
bare() {
    tools=$scratch/$1
    mkdir "$tools"
    shift
    for tool in sh awk sed sort tr mktemp rm dirname uname cat tail grep env; do
        ln -s "$(command -v "$tool")" "$tools/$tool"
    done
    printf '#!/bin/sh\necho "%s"\n' "${user:-0}" >"$tools/id"
    for manager; do
        printf '#!/bin/sh\necho "%s $*" >>"%s/asked"\n%s\n' "$manager" "$scratch" \
            "test $manager != sudo || exec \"\$@\"" >"$tools/$manager"
    done
    chmod +x "$tools"/*
    rm -f "$scratch/asked"
}

# ask ARGUMENT...: runs bootstrap with these tools only.
ask() {
    env -i PATH="$tools" TMPDIR="$scratch" "$tools/sh" "$OPTOP_SOURCE/bootstrap" "$@" \
        >"$scratch/out" 2>"$scratch/err" </dev/null
    code=$?
    what="bootstrap $*"
}

# asked TEXT: the package managers were asked so.
asked() {
    grep -qF -e "$1" "$scratch/asked" 2>/dev/null ||
        fail "$what: nothing was asked '$1' but: $(cat "$scratch/asked" 2>/dev/null)"
}

for pair in 'dnf:dnf install:ncurses-devel' 'pacman:pacman -S:ncurses' \
    'apk:apk add:ncurses-dev' 'none:package manager:libncurses-dev'; do
    manager=${pair%%:*} command=${pair#*:} package=${pair##*:}
    bare "with-$manager" "$manager"
    ask run
    expect_code 1
    expect_in err "something is missing; install it with"
    expect_in err "${command%:*}"
    expect_in err "$package"
    test ! -e "$scratch/asked" || fail "$what: installed by itself: $(cat "$scratch/asked")"
done

bare as-root apt-get
ask build
expect_code 1
expect_in out 'bootstrap: installing '
asked 'apt-get -q update'
asked 'install --no-install-recommends '
for package in gcc libc6-dev make autoconf automake pkg-config libncurses-dev zlib1g-dev; do
    asked " $package"
done
grep -q ' check' "$scratch/asked" && fail "$what: installs what only the tests need"
expect_in err 'still not usable after the installation: '
ask packages check
asked ' check'
asked ' tmux'

# A library that is there but too old is asked for, one that is new enough is not.
for version in 3.32 3.33; do
    bare "old-$version" apt-get
    cat >"$tools/pkg-config" <<END
#!/bin/sh
case \$1 in
--exists) test "\$2" != ncursesw ;;
--atleast-version=3.33) test "\$2" = sqlite3 && test $version = 3.33 ;;
*) exit 2 ;;
esac
END
    chmod +x "$tools/pkg-config"
    ask packages build
    expect_code 1
    asked ' libncurses-dev'
    grep -q ' zlib1g-dev' "$scratch/asked" && fail "$what: asks for zlib, which is there"
    grep -q ' libsqlite3-dev' "$scratch/asked"
    test $? -eq "$(test $version = 3.33 && echo 1 || echo 0)" ||
        fail "$what: with SQLite $version it asked: $(cat "$scratch/asked")"
done

user=1000
bare with-sudo apt-get sudo
ask build
asked 'sudo apt-get -q update'
asked 'sudo env DEBIAN_FRONTEND=noninteractive apt-get '
bare without-sudo apt-get
ask build
expect_code 1
expect_in err 'not root, and there is no sudo; as root, run: apt-get install '

for word in '' help -h --help; do
    ask ${word:+"$word"}
    expect_code 0
    expect_in out 'usage: ./bootstrap'
    expect_empty err
done
ask frobnicate
expect_code 1
expect_in err "there is no command 'frobnicate'"

finish
