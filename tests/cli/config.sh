#!/bin/sh
# config.sh - the configuration file: where it is looked for, what may stand in it, what wins.
# shellcheck disable=SC2086 # options are split into words
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
cd "$scratch" || exit 1
toy_data toy
toy="-b $tiny --data=toy -n 2 -o gd"
file=$XDG_CONFIG_HOME/optop/config
mkdir -p "$XDG_CONFIG_HOME/optop"

# config TEXT: what the file holds.
config() {
    printf '%b' "$1" >"$file"
}

# refused WORDS TEXT: a configuration file with this text ends the program with these words.
refused() {
    config "$2"
    what="config '$2'"
    run $toy
    expect_code 2
    expect_empty out
    expect_in err "optop: $file:$1"
}

# accepted TEXT
accepted() {
    config "$1"
    run $toy
    expect_code 0
    expect_in out hyperparameters
}

run $toy
expect_code 0
sed 's/ *[0-9.]* m*s$//' "$scratch/out" >before
accepted ''
accepted '# nothing\n\n   \t\n#threads=many\n'
accepted 'threads=3 # as many as there are\nascii\ncolor = never\r\n\tthreads =\t2'
accepted '\0357\0273\0277ascii=no\n'
sed 's/ *[0-9.]* m*s$//' "$scratch/out" >after
cmp -s before after || fail "the configuration file changes results"

# What is wrong is refused with file and line, and what is allowed.
refused "2: thraeds is not an option of optop; did you mean threads?" '# x\nthraeds=2'
refused "1: thread is not an option of optop; did you mean threads?" 'thread=2\n'
refused "3: threads: 'many' is not a whole number" '\n\nthreads=many\nascii'
refused "1: threads: '257' is not in range (allowed: 0 to 256)" 'threads=257'
refused "1: threads needs a value, N (allowed: 0 to 256" 'threads'
refused "1: color: 'blue' is not one of its values (allowed: auto, always or never)" 'color=blue'
refused "1: ascii: 'maybe' is neither yes nor no" 'ascii=maybe'
refused "1: there is no option before the =" ' = 3'
refused "2: options have no dashes here: ascii" 'ascii\n--ascii'
for option in seed=3 iterations=5 optimizer=adam layers=3 batch-size=4 data=toy depth=3; do
    refused "1: ${option%%=*} changes the numbers of a race; it belongs on the command line" $option
    expect_in err '(allowed here: threads, '
done
for option in csv=x export=x.svg batch help json no-config; do
    refused "1: ${option%%=*} applies to a single invocation; it belongs on the" $option
done
test ! -e x.svg || fail "a refused line was obeyed"
expect_in err 'ascii'

# A file that is none, or no text.
printf 'ascii\n\0' >"$file"
run $toy
expect_code 2
expect_in err "$file: holds a zero byte"
head -c 70000 /dev/zero | tr '\0' '#' >"$file"
run $toy
expect_code 2
expect_in err "$file: is longer than 65536 bytes"
rm "$file" && mkfifo "$file"
run $toy
expect_code 1
expect_in err "$file: Not a regular file; --no-config ignores it"
rm "$file" && mkdir "$file"
run $toy
expect_code 1
expect_in err "$file: Is a directory"
rmdir "$file"
if [ "$(id -u)" -ne 0 ]; then
    config ascii && chmod 0 "$file"
    run $toy
    expect_code 1
    expect_in err "$file: Permission denied"
    rm -f "$file"
fi

# Left alone when asked to, and where nothing is trained.
config 'nonsense\n'
for option in --help --version; do
    run $option
    expect_code 0
done
run --no-config $toy
expect_code 0
run $toy --no-config
expect_code 0
run $toy --no-config=no
expect_code 2
run --describe --data=toy
expect_code 2

# The places: XDG_CONFIG_HOME when it is absolute, otherwise HOME's; neither is no error.
# placed HOME CONFIG CODE
placed() {
    what="HOME='$1' XDG_CONFIG_HOME='$2'"
    env HOME="$1" XDG_CONFIG_HOME="$2" "$OPTOP" $toy >out 2>err </dev/null
    code=$?
    expect_code "$3"
}
mkdir -p home/.config/optop && echo nonsense >home/.config/optop/config
placed "$scratch/home" "" 2
expect_in err "$scratch/home/.config/optop/config:1: nonsense"
placed "$scratch/home" config 2
expect_in err "$scratch/home/.config/optop/config:1: nonsense"
placed "" "" 0
placed "$scratch/nowhere" /dev/null 0
placed "$scratch/nowhere" "" 0
test "$(cat "$file")" = nonsense || fail "the configuration file was written to"

# A line is checked even where the command line overrides it.
config 'threads=300\n'
run $toy --threads=1
expect_code 2

finish
