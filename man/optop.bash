# bash completion for optop.
# Made from the program's tables by `make update-docs`; do not edit.

# The candidates, each one a whole argument of the command line.
_optop_options()
{
    printf '%s\n' \
        --optimizer= \
        --iterations= \
        --threads= \
        --fork= \
        --change= \
        --target= \
        --memory= \
        --depth= \
        --width= \
        --data= \
        --format= \
        --classes= \
        --label= \
        --ignore= \
        --test= \
        --scale= \
        --missing= \
        --task= \
        --data-seed= \
        --start= \
        --layers= \
        --activation= \
        --output-activation= \
        --loss= \
        --initialization= \
        --l2= \
        --l1= \
        --dropout= \
        --seed= \
        --seeds= \
        --batch-size= \
        --eval-every= \
        --sweep= \
        --random= \
        --judge= \
        --confirm= \
        --part= \
        --merge= \
        --color= \
        --view= \
        --glyphs= \
        --ascii \
        --mouse \
        --batch \
        --describe \
        --lesson \
        --csv= \
        --columns= \
        --export= \
        --session= \
        --json \
        --confusion \
        --times \
        --no-config \
        --help \
        --version
}

_optop_takes()
{
    case $1 in
    -o|--optimizer | \
        -n|--iterations | \
        --threads | \
        --fork | \
        --change | \
        --target | \
        --memory | \
        --depth | \
        --width | \
        -d|--data | \
        --format | \
        --classes | \
        --label | \
        --ignore | \
        --test | \
        --scale | \
        --missing | \
        --task | \
        --data-seed | \
        --start | \
        --layers | \
        -a|--activation | \
        --output-activation | \
        -l|--loss | \
        --initialization | \
        --l2 | \
        --l1 | \
        --dropout | \
        -s|--seed | \
        --seeds | \
        --batch-size | \
        --eval-every | \
        --sweep | \
        --random | \
        --judge | \
        --confirm | \
        --part | \
        --merge | \
        --color | \
        --view | \
        --glyphs | \
        --csv | \
        --columns | \
        --export | \
        --session) return 0 ;;
    esac
    return 1
}

_optop_kind()
{
    case $1 in
    -o|--optimizer) echo run ;;
    -d|--data | \
        --csv | \
        --export | \
        --session) echo path ;;
    esac
}

_optop_optimizers()
{
    printf '%s\n' gd momentum nesterov adagrad rmsprop adadelta adam adamw amsgrad adamax nadam radam adan adabelief yogi signsgd lion rprop lamb muon lbfgs sophia schedule-free prodigy
}

_optop_keys()
{
    case $1 in
    gd) printf '%s\n' lr weight_decay decoupled clip_norm clip_value schedule warmup ;;
    momentum) printf '%s\n' lr beta form dampening weight_decay decoupled clip_norm clip_value schedule warmup ;;
    nesterov) printf '%s\n' lr beta form weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adagrad) printf '%s\n' lr eps initial eps_at weight_decay decoupled clip_norm clip_value schedule warmup ;;
    rmsprop) printf '%s\n' lr beta eps centered momentum eps_at weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adadelta) printf '%s\n' lr rho eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adam) printf '%s\n' lr beta1 beta2 eps bias_correction eps_at weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adamw) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    amsgrad) printf '%s\n' lr beta1 beta2 eps bias_correction weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adamax) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    nadam) printf '%s\n' lr beta1 beta2 eps psi weight_decay decoupled clip_norm clip_value schedule warmup ;;
    radam) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adan) printf '%s\n' lr beta1 beta2 beta3 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    adabelief) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    yogi) printf '%s\n' lr beta1 beta2 eps v0 weight_decay decoupled clip_norm clip_value schedule warmup ;;
    signsgd) printf '%s\n' lr beta weight_decay decoupled clip_norm clip_value schedule warmup ;;
    lion) printf '%s\n' lr beta1 beta2 weight_decay decoupled clip_norm clip_value schedule warmup ;;
    rprop) printf '%s\n' lr eta_minus eta_plus step_min step_max weight_decay decoupled clip_norm clip_value schedule warmup ;;
    lamb) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    muon) printf '%s\n' lr beta nesterov steps adam_lr adam_beta1 adam_beta2 adam_eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    lbfgs) printf '%s\n' lr history line_search c1 c2 trials tolerance weight_decay decoupled clip_norm clip_value schedule warmup ;;
    sophia) printf '%s\n' lr beta1 beta2 rho every weight_decay decoupled clip_norm clip_value schedule warmup ;;
    schedule-free) printf '%s\n' lr beta1 beta2 eps weight_decay decoupled clip_norm clip_value schedule warmup ;;
    prodigy) printf '%s\n' lr beta1 beta2 eps d0 d_coef weight_decay decoupled clip_norm clip_value schedule warmup ;;
    esac
}

