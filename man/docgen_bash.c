/* docgen_bash.c - the completion for bash, made from the tables; see docgen.h. */
#include "docgen.h"

#include <stdio.h>
#include <string.h>

static const char head[] = "# bash completion for optop.\n"
                           "# Made from the program's tables by `make update-docs`; do not edit.\n"
                           "\n"
                           "# The candidates, each one a whole argument of the command line.\n"
                           "_optop_options()\n"
                           "{\n"
                           "    printf '%s\\n'";

static const char machinery[] =
    "# NAME[:KEY=VALUE[,KEY=VALUE]...]\n"
    "_optop_run()\n"
    "{\n"
    "    local run=$1 name=${1%%:*} schedule= key list value\n"
    "    if [[ $run != *:* ]]; then\n"
    "        _optop_optimizers\n"
    "        [[ -n $(_optop_keys \"$name\") ]] && printf '%s\\n' \"$name:\"\n"
    "        return\n"
    "    fi\n"
    "    list=${run#*:}\n"
    "    key=${list##*,}\n"
    "    if [[ ,$list == *,schedule=*,* ]]; then\n"
    "        schedule=${list##*schedule=}\n"
    "        schedule=${schedule%%,*}\n"
    "    fi\n"
    "    if [[ $key == *=* ]]; then\n"
    "        run=${run%\"=${key#*=}\"}\n"
    "        for value in $(_optop_values \"$name\" \"${key%%=*}\"\n"
    "                        _optop_schedule_values \"$schedule\" \"${key%%=*}\"); do\n"
    "            printf '%s=%s\\n' \"$run\" \"$value\"\n"
    "        done\n"
    "        return\n"
    "    fi\n"
    "    run=${run%\"$key\"}\n"
    "    for key in $(_optop_keys \"$name\"; _optop_schedule_keys \"$schedule\"); do\n"
    "        [[ \",$list\" == *\",$key=\"* ]] || printf '%s%s=\\n' \"$run\" \"$key\"\n"
    "    done\n"
    "}\n"
    "\n"
    "_optop()\n"
    "{\n"
    "    local line=${COMP_LINE:0:COMP_POINT} word option= value= lead= head= part mark candidate\n"
    "    local kind\n"
    "    local -a words\n"
    "    # bash cuts words at = and :, so the argument is taken from the line itself.\n"
    "    word=${line##*[[:space:]]}\n"
    "    read -ra words <<<\"${line%\"$word\"}\"\n"
    "    if [[ $word == --*=* ]]; then\n"
    "        option=${word%%=*} value=${word#*=} lead=$option=\n"
    "    elif [[ ${#words[@]} -gt 1 ]] && _optop_takes \"${words[${#words[@]} - 1]}\"; then\n"
    "        option=${words[${#words[@]} - 1]} value=$word\n"
    "    elif [[ $word == -[!-]?* ]] && _optop_takes \"${word:0:2}\"; then\n"
    "        option=${word:0:2} value=${word:2} lead=$option\n"
    "    fi\n"
    "    for mark in : =; do\n"
    "        if [[ $COMP_WORDBREAKS == *\"$mark\"* && $word == *\"$mark\"* ]]; then\n"
    "            part=${word%\"$mark\"*}$mark\n"
    "            ((${#part} > ${#head})) && head=$part\n"
    "        fi\n"
    "    done\n"
    "    kind=$(_optop_kind \"$option\")\n"
    "    [[ $kind == path ]] && compopt -o filenames 2>/dev/null\n"
    "    COMPREPLY=()\n"
    "    while IFS= read -r candidate; do\n"
    "        candidate=$lead$candidate\n"
    "        [[ $candidate == \"$word\"* ]] || continue\n"
    "        # What goes on after this is not followed by a blank.\n"
    "        [[ $candidate == *= || $kind == run ]] && compopt -o nospace 2>/dev/null\n"
    "        COMPREPLY+=(\"${candidate#\"$head\"}\")\n"
    "    done < <(if [[ -n $option ]]; then _optop_argument \"$option\" \"$value\"\n"
    "             else _optop_options; fi)\n"
    "}\n"
    "\n"
    "complete -F _optop optop\n";

/* "-n|--iterations" */
static void print_pattern(const struct option_row *row)
{
    if (row->letter)
        printf("-%c|", row->letter);
    printf("--%s", row->name);
}

/* A case of the options that `belongs` picks: "-o|--optimizer | \ ...) ACTION ;;". */
static void print_case(bool (*belongs)(const struct option_row *row), const char *action)
{
    const char *separator = "    ";

    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        if (!belongs(&row))
            continue;
        fputs(separator, stdout);
        print_pattern(&row);
        separator = " | \\\n        ";
    }
    printf(") %s ;;\n", action);
}

static bool takes_value(const struct option_row *row)
{
    return row->argument != NULL;
}

static bool takes_run(const struct option_row *row)
{
    return row->kind == OPTION_RUN;
}

static bool takes_path(const struct option_row *row)
{
    return docgen_takes_file(row) || docgen_takes_source(row);
}

static void print_kinds(void)
{
    printf("_optop_takes()\n{\n    case $1 in\n");
    print_case(takes_value, "return 0");
    printf("    esac\n    return 1\n}\n\n_optop_kind()\n{\n    case $1 in\n");
    print_case(takes_run, "echo run");
    print_case(takes_path, "echo path");
    printf("    esac\n}\n\n");
}

static void print_argument_function(void)
{
    printf("# _optop_argument OPTION VALUE: what VALUE may become.\n"
           "_optop_argument()\n{\n    case $1 in\n");
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        if (!row.argument)
            continue;
        printf("    ");
        print_pattern(&row);
        printf(")\n");
        if (row.kind == OPTION_RUN)
            printf("        _optop_run \"$2\"\n");
        if (docgen_has_values(&row)) {
            printf("        printf '%%s\\n'");
            docgen_option_values(&row);
            printf("\n");
        }
        if (takes_path(&row))
            printf("        compgen -f -- \"$2\"\n");
        printf("        ;;\n");
    }
    printf("    esac\n}\n\n");
}

void docgen_bash(void)
{
    fputs(head, stdout);
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);
        printf(" \\\n        --%s%s", row.name, row.argument ? "=" : "");
    }
    printf("\n}\n\n");
    print_kinds();
    docgen_tables(&docgen_syntax_sh);
    print_argument_function();
    fputs(machinery, stdout);
}
