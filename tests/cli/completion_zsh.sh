#!/bin/sh
# completion_zsh.sh - what zsh offers after a part of a command line.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
command -v zsh >/dev/null || skip "no zsh"
cd "$scratch" || exit 1
mkdir results && : >race.csv
cp "$OPTOP_SOURCE/man/optop.zsh" _optop

# An interactive zsh that writes down each match that is added, with what stands before it.
cat >inside.zsh <<'END'
PS1= PS2=
fpath=($SCRATCH $fpath)
autoload -Uz compinit && compinit -D -u
[[ $_comps[optop] == _optop ]] || print none >$SCRATCH/offered
compadd() {
    local -a matches
    if [[ " ${argv[1,(i)(-|--)]}" == *" -"[a-zA-Z]#(O|A|D)" "* ]]; then
        builtin compadd "$@"
        return
    fi
    builtin compadd -A matches "$@"
    (( $#matches )) && print -rl -- $IPREFIX$^matches >>$SCRATCH/offered
    builtin compadd "$@"
}
finish() {
    compstate[insert]= compstate[list]=
    : >$SCRATCH/finished
}
before() {
    compprefuncs=(before)
    comppostfuncs=(finish)
}
compprefuncs=(before)
bindkey '^I' complete-word
precmd() { : >$SCRATCH/ready }
END
cat >complete.zsh <<'END'
# complete.zsh FILE: for each line of FILE, what completes its end goes to N.offered.
zmodload zsh/zpty zsh/zselect || exit 1
await() {
    local seen
    repeat 3000; do
        while zpty -rt z seen; do :; done
        [[ -e $SCRATCH/$1 ]] && return
        zselect -t 2
    done
    print "zsh: no $1"
    exit 1
}
zpty z zsh -f -i
zpty -w z "source $SCRATCH/inside.zsh; rm -f $SCRATCH/ready"
await ready
number=0
while IFS= read -r line; do
    (( number++ ))
    : >$SCRATCH/offered
    rm -f $SCRATCH/finished
    zpty -w -n z $'\x15'"$line"$'\t'
    await finished
    sort -u $SCRATCH/offered >$SCRATCH/$number.offered
done <$1
zpty -d z
END

number=0
# offers LINE WORD...; only LINE WORD...: these and nothing else. Judged when all are known.
offers() {
    number=$((number + 1))
    printf '%s\n' "$1" >>lines
    shift
    printf '%s\n' "$@" >$number.wanted
}
only() {
    offers "$@"
    : >$number.only
}

offers 'optop --' --optimizer --batch --batch-size --color --csv
only 'optop --opt' --optimizer
only 'optop -b --dep' --depth
offers 'optop -o ' gd momentum rmsprop adam
offers 'optop --optimizer=' --optimizer=gd --optimizer=adam
only 'optop -o momen' momentum
offers 'optop -o adam:' adam:lr adam:beta1 adam:eps
only 'optop -o adam:beta' adam:beta1 adam:beta2
only 'optop --optimizer=adam:bi' --optimizer=adam:bias_correction
only 'optop -o gd -o adam:lr=' adam:lr=0.001
only 'optop -o adam:bias_correction=' adam:bias_correction=0 adam:bias_correction=1
only 'optop -o adam:lr=0.1,beta1' adam:lr=0.1,beta1
only 'optop -o gd:schedule=cosine,tot' gd:schedule=cosine,total
only 'optop -o gd:schedule=cosine,total=' gd:schedule=cosine,total=auto
only 'optop --activation=sig' --activation=sigmoid
only 'optop -a sig' sigmoid
only 'optop --color=' --color=auto --color=always --color=never
offers 'optop --data=' --data=mnist01 --data=spirals --data=rosenbrock --data=results
only 'optop -d res' results
only 'optop --csv=ra' --csv=race.csv
only 'optop --seed=' --seed=1
only 'optop --columns=upd' --columns=update_norm --columns=update_ratio --columns=update_cosine
SCRATCH=$scratch HOME=$scratch TERM=dumb zsh -f complete.zsh lines >err 2>&1 ||
    { fail "zsh does not complete"; cat err; finish; }

i=0
while IFS= read -r line; do
    i=$((i + 1))
    while IFS= read -r word; do
        grep -qxF -e "$word" -e "$word/" $i.offered ||
            fail "'$line' does not offer '$word' but: $(tr '\n' ' ' <$i.offered)"
    done <$i.wanted
    test ! -e $i.only || test "$(wc -l <$i.offered)" -eq "$(wc -l <$i.wanted)" ||
        fail "'$line' offers more: $(tr '\n' ' ' <$i.offered)"
done <lines
test "$i" -ge 20 || fail "only $i lines were tried"

finish