_optop_values()
{
    case $1:$2 in
    gd:lr) printf '%s\n' '0.1' ;;
    gd:weight_decay) printf '%s\n' '0' ;;
    gd:decoupled) printf '%s\n' 0 1 ;;
    gd:clip_norm) printf '%s\n' '0' ;;
    gd:clip_value) printf '%s\n' '0' ;;
    gd:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    gd:warmup) printf '%s\n' '0' ;;
    momentum:lr) printf '%s\n' '0.9' ;;
    momentum:beta) printf '%s\n' '0.9' ;;
    momentum:form) printf '%s\n' 'ema' 'heavy-ball' 'lr-inside' ;;
    momentum:dampening) printf '%s\n' '0' ;;
    momentum:weight_decay) printf '%s\n' '0' ;;
    momentum:decoupled) printf '%s\n' 0 1 ;;
    momentum:clip_norm) printf '%s\n' '0' ;;
    momentum:clip_value) printf '%s\n' '0' ;;
    momentum:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    momentum:warmup) printf '%s\n' '0' ;;
    nesterov:lr) printf '%s\n' '0.01' ;;
    nesterov:beta) printf '%s\n' '0.9' ;;
    nesterov:form) printf '%s\n' 'heavy-ball' 'lr-inside' ;;
    nesterov:weight_decay) printf '%s\n' '0' ;;
    nesterov:decoupled) printf '%s\n' 0 1 ;;
    nesterov:clip_norm) printf '%s\n' '0' ;;
    nesterov:clip_value) printf '%s\n' '0' ;;
    nesterov:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    nesterov:warmup) printf '%s\n' '0' ;;
    adagrad:lr) printf '%s\n' '0.01' ;;
    adagrad:eps) printf '%s\n' '1e-10' ;;
    adagrad:initial) printf '%s\n' '0' ;;
    adagrad:eps_at) printf '%s\n' 'outside' 'inside' ;;
    adagrad:weight_decay) printf '%s\n' '0' ;;
    adagrad:decoupled) printf '%s\n' 0 1 ;;
    adagrad:clip_norm) printf '%s\n' '0' ;;
    adagrad:clip_value) printf '%s\n' '0' ;;
    adagrad:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adagrad:warmup) printf '%s\n' '0' ;;
    rmsprop:lr) printf '%s\n' '0.001' ;;
    rmsprop:beta) printf '%s\n' '0.9' ;;
    rmsprop:eps) printf '%s\n' '1e-08' ;;
    rmsprop:centered) printf '%s\n' 0 1 ;;
    rmsprop:momentum) printf '%s\n' '0' ;;
    rmsprop:eps_at) printf '%s\n' 'outside' 'inside' ;;
    rmsprop:weight_decay) printf '%s\n' '0' ;;
    rmsprop:decoupled) printf '%s\n' 0 1 ;;
    rmsprop:clip_norm) printf '%s\n' '0' ;;
    rmsprop:clip_value) printf '%s\n' '0' ;;
    rmsprop:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    rmsprop:warmup) printf '%s\n' '0' ;;
    adadelta:lr) printf '%s\n' '1' ;;
    adadelta:rho) printf '%s\n' '0.9' ;;
    adadelta:eps) printf '%s\n' '1e-06' ;;
    adadelta:weight_decay) printf '%s\n' '0' ;;
    adadelta:decoupled) printf '%s\n' 0 1 ;;
    adadelta:clip_norm) printf '%s\n' '0' ;;
    adadelta:clip_value) printf '%s\n' '0' ;;
    adadelta:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adadelta:warmup) printf '%s\n' '0' ;;
    adam:lr) printf '%s\n' '0.001' ;;
    adam:beta1) printf '%s\n' '0.9' ;;
    adam:beta2) printf '%s\n' '0.999' ;;
    adam:eps) printf '%s\n' '1e-08' ;;
    adam:bias_correction) printf '%s\n' 0 1 ;;
    adam:eps_at) printf '%s\n' 'outside' 'inside' 'hat' ;;
    adam:weight_decay) printf '%s\n' '0' ;;
    adam:decoupled) printf '%s\n' 0 1 ;;
    adam:clip_norm) printf '%s\n' '0' ;;
    adam:clip_value) printf '%s\n' '0' ;;
    adam:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adam:warmup) printf '%s\n' '0' ;;
    adamw:lr) printf '%s\n' '0.001' ;;
    adamw:beta1) printf '%s\n' '0.9' ;;
    adamw:beta2) printf '%s\n' '0.999' ;;
    adamw:eps) printf '%s\n' '1e-08' ;;
    adamw:weight_decay) printf '%s\n' '0.01' ;;
    adamw:decoupled) printf '%s\n' 0 1 ;;
    adamw:clip_norm) printf '%s\n' '0' ;;
    adamw:clip_value) printf '%s\n' '0' ;;
    adamw:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adamw:warmup) printf '%s\n' '0' ;;
    amsgrad:lr) printf '%s\n' '0.001' ;;
    amsgrad:beta1) printf '%s\n' '0.9' ;;
    amsgrad:beta2) printf '%s\n' '0.999' ;;
    amsgrad:eps) printf '%s\n' '1e-08' ;;
    amsgrad:bias_correction) printf '%s\n' 0 1 ;;
    amsgrad:weight_decay) printf '%s\n' '0' ;;
    amsgrad:decoupled) printf '%s\n' 0 1 ;;
    amsgrad:clip_norm) printf '%s\n' '0' ;;
    amsgrad:clip_value) printf '%s\n' '0' ;;
    amsgrad:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    amsgrad:warmup) printf '%s\n' '0' ;;
    adamax:lr) printf '%s\n' '0.002' ;;
    adamax:beta1) printf '%s\n' '0.9' ;;
    adamax:beta2) printf '%s\n' '0.999' ;;
    adamax:eps) printf '%s\n' '1e-08' ;;
    adamax:weight_decay) printf '%s\n' '0' ;;
    adamax:decoupled) printf '%s\n' 0 1 ;;
    adamax:clip_norm) printf '%s\n' '0' ;;
    adamax:clip_value) printf '%s\n' '0' ;;
    adamax:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adamax:warmup) printf '%s\n' '0' ;;
    nadam:lr) printf '%s\n' '0.002' ;;
    nadam:beta1) printf '%s\n' '0.9' ;;
    nadam:beta2) printf '%s\n' '0.999' ;;
    nadam:eps) printf '%s\n' '1e-08' ;;
    nadam:psi) printf '%s\n' '0.004' ;;
    nadam:weight_decay) printf '%s\n' '0' ;;
    nadam:decoupled) printf '%s\n' 0 1 ;;
    nadam:clip_norm) printf '%s\n' '0' ;;
    nadam:clip_value) printf '%s\n' '0' ;;
    nadam:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    nadam:warmup) printf '%s\n' '0' ;;
    radam:lr) printf '%s\n' '0.001' ;;
    radam:beta1) printf '%s\n' '0.9' ;;
    radam:beta2) printf '%s\n' '0.999' ;;
    radam:eps) printf '%s\n' '1e-08' ;;
    radam:weight_decay) printf '%s\n' '0' ;;
    radam:decoupled) printf '%s\n' 0 1 ;;
    radam:clip_norm) printf '%s\n' '0' ;;
    radam:clip_value) printf '%s\n' '0' ;;
    radam:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    radam:warmup) printf '%s\n' '0' ;;
    adan:lr) printf '%s\n' '0.001' ;;
    adan:beta1) printf '%s\n' '0.98' ;;
    adan:beta2) printf '%s\n' '0.92' ;;
    adan:beta3) printf '%s\n' '0.99' ;;
    adan:eps) printf '%s\n' '1e-08' ;;
    adan:weight_decay) printf '%s\n' '0' ;;
    adan:decoupled) printf '%s\n' 0 1 ;;
    adan:clip_norm) printf '%s\n' '0' ;;
    adan:clip_value) printf '%s\n' '0' ;;
    adan:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adan:warmup) printf '%s\n' '0' ;;
    adabelief:lr) printf '%s\n' '0.001' ;;
    adabelief:beta1) printf '%s\n' '0.9' ;;
    adabelief:beta2) printf '%s\n' '0.999' ;;
    adabelief:eps) printf '%s\n' '1e-16' ;;
    adabelief:weight_decay) printf '%s\n' '0' ;;
    adabelief:decoupled) printf '%s\n' 0 1 ;;
    adabelief:clip_norm) printf '%s\n' '0' ;;
    adabelief:clip_value) printf '%s\n' '0' ;;
    adabelief:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    adabelief:warmup) printf '%s\n' '0' ;;
    yogi:lr) printf '%s\n' '0.01' ;;
    yogi:beta1) printf '%s\n' '0.9' ;;
    yogi:beta2) printf '%s\n' '0.999' ;;
    yogi:eps) printf '%s\n' '0.001' ;;
    yogi:v0) printf '%s\n' '1e-06' ;;
    yogi:weight_decay) printf '%s\n' '0' ;;
    yogi:decoupled) printf '%s\n' 0 1 ;;
    yogi:clip_norm) printf '%s\n' '0' ;;
    yogi:clip_value) printf '%s\n' '0' ;;
    yogi:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    yogi:warmup) printf '%s\n' '0' ;;
    signsgd:lr) printf '%s\n' '0.001' ;;
    signsgd:beta) printf '%s\n' '0' ;;
    signsgd:weight_decay) printf '%s\n' '0' ;;
    signsgd:decoupled) printf '%s\n' 0 1 ;;
    signsgd:clip_norm) printf '%s\n' '0' ;;
    signsgd:clip_value) printf '%s\n' '0' ;;
    signsgd:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    signsgd:warmup) printf '%s\n' '0' ;;
    lion:lr) printf '%s\n' '0.0001' ;;
    lion:beta1) printf '%s\n' '0.9' ;;
    lion:beta2) printf '%s\n' '0.99' ;;
    lion:weight_decay) printf '%s\n' '0' ;;
    lion:decoupled) printf '%s\n' 0 1 ;;
    lion:clip_norm) printf '%s\n' '0' ;;
    lion:clip_value) printf '%s\n' '0' ;;
    lion:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    lion:warmup) printf '%s\n' '0' ;;
    rprop:lr) printf '%s\n' '0.01' ;;
    rprop:eta_minus) printf '%s\n' '0.5' ;;
    rprop:eta_plus) printf '%s\n' '1.2' ;;
    rprop:step_min) printf '%s\n' '1e-06' ;;
    rprop:step_max) printf '%s\n' '50' ;;
    rprop:weight_decay) printf '%s\n' '0' ;;
    rprop:decoupled) printf '%s\n' 0 1 ;;
    rprop:clip_norm) printf '%s\n' '0' ;;
    rprop:clip_value) printf '%s\n' '0' ;;
    rprop:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    rprop:warmup) printf '%s\n' '0' ;;
    lamb:lr) printf '%s\n' '0.001' ;;
    lamb:beta1) printf '%s\n' '0.9' ;;
    lamb:beta2) printf '%s\n' '0.999' ;;
    lamb:eps) printf '%s\n' '1e-06' ;;
    lamb:weight_decay) printf '%s\n' '0' ;;
    lamb:decoupled) printf '%s\n' 0 1 ;;
    lamb:clip_norm) printf '%s\n' '0' ;;
    lamb:clip_value) printf '%s\n' '0' ;;
    lamb:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    lamb:warmup) printf '%s\n' '0' ;;
    muon:lr) printf '%s\n' '0.02' ;;
    muon:beta) printf '%s\n' '0.95' ;;
    muon:nesterov) printf '%s\n' 0 1 ;;
    muon:steps) printf '%s\n' '5' ;;
    muon:adam_lr) printf '%s\n' '0.0003' ;;
    muon:adam_beta1) printf '%s\n' '0.9' ;;
    muon:adam_beta2) printf '%s\n' '0.95' ;;
    muon:adam_eps) printf '%s\n' '1e-10' ;;
    muon:weight_decay) printf '%s\n' '0' ;;
    muon:decoupled) printf '%s\n' 0 1 ;;
    muon:clip_norm) printf '%s\n' '0' ;;
    muon:clip_value) printf '%s\n' '0' ;;
    muon:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    muon:warmup) printf '%s\n' '0' ;;
    lbfgs:lr) printf '%s\n' '1' ;;
    lbfgs:history) printf '%s\n' '100' ;;
    lbfgs:line_search) printf '%s\n' 'none' 'strong-wolfe' ;;
    lbfgs:c1) printf '%s\n' '0.0001' ;;
    lbfgs:c2) printf '%s\n' '0.9' ;;
    lbfgs:trials) printf '%s\n' '25' ;;
    lbfgs:tolerance) printf '%s\n' '1e-09' ;;
    lbfgs:weight_decay) printf '%s\n' '0' ;;
    lbfgs:decoupled) printf '%s\n' 0 1 ;;
    lbfgs:clip_norm) printf '%s\n' '0' ;;
    lbfgs:clip_value) printf '%s\n' '0' ;;
    lbfgs:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    lbfgs:warmup) printf '%s\n' '0' ;;
    sophia:lr) printf '%s\n' '0.0001' ;;
    sophia:beta1) printf '%s\n' '0.965' ;;
    sophia:beta2) printf '%s\n' '0.99' ;;
    sophia:rho) printf '%s\n' '0.04' ;;
    sophia:every) printf '%s\n' '10' ;;
    sophia:weight_decay) printf '%s\n' '0.1' ;;
    sophia:decoupled) printf '%s\n' 0 1 ;;
    sophia:clip_norm) printf '%s\n' '0' ;;
    sophia:clip_value) printf '%s\n' '0' ;;
    sophia:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    sophia:warmup) printf '%s\n' '0' ;;
    schedule-free:lr) printf '%s\n' '0.0025' ;;
    schedule-free:beta1) printf '%s\n' '0.9' ;;
    schedule-free:beta2) printf '%s\n' '0.999' ;;
    schedule-free:eps) printf '%s\n' '1e-08' ;;
    schedule-free:weight_decay) printf '%s\n' '0' ;;
    schedule-free:decoupled) printf '%s\n' 0 1 ;;
    schedule-free:clip_norm) printf '%s\n' '0' ;;
    schedule-free:clip_value) printf '%s\n' '0' ;;
    schedule-free:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    schedule-free:warmup) printf '%s\n' '0' ;;
    prodigy:lr) printf '%s\n' '1' ;;
    prodigy:beta1) printf '%s\n' '0.9' ;;
    prodigy:beta2) printf '%s\n' '0.999' ;;
    prodigy:eps) printf '%s\n' '1e-08' ;;
    prodigy:d0) printf '%s\n' '1e-06' ;;
    prodigy:d_coef) printf '%s\n' '1' ;;
    prodigy:weight_decay) printf '%s\n' '0' ;;
    prodigy:decoupled) printf '%s\n' 0 1 ;;
    prodigy:clip_norm) printf '%s\n' '0' ;;
    prodigy:clip_value) printf '%s\n' '0' ;;
    prodigy:schedule) printf '%s\n' 'constant' 'step' 'exponential' 'inverse-time' 'linear' 'polynomial' 'cosine' 'cosine-restarts' 'one-cycle' 'wsd' 'plateau' ;;
    prodigy:warmup) printf '%s\n' '0' ;;
    esac
}

