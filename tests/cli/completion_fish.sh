#!/bin/sh
# completion_fish.sh - what fish offers after a part of a command line.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
command -v fish >/dev/null || skip "no fish"
cd "$scratch" || exit 1
mkdir results && : >race.csv
LC_ALL=C.UTF-8

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
offers 'optop -o ' gd momentum rmsprop adam adam:
offers 'optop --optimizer=' --optimizer=gd --optimizer=adam
only 'optop -o momen' momentum momentum:
offers 'optop -o adam:' adam:lr= adam:beta1= adam:eps=
only 'optop -o adam:beta' adam:beta1= adam:beta2=
only 'optop --optimizer=adam:bi' --optimizer=adam:bias_correction=
only 'optop -oadam:bi' -oadam:bias_correction=
only 'optop -o gd -o adam:lr=' adam:lr=0.001
only 'optop -o adam:bias_correction=' adam:bias_correction=0 adam:bias_correction=1
only 'optop -o adam:lr=0.1,beta1' adam:lr=0.1,beta1=
only 'optop -o gd:schedule=cosine,tot' gd:schedule=cosine,total=
only 'optop -o gd:schedule=cosine,total=' gd:schedule=cosine,total=auto
only 'optop --activation=sig' --activation=sigmoid
only 'optop -a sig' sigmoid
only 'optop --color=' --color=auto --color=always --color=never
offers 'optop --data=' --data=mnist01 --data=spirals --data=rosenbrock --data=results/
only 'optop -d res' results/
only 'optop --csv=ra' --csv=race.csv
only 'optop --seed=' --seed=1
only 'optop --columns=upd' --columns=update_norm --columns=update_ratio --columns=update_cosine
only 'optop ra'

cat >complete.fish <<'END'
source $OPTOP_SOURCE/man/optop.fish; or exit 1
set -l number 0
while read -l line
    set number (math $number + 1)
    complete -C $line | string replace -r '\t.*' '' | sort -u >$number.offered
end <lines
END
HOME=$scratch fish --no-config complete.fish >err 2>&1
code=$?
what=fish
expect_code 0
expect_empty err

i=0
while IFS= read -r line; do
    i=$((i + 1))
    while IFS= read -r word; do
        test -z "$word" || grep -qxF -e "$word" $i.offered ||
            fail "'$line' does not offer '$word' but: $(tr '\n' ' ' <$i.offered)"
    done <$i.wanted
    test ! -e $i.only || test "$(wc -l <$i.offered)" -eq "$(grep -c . <$i.wanted)" ||
        fail "'$line' offers more: $(tr '\n' ' ' <$i.offered)"
done <lines
test "$i" -ge 20 || fail "only $i lines were tried"

finish
