#compdef optop
# zsh completion for optop.
# Made from the program's tables by `make update-docs`; do not edit.

# Functions that print words, one a line.
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

# NAME[:KEY=VALUE[,KEY=VALUE]...]
_optop_run()
{
    local name=${PREFIX%%:*} list schedule key
    local -a words
    if [[ $PREFIX != *:* ]]; then
        words=(${(f)"$(_optop_optimizers)"})
        compadd -q -S ':' -- $words
        return
    fi
    compset -P 1 '*:'
    list=$PREFIX
    if [[ ,$list == *,schedule=*,* ]]; then
        schedule=${list##*schedule=}
        schedule=${schedule%%,*}
    fi
    compset -P '*,'
    key=${PREFIX%%=*}
    if compset -P '*='; then
        words=(${(f)"$(_optop_values $name $key
                        _optop_schedule_values "$schedule" $key)"})
        compadd -q -S ',' -- $words
        return
    fi
    for key in ${(f)"$(_optop_keys $name; _optop_schedule_keys "$schedule")"}; do
        [[ ,$list == *,$key=* ]] || words+=($key)
    done
    compadd -S '=' -- $words
}

_optop()
{
    _arguments -s -S \
        '*'{-o+,--optimizer=}'[add a run with this optimizer; omitted hyperparameters keep their defaults; repeat to race]:NAME[\:KEY=VALUE[,KEY=VALUE]...]'":_optop_run" \
        '(-n --iterations)'{-n+,--iterations=}'[iterations to train each run for]:N'":compadd -- '100'" \
        --threads='[threads to train with (0: one per core); results do not depend on their number]:N'":compadd -- '0'" \
        '*'--fork='[add a run that continues run RUN (a number or a name) after S iterations with another optimizer or other hyperparameters; can be repeated]:RUN@S\:NAME[\:KEY=VALUE,...]'":" \
        '*'--change='[continue run RUN with other hyperparameters after S iterations; can be repeated]:RUN@S\:[NAME\:]KEY=VALUE,...'":" \
        --target='[report when the curve of each run falls below the value (or, with CURVE>VALUE, rises above it), and rank the runs by that]:CURVE<VALUE'":compadd -- 'train_loss' 'test_loss' 'train_accuracy' 'test_accuracy' 'learning_rate' 'gradient_norm' 'update_norm' 'weight_norm' 'update_ratio' 'update_cosine' 'gradients' 'seconds'" \
        --memory='[memory for checkpoints of all runs, from which going back in time starts]:SIZE'":compadd -- '256M'" \
        --depth='[weight layers (hidden layers plus one), unless layers are given]:N'":compadd -- '3'" \
        --width='[units of each hidden layer, unless layers are given]:N'":compadd -- '64'" \
        '(-d --data)'{-d+,--data=}'[data, or a test function to minimize]:SOURCE'":{compadd -- 'mnist01' 'moons' 'circles' 'spirals' 'xor' 'blobs' 'checkerboard' 'sine' 'plane' 'quadratic' 'rosenbrock' 'beale' 'himmelblau' 'booth' 'rastrigin' 'ackley' 'styblinski_tang' 'saddle' 'valley'; _files}" \
        --format='[format of the data; auto: recognized by their content]:NAME'":compadd -- 'auto' 'idx' 'cifar10' 'npz' 'npy' 'svmlight' 'table'" \
        --classes='[labels to keep; two become targets 0 and 1, more become one-hot vectors]:A,B[,...]'":" \
        --label='[column to learn]:NAME|N|last'":" \
        --ignore='[columns of a table to leave out]:NAME[,...]'":" \
        --test='[source of the test split]:FILE|FRACTION'":" \
        --scale='[scale of the inputs; auto: standard (mean 0, deviation 1) for tables, unit for bytes, else none]:NAME'":compadd -- 'auto' 'none' 'unit' 'standard'" \
        --missing='[treatment of rows with missing fields; mean: fill in the mean of the training rows]:NAME'":compadd -- 'refuse' 'drop' 'mean'" \
        --task='[task; auto: texts and up to 20 distinct integers are classes, other numbers a regression]:NAME'":compadd -- 'auto' 'classification' 'regression'" \
        --data-seed='[seed of generated data, and of the division into training and test split]:N'":compadd -- '1'" \
        --start='[starting point of a test function]:X,Y'":" \
        --layers='[widths of the hidden layers]:A,B,...'":compadd -- '64,64'" \
        '(-a --activation)'{-a+,--activation=}'[activation function of the layers]:NAME'":compadd -- 'relu' 'leaky_relu' 'elu' 'gelu' 'silu' 'softplus' 'tanh' 'sigmoid' 'identity'" \
        --output-activation='[output layer'\''s activation; same: the others'\'']:NAME'":compadd -- 'same' 'relu' 'leaky_relu' 'elu' 'gelu' 'silu' 'softplus' 'tanh' 'sigmoid' 'identity'" \
        '(-l --loss)'{-l+,--loss=}'[loss; auto: square, softmax_cross_entropy for 3 classes or more of a table]:NAME'":compadd -- 'auto' 'square' 'binary_cross_entropy' 'softmax_cross_entropy'" \
        --initialization='[distribution of the initial weights (notebook: variance 1/n_in)]:NAME'":compadd -- 'notebook' 'xavier' 'he' 'orthogonal'" \
        --l2='[L2 penalty, l2/2 ||W||^2; biases are exempt]:X'":compadd -- '0'" \
        --l1='[L1 penalty, l1 ||W||_1; biases are exempt]:X'":compadd -- '0'" \
        --dropout='[probability that dropout leaves out a hidden unit]:P'":compadd -- '0'" \
        '(-s --seed)'{-s+,--seed=}'[seed of initial weights, batches and dropout, as in NumPy]:N'":compadd -- '1'" \
        --seeds='[seeds in place of one; medians and spread are shown]:LIST'":" \
        --batch-size='[samples per iteration (0: full batch)]:N'":compadd -- '0'" \
        --eval-every='[iterations between test evaluations (0: once per epoch)]:K'":compadd -- '0'" \
        --sweep='[train all runs with these values of a hyperparameter: FROM..TO*POINTS (equal factors), FROM..TO/POINTS (equal distances) or {A,B,...}; can be repeated, for a grid; -o takes a range in place of a value, too]:KEY=RANGE'":" \
        --random='[draw N configurations of each run from the ranges (0: train all their points)]:N'":compadd -- '0'" \
        --judge='[what decides which configuration of a sweep is best; auto: target if there is one, else test_loss, without test data train_loss]:FIGURE'":compadd -- 'auto' 'test_loss' 'best_test_loss' 'test_accuracy' 'best_test_accuracy' 'train_loss' 'target'" \
        --confirm='[train the best configuration of each run again on these seeds, which the sweep must not have used, and print that table as well]:SEEDS'":" \
        --part='[do every N-th job only, beginning with job K; --merge puts the files of the parts together]:K/N'":" \
        --merge='[put the results in the session files on the command line, which must be of the same list of jobs, together in FILE, and exit]:FILE'":" \
        --color='[colours on the screen; auto: if the terminal has them and NO_COLOR is not set]:WHEN'":compadd -- 'auto' 'always' 'never'" \
        --view='[the curves that the panels show first; key v goes on to the others]:VIEW'":compadd -- 'losses' 'accuracies' 'norms' 'rates' 'others'" \
        --glyphs='[the characters that curves are drawn with; key g changes them]:GLYPHS'":compadd -- 'ascii' 'braille' 'blocks'" \
        --ascii'[draw the screen with ASCII characters only]' \
        --mouse'[use the mouse to choose runs, set the cursor and zoom; key M switches it]' \
        '(-b --batch)'{-b,--batch}'[train without a screen, then print a table of results]' \
        --describe'[print a description of the data and of the training task, and exit]' \
        --lesson'[list the bundled lessons and exit; --lesson=NAME begins one of them, --lesson=FILE one of your own]' \
        --csv='[write the histories of all runs to FILE at the end, replacing it; - is standard output]:FILE'":_files" \
        --columns='[add curves to the CSV, after its other columns: learning_rate, gradient_norm, update_norm, weight_norm, update_ratio, update_cosine, gradients, seconds]:NAME[,NAME]...'":compadd -- 'learning_rate' 'gradient_norm' 'update_norm' 'weight_norm' 'update_ratio' 'update_cosine' 'gradients' 'seconds'" \
        '*'--export='[write curves or a picture to FILE at the end, in the format of its ending: .csv, .json, .svg, .pdf or .png; can be repeated]:FILE'":_files" \
        --session='[record the race in FILE while it is trained; batch mode continues a race that FILE already holds]:FILE'":_files" \
        --json'[print the closing table of batch mode as JSON]' \
        --confusion'[print each run'\''s confusion matrix over the test samples after the closing table]' \
        --times'[include the seconds of each run and iteration in JSON; without them, the same training gives the same document]' \
        --no-config'[do not read the configuration file]' \
        '(-h --help)'{-h,--help}'[print this help and exit]' \
        '(-V --version)'{-V,--version}'[print version, precision and kernels, and exit]'
}

# Loaded by compinit on demand, or sourced.
if [[ $funcstack[1] == _optop ]]; then
    _optop "$@"
else
    compdef _optop optop
fi