_optop_schedule_keys()
{
    case $1 in
    step) printf '%s\n' period gamma ;;
    exponential) printf '%s\n' gamma ;;
    inverse-time) printf '%s\n' rate ;;
    linear) printf '%s\n' total end ;;
    polynomial) printf '%s\n' total power end ;;
    cosine) printf '%s\n' total end ;;
    cosine-restarts) printf '%s\n' period growth end ;;
    one-cycle) printf '%s\n' total rise div final_div ;;
    wsd) printf '%s\n' total cooldown ;;
    plateau) printf '%s\n' factor patience threshold end ;;
    esac
}

_optop_schedule_values()
{
    case $1:$2 in
    step:period) printf '%s\n' '30' ;;
    step:gamma) printf '%s\n' '0.1' ;;
    exponential:gamma) printf '%s\n' '0.97' ;;
    inverse-time:rate) printf '%s\n' '0.05' ;;
    linear:total) printf '%s\n' 'auto' ;;
    linear:end) printf '%s\n' '0' ;;
    polynomial:total) printf '%s\n' 'auto' ;;
    polynomial:power) printf '%s\n' '2' ;;
    polynomial:end) printf '%s\n' '0' ;;
    cosine:total) printf '%s\n' 'auto' ;;
    cosine:end) printf '%s\n' '0' ;;
    cosine-restarts:period) printf '%s\n' '20' ;;
    cosine-restarts:growth) printf '%s\n' '2' ;;
    cosine-restarts:end) printf '%s\n' '0' ;;
    one-cycle:total) printf '%s\n' 'auto' ;;
    one-cycle:rise) printf '%s\n' '0.3' ;;
    one-cycle:div) printf '%s\n' '25' ;;
    one-cycle:final_div) printf '%s\n' '10000' ;;
    wsd:total) printf '%s\n' 'auto' ;;
    wsd:cooldown) printf '%s\n' '0.2' ;;
    plateau:factor) printf '%s\n' '0.1' ;;
    plateau:patience) printf '%s\n' '10' ;;
    plateau:threshold) printf '%s\n' '0.0001' ;;
    plateau:end) printf '%s\n' '0' ;;
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
    --fork)
        ;;
    --change)
        ;;
    --target)
        printf '%s\n' 'train_loss' 'test_loss' 'train_accuracy' 'test_accuracy' 'learning_rate' 'gradient_norm' 'update_norm' 'weight_norm' 'update_ratio' 'update_cosine' 'gradients' 'seconds'
        ;;
    --memory)
        printf '%s\n' '256M'
        ;;
    --depth)
        printf '%s\n' '3'
        ;;
    --width)
        printf '%s\n' '64'
        ;;
    -d|--data)
        printf '%s\n' 'mnist01' 'moons' 'circles' 'spirals' 'xor' 'blobs' 'checkerboard' 'sine' 'plane' 'quadratic' 'rosenbrock' 'beale' 'himmelblau' 'booth' 'rastrigin' 'ackley' 'styblinski_tang' 'saddle' 'valley'
        compgen -f -- "$2"
        ;;
    --format)
        printf '%s\n' 'auto' 'idx' 'cifar10' 'npz' 'npy' 'svmlight' 'table'
        ;;
    --classes)
        ;;
    --label)
        ;;
    --ignore)
        ;;
    --test)
        ;;
    --scale)
        printf '%s\n' 'auto' 'none' 'unit' 'standard'
        ;;
    --missing)
        printf '%s\n' 'refuse' 'drop' 'mean'
        ;;
    --task)
        printf '%s\n' 'auto' 'classification' 'regression'
        ;;
    --data-seed)
        printf '%s\n' '1'
        ;;
    --start)
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
        printf '%s\n' 'auto' 'square' 'binary_cross_entropy' 'softmax_cross_entropy'
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
    --seeds)
        ;;
    --batch-size)
        printf '%s\n' '0'
        ;;
    --eval-every)
        printf '%s\n' '0'
        ;;
    --sweep)
        ;;
    --random)
        printf '%s\n' '0'
        ;;
    --judge)
        printf '%s\n' 'auto' 'test_loss' 'best_test_loss' 'test_accuracy' 'best_test_accuracy' 'train_loss' 'target'
        ;;
    --confirm)
        ;;
    --part)
        ;;
    --merge)
        ;;
    --color)
        printf '%s\n' 'auto' 'always' 'never'
        ;;
    --view)
        printf '%s\n' 'losses' 'accuracies' 'norms' 'rates' 'others'
        ;;
    --glyphs)
        printf '%s\n' 'ascii' 'braille' 'blocks'
        ;;
    --csv)
        compgen -f -- "$2"
        ;;
    --columns)
        printf '%s\n' 'learning_rate' 'gradient_norm' 'update_norm' 'weight_norm' 'update_ratio' 'update_cosine' 'gradients' 'seconds'
        ;;
    --export)
        compgen -f -- "$2"
        ;;
    --session)
        compgen -f -- "$2"
        ;;
    esac
}

# NAME[:KEY=VALUE[,KEY=VALUE]...]
_optop_run()
{
    local run=$1 name=${1%%:*} schedule= key list value
    if [[ $run != *:* ]]; then
        _optop_optimizers
        [[ -n $(_optop_keys "$name") ]] && printf '%s\n' "$name:"
        return
    fi
    list=${run#*:}
    key=${list##*,}
    if [[ ,$list == *,schedule=*,* ]]; then
        schedule=${list##*schedule=}
        schedule=${schedule%%,*}
    fi
    if [[ $key == *=* ]]; then
        run=${run%"=${key#*=}"}
        for value in $(_optop_values "$name" "${key%%=*}"
                        _optop_schedule_values "$schedule" "${key%%=*}"); do
            printf '%s=%s\n' "$run" "$value"
        done
        return
    fi
    run=${run%"$key"}
    for key in $(_optop_keys "$name"; _optop_schedule_keys "$schedule"); do
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
