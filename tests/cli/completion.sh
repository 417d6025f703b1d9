#!/bin/sh
# completion.sh - what bash offers after a part of a command line.
. "${OPTOP_SOURCE:-.}/tests/cli/lib.sh"
command -v bash >/dev/null || skip "no bash"
cd "$scratch" || exit 1
mkdir results && : >race.csv

cat >complete.bash <<'END'
# complete.bash LINE: prints what completes its end, one candidate a line. Words are cut as
# readline cuts them.
source "$OPTOP_SOURCE/man/optop.bash" || exit 1
COMP_WORDBREAKS=$' \t\n"\'><=;|&(:'
COMP_LINE=$1 COMP_POINT=${#1}
_optop
[[ ${#COMPREPLY[@]} -eq 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
END

offers() {
    what="'$1'"
    bash complete.bash "$1" >out 2>err
    code=$?
    expect_code 0
    expect_empty err
    shift
    for word in "$@"; do
        grep -qxF -e "$word" out || fail "$what does not offer '$word' but: $(tr '\n' ' ' <out)"
    done
}

# only LINE WORD...: it offers these and nothing else.
only() {
    offers "$@"
    shift
    test "$(wc -l <out)" -eq $# || fail "$what offers more: $(tr '\n' ' ' <out)"
}

offers 'optop ' --optimizer= --iterations= --batch --help --csv=
offers 'optop --' --optimizer= --batch --batch-size=
only 'optop --opt' --optimizer=
only 'optop --batch' --batch --batch-size=
only 'optop -b --dep' --depth=
offers 'optop -o ' gd momentum rmsprop adam
offers 'optop -o m' momentum
offers 'optop --optimizer=' gd adam
offers 'optop -oa' -oadam
offers 'optop -o adam' adam adam:
offers 'optop -o adam:' lr= beta1= beta2= eps=
offers 'optop --optimizer=adam:b' beta1= beta2= bias_correction=
offers 'optop -o gd -o adam:lr=' 0.001
only 'optop -o adam:bias_correction=' 0 1
offers 'optop -o adam:lr=0.1,' 0.1,beta1= 0.1,eps=
grep -q 'lr=$' out && fail "$what offers a key that is given already"
only 'optop -o adam:lr=0.1,beta1' 0.1,beta1=
offers 'optop -o gd:schedule=' cosine constant
offers 'optop -o gd:schedule=cosine,' cosine,total= cosine,lr=
only 'optop -o gd:schedule=cosine,tot' cosine,total=
only 'optop -o gd:schedule=cosine,total=' auto
only 'optop -o gd:tot'
only 'optop -o nonsense:l'
offers 'optop --activation=' relu sigmoid
only 'optop -a sigm' sigmoid
only 'optop -asigm' -asigmoid
offers 'optop --data=' mnist01 results
only 'optop -d res' results
only 'optop --csv=ra' race.csv
only 'optop --csv ra' race.csv
only 'optop --seed=' 1
only 'optop --view=' losses accuracies norms rates others
only 'optop --glyphs=' ascii braille blocks
offers 'optop --target=' test_loss train_accuracy gradient_norm
only 'optop --target=test_l' test_loss
only 'optop --columns=upd' update_norm update_ratio update_cosine

finish
