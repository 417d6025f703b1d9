# bash completion for optop.
# Made from the program's tables by `make update-docs`; do not edit.

# The candidates, each one a whole argument of the command line.
_optop_options()
{
    printf '%s\n' \
        --optimizer= \
        --iterations= \
        --threads= \
        --depth= \
        --width= \
        --data= \
        --classes= \
        --layers= \
        --activation= \
        --output-activation= \
        --loss= \
        --initialization= \
        --l2= \
        --l1= \
        --dropout= \
        --seed= \
        --batch-size= \
        --eval-every= \
        --batch \
        --csv= \
        --help \
        --version
}

_optop_takes()
{
    case $1 in
    -o|--optimizer | \
        -n|--iterations | \
        --threads | \
        --depth | \
        --width | \
        -d|--data | \
        --classes | \
        --layers | \
        -a|--activation | \
        --output-activation | \
        -l|--loss | \
        --initialization | \
        --l2 | \
        --l1 | \
        --dropout | \
        -s|--seed | \
        --batch-size | \
        --eval-every | \
        --csv) return 0 ;;
    esac
    return 1
}

_optop_kind()
{
    case $1 in
    -o|--optimizer) echo run ;;
    -d|--data | \
        --csv) echo path ;;
    esac
}

_optop_optimizers()
{
    printf '%s\n' gd momentum rmsprop adam
}

# _optop_keys OPTIMIZER: its hyperparameters.
_optop_keys()
{
    case $1 in
    gd) printf '%s\n' lr ;;
    momentum) printf '%s\n' lr beta ;;
    rmsprop) printf '%s\n' lr beta eps ;;
    adam) printf '%s\n' lr beta1 beta2 eps bias_correction ;;
    esac
}

# _optop_values OPTIMIZER KEY: a hyperparameter's default or choices.
_optop_values()
{
    case $1:$2 in
    gd:lr) printf '%s\n' '0.1' ;;
    momentum:lr) printf '%s\n' '0.9' ;;
    momentum:beta) printf '%s\n' '0.9' ;;
    rmsprop:lr) printf '%s\n' '0.001' ;;
    rmsprop:beta) printf '%s\n' '0.9' ;;
    rmsprop:eps) printf '%s\n' '1e-08' ;;
    adam:lr) printf '%s\n' '0.01' ;;
    adam:beta1) printf '%s\n' '0.9' ;;
    adam:beta2) printf '%s\n' '0.999' ;;
    adam:eps) printf '%s\n' '1e-08' ;;
    adam:bias_correction) printf '%s\n' 0 1 ;;
    esac
}

# _optop_argument OPTION VALUE: what VALUE may become.
_optop_argument()
{
    case $1 in
    -o|--optimizer)
        _optop_run "$2"
        ;;
    -n|--iterations)
        printf '%s\n' '100'
        ;;
    --threads)
        printf '%s\n' '0'
        ;;
    --depth)
        printf '%s\n' '3'
        ;;
    --width)
        printf '%s\n' '64'
        ;;
    -d|--data)
        printf '%s\n' 'mnist01'
        compgen -d -- "$2"
        ;;
    --classes)
        ;;
    --layers)
        printf '%s\n' '64,64'
        ;;
    -a|--activation)
        printf '%s\n' 'relu' 'leaky_relu' 'elu' 'gelu' 'silu' 'softplus' 'tanh' 'sigmoid' 'identity'
        ;;
    --output-activation)
        printf '%s\n' 'same' 'relu' 'leaky_relu' 'elu' 'gelu' 'silu' 'softplus' 'tanh' 'sigmoid' 'identity'
        ;;
    -l|--loss)
        printf '%s\n' 'square' 'binary_cross_entropy' 'softmax_cross_entropy'
        ;;
    --initialization)
        printf '%s\n' 'notebook' 'xavier' 'he' 'orthogonal'
        ;;
    --l2)
        printf '%s\n' '0'
        ;;
    --l1)
        printf '%s\n' '0'
        ;;
    --dropout)
        printf '%s\n' '0'
        ;;
    -s|--seed)
        printf '%s\n' '1'
        ;;
    --batch-size)
        printf '%s\n' '0'
        ;;
    --eval-every)
        printf '%s\n' '0'
        ;;
    --csv)
        compgen -f -- "$2"
        ;;
    esac
}

# NAME[:KEY=VALUE[,KEY=VALUE]...]
_optop_run()
{
    local run=$1 name=${1%%:*} key list value
    if [[ $run != *:* ]]; then
        _optop_optimizers
        [[ -n $(_optop_keys "$name") ]] && printf '%s\n' "$name:"
        return
    fi
    list=${run#*:}
    key=${list##*,}
    if [[ $key == *=* ]]; then
        run=${run%"=${key#*=}"}
        for value in $(_optop_values "$name" "${key%%=*}"); do
            printf '%s=%s\n' "$run" "$value"
        done
        return
    fi
    run=${run%"$key"}
    for key in $(_optop_keys "$name"); do
        [[ ",$list" == *",$key="* ]] || printf '%s%s=\n' "$run" "$key"
    done
}

_optop()
{
    local line=${COMP_LINE:0:COMP_POINT} word option= value= lead= head= part mark candidate
    local kind
    local -a words
    # bash cuts words at = and :, so the argument is taken from the line itself.
    word=${line##*[[:space:]]}
    read -ra words <<<"${line%"$word"}"
    if [[ $word == --*=* ]]; then
        option=${word%%=*} value=${word#*=} lead=$option=
    elif [[ ${#words[@]} -gt 1 ]] && _optop_takes "${words[${#words[@]} - 1]}"; then
        option=${words[${#words[@]} - 1]} value=$word
    elif [[ $word == -[!-]?* ]] && _optop_takes "${word:0:2}"; then
        option=${word:0:2} value=${word:2} lead=$option
    fi
    for mark in : =; do
        if [[ $COMP_WORDBREAKS == *"$mark"* && $word == *"$mark"* ]]; then
            part=${word%"$mark"*}$mark
            ((${#part} > ${#head})) && head=$part
        fi
    done
    kind=$(_optop_kind "$option")
    [[ $kind == path ]] && compopt -o filenames 2>/dev/null
    COMPREPLY=()
    while IFS= read -r candidate; do
        candidate=$lead$candidate
        [[ $candidate == "$word"* ]] || continue
        # What goes on after this is not followed by a blank.
        [[ $candidate == *= || $kind == run ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("${candidate#"$head"}")
    done < <(if [[ -n $option ]]; then _optop_argument "$option" "$value"
             else _optop_options; fi)
}

complete -F _optop optop
